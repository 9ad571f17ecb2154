import type { Runtime } from '@weft/space'

/**
 * Long work of the whole server (loading, encoding and compacting large spaces), in short turns between which everything
 * else goes on. What is done within its first turn is done at once; the rest takes turns with other long work, round and
 * round, so that ten large spaces hold nobody up longer than one.
 */
export interface Lane {
  /**
   * Runs `work` to its end; each `yield` is a place to stop. `done` is called in the same breath as its last step, so
   * what it was given is as of now; `failed` with what it throws.
   */
  run<T>(work: Iterator<unknown, T>, done: (result: T) => void, failed: (error: unknown) => void): void
}

export interface Pace {
  /** How long a turn may last; 0 stops at every place. Milliseconds. */
  readonly turn: number
  /** Structs between two places to stop. */
  readonly stride: number
  /** How long a document that nobody needs stays in memory while people are there. Milliseconds. */
  readonly rest: number
}

/** A frame's tick is 16 ms, so nobody notices; a stride is a millisecond or two of work. */
export const PACE: Pace = { turn: 6, stride: 2_000, rest: 5 * 60_000 }

/** Between two turns, in milliseconds: no machine's timers do it in less. */
const PAUSE = 1

export function createLane(runtime: Runtime, { turn }: Pick<Pace, 'turn'>): Lane {
  /** Each does a turn of its work, and says whether there is more. */
  const waiting: (() => boolean)[] = []
  let awake = false

  const wakeLater = () => {
    awake = true
    runtime.timer(PAUSE, () => {
      const next = waiting.shift()
      if (next?.()) waiting.push(next)
      if (waiting.length > 0) wakeLater()
      else awake = false
    })
  }

  return {
    run(work, done, failed) {
      const go = (): boolean => {
        const from = runtime.elapsed()
        try {
          do {
            const step = work.next()
            if (step.done) {
              done(step.value)
              return false
            }
          } while (runtime.elapsed() - from < turn)
          return true
        } catch (error) {
          failed(error)
          return false
        }
      }
      if (!go()) return
      waiting.push(go)
      if (!awake) wakeLater()
    },
  }
}

/** The same as a promise, for those who needn't know the moment. */
export const inLane = <T>(lane: Lane, work: Iterator<unknown, T>): Promise<T> =>
  new Promise((resolve, reject) => lane.run(work, resolve, reject))

/** All of it now: for a command that has nobody to hold up. */
export function atOnce<T>(work: Iterator<unknown, T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}
