import type { Column, Figures } from './figures.ts'
import type { Name } from './names.ts'

export interface Workload {
  readonly name: string
  readonly title: string
  readonly columns: readonly Column[]
  /** Servers that can't do it at all. */
  readonly without?: readonly Name[]
  /** Why it is left out, in a sentence; null when it isn't. */
  readonly leftOut?: string | null
  /** Starts what it needs, and has ended all of that when it resolves or throws. */
  run(name: Name): Promise<Figures>
}
