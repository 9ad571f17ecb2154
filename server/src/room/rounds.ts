import type { Runtime } from '@weft/space'

/** A round takes a second, in so many turns of so many milliseconds: so thousands never come at once. */
const TURNS = 100
const TURN = 10

/** What is looked at once a second. */
export interface Swept {
  sweep(): void
}

/**
 * Looks at each of many once a second, each in its own turn, with one timer for all. While nobody comes or goes, nothing is
 * moved or made: what thousands would leave behind each second is what keeps a collector from its rest.
 */
export class Rounds {
  readonly #runtime: Runtime
  readonly #turns: readonly Set<Swept>[] = Array.from({ length: TURNS }, () => new Set())
  /** The last turn that came, counted from the start of time. */
  #last = 0
  #cancel: (() => void) | null = null

  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** Its turn, now over, comes again in a second; also for one that was here before. */
  add(one: Swept): void {
    this.#remove(one)
    const now = Math.floor(this.#runtime.elapsed() / TURN)
    this.#turns[now % TURNS]?.add(one)
    if (this.#cancel !== null) return
    this.#last = now
    this.#wake()
  }

  delete(one: Swept): void {
    this.#remove(one)
    if (this.#turns.some((turn) => turn.size > 0)) return
    this.#cancel?.()
    this.#cancel = null
  }

  #remove(one: Swept): void {
    for (const turn of this.#turns) turn.delete(one)
  }

  /** At the next turn that is anybody's. */
  #wake(): void {
    for (let next = this.#last + 1; next <= this.#last + TURNS; next++) {
      if (this.#turns[next % TURNS]?.size === 0) continue
      const wait = Math.max(0, next * TURN - this.#runtime.elapsed())
      this.#cancel = this.#runtime.timer(wait, () => this.#look(next))
      return
    }
  }

  /** All turns that are due: a process with much to do comes to its timers less often. Of rounds that were missed the last alone. */
  #look(due: number): void {
    const now = Math.max(due, Math.floor(this.#runtime.elapsed() / TURN))
    this.#last = now
    this.#wake()
    for (let turn = Math.max(due, now - TURNS + 1); turn <= now; turn++)
      for (const one of this.#turns[turn % TURNS] ?? []) one.sweep()
  }
}
