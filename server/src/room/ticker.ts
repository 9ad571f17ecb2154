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
export class Ticker {
  readonly #runtime: Runtime
  readonly #period: () => number
  readonly #run: () => Promise<void> | void
  #state: State = IDLE
  #hurried: boolean = false
  #started = Number.NEGATIVE_INFINITY

  /** `period` in milliseconds, asked each time. `run` must not reject: it owns its errors. */
  constructor(runtime: Runtime, period: () => number, run: () => Promise<void> | void) {
    this.#runtime = runtime
    this.#period = period
    this.#run = run
  }

  arm(): void {
    switch (this.#state.kind) {
      case 'idle':
        this.#schedule()
        break
      case 'due':
        break
      case 'running':
        this.#state.again = true
        break
    }
  }

  /** Something waits for its period. */
  get due(): boolean {
    return this.#state.kind === 'due'
  }

  /** What is due runs now: something else leaves anyway, and takes it along. */
  hasten(): void {
    if (this.#state.kind !== 'due') return
    this.#state.cancel()
    this.#start()
  }

  /** From now on nothing waits for its period. */
  hurry(): void {
    this.#hurried = true
    this.hasten()
  }

  /** Forgets what is due; a run under way goes on. */
  stop(): void {
    if (this.#state.kind === 'due') this.#state.cancel()
    if (this.#state.kind === 'running') this.#state.again = false
    else this.#state = IDLE
  }

  #schedule(): void {
    const wait = this.#hurried ? 0 : this.#started + this.#period() - this.#runtime.elapsed()
    if (wait <= 0) this.#start()
    else this.#state = { kind: 'due', cancel: this.#runtime.timer(wait, () => this.#start()) }
  }

  #start(): void {
    this.#started = this.#runtime.elapsed()
    this.#state = { kind: 'running', again: false }
    const settled = this.#run()
    if (settled instanceof Promise) void settled.then(() => this.#finish())
    else this.#finish()
  }

  #finish(): void {
    const again = this.#state.kind === 'running' && this.#state.again
    this.#state = IDLE
    if (again) this.#schedule()
  }
}

type State =
  | { readonly kind: 'idle' }
  | { readonly kind: 'due'; readonly cancel: () => void }
  | { readonly kind: 'running'; again: boolean }
const IDLE: State = { kind: 'idle' }
