import type { Runtime } from '@weft/space'
import type { Limits } from '../limits.ts'

/** What looks at so few items is neither counted nor slowed: ordinary typing looks at none. */
const NEAR = 1_000
/** How many are looked at in a space, in a millisecond, without slowing anybody: two hundredths of a core. */
const RATE = 100
/** And so many milliseconds' worth at once. */
const BURST = 5_000
/** Above the space's limit an update may look at a fraction of what it could before. */
const STRICT = 50

/** Items that an update may have looked at to find its places; 0 for any number. */
export function mayWalk({ walk, spaceWalk }: Limits, soFar: number): number {
  if (walk === 0 || spaceWalk === 0 || soFar <= spaceWalk) return walk
  return Math.ceil(walk / STRICT)
}

/**
 * Slows those whose updates go far to find their places, each within its limit: a flood of them would keep the server busy. What
 * is written without doing so isn't held up.
 */
export class FarWalkers<W> {
  readonly #runtime: Runtime
  readonly #release: (writer: W) => void
  readonly #held = new Map<W, () => void>()
  /** By then all that was walked is paid for. Milliseconds of `Runtime.elapsed`. */
  #paid = 0

  constructor(runtime: Runtime, release: (writer: W) => void) {
    this.#runtime = runtime
    this.#release = release
  }

  /** An update of theirs was taken. @returns whether nothing more is taken from them until they are released. */
  walked(writer: W, steps: number): boolean {
    if (steps < NEAR) return false
    const now = this.#runtime.elapsed()
    this.#paid = Math.max(this.#paid, now) + steps / RATE
    const wait = this.#paid - now - BURST
    if (wait <= 0) return false
    this.#held.get(writer)?.()
    const stop = this.#runtime.timer(wait, () => {
      this.#held.delete(writer)
      this.#release(writer)
    })
    this.#held.set(writer, stop)
    return true
  }

  holds(writer: W): boolean {
    return this.#held.has(writer)
  }

  end(): void {
    for (const [writer, stop] of this.#held) {
      stop()
      this.#release(writer)
    }
    this.#held.clear()
  }
}
