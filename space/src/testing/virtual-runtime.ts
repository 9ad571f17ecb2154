import type { Runtime } from '../runtime.ts'

/** Time and chance that a test owns: nothing happens until it says so, and the same seed gives the same run. */
export interface VirtualRuntime extends Runtime {
  /**
   * Lets `ms` pass: runs each timer that falls due, in order of due time, then of creation, with the clock standing at its
   * due time. After each of them everything that promises have started settles, as it would between two macrotasks.
   */
  advance(ms: number): Promise<void>
  /** Moves time to the next timer and runs that one alone, synchronously; false when none is waiting. */
  step(): boolean
  /** Lets promises settle; no time passes. */
  settle(): Promise<void>
  /** The wall clock jumps, as when somebody sets it; `elapsed` and timers don't notice. */
  jump(ms: number): void
  /** Timers that wait. A test that ends with some has something left running. */
  readonly waiting: number
}

interface Timer {
  readonly due: number
  readonly order: number
  readonly run: () => void
}

/** `now()` starts at 2026-01-01 and `elapsed()` at 0. `seed`: any integer. */
export function virtualRuntime(seed: number): VirtualRuntime {
  const timers = new Set<Timer>()
  const chance = mulberry32(seed)
  let elapsed = 0
  let wall = Date.UTC(2026, 0, 1)
  let created = 0

  const next = (until: number): Timer | null => {
    let first: Timer | null = null
    for (const timer of timers) {
      if (timer.due > until) continue
      if (!first || timer.due < first.due || (timer.due === first.due && timer.order < first.order))
        first = timer
    }
    return first
  }
  const fire = (timer: Timer) => {
    timers.delete(timer)
    passTo(Math.max(elapsed, timer.due))
    timer.run()
  }
  const passTo = (moment: number) => {
    wall += moment - elapsed
    elapsed = moment
  }

  return {
    now: () => Math.floor(wall),
    elapsed: () => elapsed,
    timer(ms, run) {
      const timer = { due: elapsed + Math.max(0, ms), order: created++, run }
      timers.add(timer)
      return () => {
        timers.delete(timer)
      }
    },
    chance,
    random(bytes) {
      for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(chance() * 256)
    },
    async advance(ms) {
      const until = elapsed + ms
      await macrotask()
      for (let timer = next(until); timer; timer = next(until)) {
        fire(timer)
        await macrotask()
      }
      passTo(until)
    },
    step() {
      const timer = next(Number.POSITIVE_INFINITY)
      if (timer) fire(timer)
      return timer !== null
    },
    settle: macrotask,
    jump(ms) {
      wall += ms
    },
    get waiting() {
      return timers.size
    },
  }
}

/** Mulberry32 by Tommy Ettinger (public domain): small, and good enough to shuffle a simulation. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One turn of the real event loop: the only thing after which every promise that could settle has settled. */
function macrotask(): Promise<void> {
  const { setImmediate } = globalThis as { setImmediate?: (run: () => void) => void }
  if (!setImmediate) throw new Error('virtualRuntime needs setImmediate (Node)')
  return new Promise((resolve) => setImmediate(resolve))
}
