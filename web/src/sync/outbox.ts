import type { Runtime } from '@weft/space'
import type { EditId } from './ledger.ts'
import { mergeAll } from './updates.ts'

/** Bytes in the socket above which we wait, and below which we go on. */
const FULL = 256 * 1024
const DRAINED = 64 * 1024
/** A socket doesn't tell when it drains: how often we look, in ms. */
const LOOK = 50
/** How long another tab has to get its own edit acked, in ms. */
const GRACE = 2_000

export interface OutboxLine {
  buffered(): number
  /** Whether an edit still has to be sent, and can be: another tab may have got it acked, or it may miss its causes. */
  wanted(edit: EditId): boolean
  send(update: Uint8Array, edits: readonly EditId[]): void
}

/**
 * What waits to be sent on a live line: nothing, but for edits of other tabs and a socket that doesn't drain. What has
 * waited goes as one update, in order. Bounded by what the device's copy holds unacked, and empty while there is no line.
 */
export class Outbox {
  readonly #runtime: Runtime
  readonly #line: OutboxLine
  #waiting: { readonly edit: EditId; readonly update: Uint8Array }[] = []
  #congested = false
  #timer: { readonly at: number; readonly cancel: () => void } | null = null

  constructor(runtime: Runtime, line: OutboxLine) {
    this.#runtime = runtime
    this.#line = line
  }

  get full(): boolean {
    return this.#line.buffered() > FULL
  }

  push(edit: EditId, update: Uint8Array): void {
    this.#waiting.push({ edit, update })
    this.#flush()
  }

  pushLater(edit: EditId, update: Uint8Array): void {
    this.#waiting.push({ edit, update })
    this.#wake(GRACE)
  }

  clear(): void {
    this.#waiting = []
    this.#congested = false
    this.#timer?.cancel()
    this.#timer = null
  }

  readonly #flush = () => {
    if (this.#line.buffered() > (this.#congested ? DRAINED : FULL)) {
      this.#congested = true
      this.#wake(LOOK)
      return
    }
    const waiting = this.#waiting.filter(({ edit }) => this.#line.wanted(edit))
    this.clear()
    if (waiting.length === 0) return
    this.#line.send(
      mergeAll(waiting.map(({ update }) => update)),
      waiting.map(({ edit }) => edit),
    )
  }

  #wake(ms: number): void {
    const at = this.#runtime.elapsed() + ms
    if (this.#timer && this.#timer.at <= at) return
    this.#timer?.cancel()
    const cancel = this.#runtime.timer(ms, () => {
      this.#timer = null
      this.#flush()
    })
    this.#timer = { at, cancel }
  }
}
