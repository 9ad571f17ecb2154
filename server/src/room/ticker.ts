import type { Runtime } from '@weft/space'

/**
 * At most one commit and one frame to each client in this time, in milliseconds. Frames are what a crowd costs; a few people
 * cost nothing, and notice every millisecond that a letter waits.
 */
export const tickFor = (readers: number): number => (readers <= FEW ? 1 : 16)
/** Likewise for presence. No eye sees 48 cursor moves a second apart, and it gives way to words. */
export const presenceTickFor = (readers: number): number => (readers <= FEW ? 4 : 21)
const FEW = 8

/**
 * Runs something at once when it was quiet, then at most once a period; never twice at the same time.
 *
 *            arm()                          run settled, not armed meanwhile
 *    idle ──────────▶ due ──time──▶ running ──────────────────────▶ idle
 *                      ▲               │
 *                      └───────────────┘ armed meanwhile
 *
 * When a period has passed since the last start, `due` takes no time and `run` starts inside `arm`.
 */
export interface Ticker {
  arm(): void
  /** Something waits for its period. */
  readonly due: boolean
  /** What is due runs now: something else leaves anyway, and takes it along. */
  hasten(): void
  /** From now on nothing waits for its period. */
  hurry(): void
  /** Forgets what is due; a run under way goes on. */
  stop(): void
}

type State = { kind: 'idle' } | { kind: 'due'; cancel: () => void } | { kind: 'running'; again: boolean }

/** `period` in milliseconds, asked each time. `run` must not reject: it owns its errors. */
export function createTicker(
  runtime: Runtime,
  period: () => number,
  run: () => Promise<void> | void,
): Ticker {
  let state: State = { kind: 'idle' }
  let hurried = false
  let started = Number.NEGATIVE_INFINITY

  const schedule = () => {
    const wait = hurried ? 0 : started + period() - runtime.elapsed()
    if (wait <= 0) start()
    else state = { kind: 'due', cancel: runtime.timer(wait, start) }
  }
  const start = () => {
    started = runtime.elapsed()
    state = { kind: 'running', again: false }
    const settled = run()
    if (settled instanceof Promise) void settled.then(finish)
    else finish()
  }
  const finish = () => {
    const again = state.kind === 'running' && state.again
    state = { kind: 'idle' }
    if (again) schedule()
  }

  const hasten = () => {
    if (state.kind !== 'due') return
    state.cancel()
    start()
  }

  return {
    arm() {
      switch (state.kind) {
        case 'idle':
          schedule()
          break
        case 'due':
          break
        case 'running':
          state.again = true
          break
      }
    },
    get due() {
      return state.kind === 'due'
    },
    hasten,
    hurry() {
      hurried = true
      hasten()
    },
    stop() {
      if (state.kind === 'due') state.cancel()
      if (state.kind === 'running') state.again = false
      else state = { kind: 'idle' }
    },
  }
}
