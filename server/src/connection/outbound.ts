import type { Runtime } from '@weft/space'
import type { Limits } from '../limits.ts'
import type { Outgoing, Transport } from '../room/contract.ts'
import type { Gate } from '../room/gate.ts'
import { Bucket } from './bucket.ts'

/**
 * What one client is sent, so that a slow reader costs bounded memory and nobody else anything.
 *
 *                  it asks (step1)              its turn, and room in its buffer
 *     unsynced ───────────────────▶ owed(since) ────────────────────────────────▶ flowing
 *                                     ▲  what it lacks is sent as one difference     │
 *                                     └── above the soft mark (clogged), or it asks ─┘
 *
 * Only who flows is sent updates and others' presence. `since` is the state vector that it named or, when it clogged, that
 * of what it had been sent: TCP brings that or nothing. So what waits is at most the soft mark and one message. That one
 * may be a full state, as large as its space: it doesn't count against the hard mark, above which a client is given up.
 * Differences go out a few at a time per server, and not more often than `RATE` to one client, for each costs a walk over
 * the whole document.
 */
type Flow =
  | { readonly kind: 'unsynced' }
  | { readonly kind: 'owed'; since: Uint8Array; readonly clogged: boolean; version: number }
  | { readonly kind: 'flowing' }
  | { readonly kind: 'ended' }

export interface OutboundOptions {
  readonly runtime: Runtime
  readonly limits: Limits
  readonly transport: Transport
  /** Differences on their way at once, of the whole server. */
  readonly gate: Gate
  /**
   * Makes what somebody at `stateVector` lacks of the durable state, as a message. `use` is called in the moment as of which
   * it is, now or later.
   */
  difference(stateVector: Uint8Array, use: (out: Outgoing) => void, failed: (error: unknown) => void): void
  /** Of the durable state, which is what all who flow have been sent. */
  stateVector(): Uint8Array
  /** Changes with the durable state. */
  version(): number
  /** It flows again after it had clogged: presence and acks that it missed are due. `resynced`: updates it had missed, too. */
  caughtUp(resynced: boolean): void
  /** Above the hard mark. */
  lost(): void
  /** The transport threw. */
  failed(error: unknown): void
}

/** Differences to one client: so many a second, and so many at once. */
const RATE = 1
const BURST = 4
const UNKNOWN = -1
/** How often a full buffer is looked at. Milliseconds. */
const LOOK = 50
/** How long a slow reader may hold a place in the gate. Milliseconds. */
const PATIENCE = 5_000

// One for all: what each has of its own must be fetched from memory for each, at every tick.
const FLOWING: Flow = { kind: 'flowing' }
const ENDED: Flow = { kind: 'ended' }

export class Outbound {
  readonly #options: OutboundOptions
  readonly #transport: Transport
  readonly #soft: number
  readonly #hard: number
  readonly #differences: Bucket
  #flow: Flow = { kind: 'unsynced' }
  /** Bytes of a large message that may still be waiting to leave: outside the hard mark. */
  #allowance = 0
  #spoke = false
  /** Takes back what is being waited for before the next difference. */
  #waiting: (() => void) | null = null
  /** Gives back the place in the gate. */
  #leave: (() => void) | null = null

  constructor(options: OutboundOptions) {
    this.#options = options
    this.#transport = options.transport
    this.#soft = options.limits.outboundSoft || Number.POSITIVE_INFINITY
    this.#hard = options.limits.outboundHard || Number.POSITIVE_INFINITY
    this.#differences = new Bucket(RATE, BURST, options.runtime.elapsed())
  }

  /** To this client alone, whatever state it is in. */
  send(out: Outgoing): void {
    if (this.#flow.kind === 'ended') return
    const size = out.payload.length
    if (size > this.#soft) this.#allowance = size
    this.#spoke = true
    try {
      this.#transport.send(out)
    } catch (error) {
      // One broken socket must not keep the others from being told.
      this.#options.failed(error)
      return
    }
    const { buffered } = this.#transport
    if (buffered > this.#hard + this.#allowance) this.#options.lost()
    else if (buffered > this.#soft && this.#flow.kind === 'flowing') {
      const { stateVector, version } = this.#options
      this.#owe({ kind: 'owed', since: stateVector(), version: version(), clogged: true })
    }
  }

  /** An update, as to all others, if it has been sent all before it. @returns whether it was sent. */
  tell(out: Outgoing): boolean {
    if (this.#flow.kind !== 'flowing') return false
    this.send(out)
    return true
  }

  /** Others' presence: as soon as it is here, unless it can't follow. @returns whether it was sent. */
  show(out: Outgoing): boolean {
    if (this.clogged || this.#transport.buffered > this.#soft) return false
    this.send(out)
    return true
  }

  /** The client asks for what it lacks. While an answer is due the newest question counts. */
  asked(stateVector: Uint8Array): void {
    if (this.#flow.kind === 'owed') {
      this.#flow.since = stateVector
      this.#flow.version = UNKNOWN
    } else if (this.#flow.kind !== 'ended') {
      this.#owe({ kind: 'owed', since: stateVector, version: UNKNOWN, clogged: false })
    }
  }

  /** It doesn't take what it is sent; what can be told later should be. */
  get clogged(): boolean {
    return this.#flow.kind === 'owed' && this.#flow.clogged
  }

  /** Something was sent since this was last asked. */
  spoke(): boolean {
    const spoke = this.#spoke
    this.#spoke = false
    return spoke
  }

  end(): void {
    this.#flow = ENDED
    this.#waiting?.()
    this.#waiting = null
    this.#leave?.()
    this.#leave = null
  }

  #owe(owed: Flow & { kind: 'owed' }): void {
    this.#flow = owed
    if (!this.#waiting) this.#next()
  }

  #drained(): boolean {
    if (this.#transport.buffered > Math.min(this.#soft, this.#hard) / 4) return false
    this.#allowance = 0
    return true
  }

  #next(): void {
    this.#waiting = null
    if (this.#flow.kind === 'ended') return
    const { runtime, gate } = this.#options
    if (!this.#drained()) {
      this.#waiting = runtime.timer(LOOK, () => this.#next())
      return
    }
    this.#leave?.()
    this.#leave = null
    if (this.#flow.kind !== 'owed') return
    const wait = this.#differences.wait(runtime.elapsed())
    if (wait > 0) {
      this.#waiting = runtime.timer(wait, () => this.#next())
      return
    }
    this.#differences.take(runtime.elapsed())
    let entered = false
    const takeBack = gate.enter((leave) => {
      entered = true
      this.#waiting = null
      this.#pay(leave)
    })
    if (!entered) this.#waiting = takeBack
  }

  #pay(leave: () => void): void {
    if (this.#flow.kind !== 'owed') {
      leave()
      return
    }
    const owed = this.#flow
    const { since, clogged } = owed
    this.#leave = leave
    const { version, difference, failed } = this.#options
    if (owed.version === version()) this.#paid(null, clogged)
    else {
      difference(
        since,
        (out) => {
          if (this.#flow.kind !== 'owed') return
          // It may have asked again meanwhile, and lack more than it said first.
          if (owed.since === since) this.#paid(out, clogged)
          else this.#send(out)
        },
        failed,
      )
    }
  }

  /** It gets all that it lacks, if it lacks something, and flows. */
  #paid(out: Outgoing | null, clogged: boolean): void {
    this.#flow = FLOWING
    this.#send(out)
    if (clogged && !this.#isOver()) this.#options.caughtUp(out !== null)
  }

  /** Keeps its place in the gate until this has left, or for a while. */
  #send(out: Outgoing | null): void {
    const leave = this.#leave
    const patience = this.#options.runtime.timer(PATIENCE, () => leave?.())
    this.#leave = () => {
      patience()
      leave?.()
    }
    if (out) this.send(out)
    if (!this.#waiting) this.#next()
  }

  #isOver(): boolean {
    return this.#flow.kind === 'ended'
  }
}
