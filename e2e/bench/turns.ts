import type { Column, Figures } from './figures.ts'
import { NAMES, type Name } from './names.ts'
import type { Workload } from './workload.ts'

/** One server's failure is its own: its row says why, and the others have their turn. */
export async function inTurn(workload: Workload, names: readonly Name[]): Promise<Map<Name, Figures>> {
  const found = new Map<Name, Figures>()
  for (const name of NAMES) {
    if (!names.includes(name) || workload.without?.includes(name)) continue
    try {
      found.set(name, await workload.run(name))
    } catch (error) {
      found.set(name, noneOf(workload.columns, error instanceof Error ? error.message : String(error)))
    }
  }
  return found
}

const noneOf = (columns: readonly Column[], none: string): Figures =>
  Object.fromEntries(columns.map(({ name }) => [name, { none }]))
