import type { Runtime } from '@weft/space'
import type { Limits } from '../limits.ts'
import type { Outgoing, Transport } from '../room/contract.ts'
import type { Gate } from '../room/gate.ts'
import { Bucket } from './bucket.ts'
import { Pieces, Whole } from './pieces.ts'
import { Stream } from './stream.ts'
import { vectorAfter, vectorBefore } from './vectors.ts'

/**
 * What one client is sent, so that a slow reader costs bounded memory and nobody else anything.
 *
 *                  it asks (step1)             its turn, and room in its buffer       all of it sent
 *     unsynced ───────────────────▶ owed(since) ─────────────────────────▶ streaming ───────────────▶ flowing
 *                                    ▲   ▲ it takes nothing: the rest is let go of │                     │
 *                                    │   └─────────────────────────────────────────┘                     │
 *                                    └── what comes next wouldn't fit below the soft mark, or it asks ───┘
 *
 * Only who flows is sent updates. What wouldn't fit isn't sent: kept is where the reader stood before it (`since`, a state
 * vector), for TCP brings what was sent, or nothing. When its buffer has drained it gets one difference since then. A
 * difference that is larger than the mark goes in pieces, the next when the last has left. So nothing waits above the soft
 * mark but what must be told (questions, notices), and above the hard mark a client is given up.
 *
 * What waits is counted in memory, not in bytes on the wire: an ack is six bytes, and costs a hundred times as much. What
 * others are being sent as well costs each of its readers what is theirs alone, and is counted whole all the same.
 *
 * Differences are made a few at a time per server, and not more often than `RATE` for one client, for each costs a walk over
 * the whole document.
 */
type Flow =
  | { readonly kind: 'unsynced' }
  | Owed
  | Streaming
  | { readonly kind: 'flowing' }
  | { readonly kind: 'ended' }
interface Owed {
  readonly kind: 'owed'
  since: Uint8Array
  /** It had flowed, and missed something. */
  readonly clogged: boolean
}
interface Streaming {
  readonly kind: 'streaming'
  readonly stream: Stream
  /** What it had before, and what it has with all of it. */
  readonly since: Uint8Array
  readonly asOf: Uint8Array
  readonly version: number
  readonly clogged: boolean
  /** What isn't to be cut, unless it turns out that this reader is slow. */
  readonly whole: Outgoing | null
  /** It asked meanwhile. */
  again: Uint8Array | null
}

/** How something large goes. */
interface Course extends Pick<Streaming, 'since' | 'clogged'> {
  readonly again?: Uint8Array | null
  /** Uncut. */
  readonly isWhole?: boolean
}

/** What all outbounds of one server share. */
export interface OutboundContext {
  readonly runtime: Runtime
  readonly limits: Limits
  /** Differences being made, and large ones on their way, at once, of the whole server. */
  readonly fullStates: Gate
}

/** The durable state. */
export interface Source {
  /**
   * Makes what somebody at `stateVector` lacks of it, as a step2. `use` is called in the moment as of which it is, now or
   * later; `failed` when it can't be made.
   */
  difference(stateVector: Uint8Array, use: (out: Outgoing) => void, failed: (error: unknown) => void): void
  /** What all who flow have been sent. */
  stateVector(): Uint8Array
  /** Changes with it. */
  version(): number
}

/** Who is sent things. */
export interface Reader {
  /** What it missed besides updates is due: presence, acks. `resynced`: updates it had missed, too, and has been sent. */
  caughtUp(resynced: boolean): void
  /** Above the hard mark, or stuck. */
  lost(): void
  /** The transport threw, or the difference can't be made. */
  failed(error: unknown): void
}

/** Differences to one client: so many a second, and so many at once. */
const RATE = 1
const BURST = 4
/** How often a full buffer is looked at, unless it says itself that it has drained. Milliseconds. */
const LOOK = 50
/** What a waiting frame costs besides its bytes: measured 422, with its part of the stream's queue. */
export const FRAME_COST = 512
/** A large difference goes in pieces of so many bytes. */
const PIECE = 256 * 1024
/**
 * Who comes with nothing, and answers a ping within so many milliseconds, is sent a state of up to so many times the soft mark
 * in parts of one message, as a single value is: to cut it, a server just started takes longer than for all else.
 */
const QUICK = 300
const WHOLE = 4
/** What was left out is told again not more often than this. Milliseconds. */
const MAKE_UP = 1_000

// One for all: what each has of its own must be fetched from memory for each, at every tick.
const UNSYNCED: Flow = { kind: 'unsynced' }
const FLOWING: Flow = { kind: 'flowing' }
const ENDED: Flow = { kind: 'ended' }

export class Outbound {
  readonly #context: OutboundContext
  readonly #transport: Transport
  readonly #source: Source
  readonly #reader: Reader
  readonly #soft: number
  /** Up to the soft mark, but for what one more frame costs. */
  readonly #room: number
  readonly #hard: number
  readonly #piece: number
  readonly #differences: Bucket
  #flow: Flow = UNSYNCED
  /** Frames sent since the buffer was last seen empty, and the memory that waits in it: both at most. */
  #frames = 0
  #waits = 0
  #spoke = false
  /** Something was left out that is told again when there is room. */
  #missed = false
  #madeUpAt = Number.NEGATIVE_INFINITY
  /** What must be told, and came in the middle of a message. */
  readonly #behind: Outgoing[] = []
  /** Whether it reads: a ping was sent to find out, and answered. */
  #reads: 'unknown' | 'asked' | 'yes' = 'unknown'
  #askedAt = 0
  #isQuick: boolean = true
  /** Takes back what is being waited for. */
  #waiting: (() => void) | null = null
  /** What is being waited for is room in its buffer. */
  #forRoom = false
  /** Gives back the place in the gate. */
  #leave: (() => void) | null = null

  constructor(context: OutboundContext, transport: Transport, source: Source, reader: Reader) {
    const { outboundSoft, outboundHard } = context.limits
    this.#context = context
    this.#transport = transport
    this.#source = source
    this.#reader = reader
    this.#hard = outboundHard || Number.POSITIVE_INFINITY
    this.#soft = Math.min(outboundSoft || Number.POSITIVE_INFINITY, this.#hard)
    this.#room = this.#soft - FRAME_COST
    this.#piece = Math.min(PIECE, this.#soft / 4)
    this.#differences = new Bucket(RATE, BURST, context.runtime.elapsed())
  }

  /** What must be told, to this client alone, whatever state it is in. */
  send(out: Outgoing): void {
    if (this.#flow.kind === 'ended') return
    if (this.#isBusy) {
      this.#behind.push(out)
      const held = this.#behind.reduce((sum, { payload }) => sum + payload.length + FRAME_COST, 0)
      if (held > this.#soft) this.#reader.lost()
    } else this.#write(out)
  }

  /** An update, as to all others, if it has been sent all before it. @returns whether it is. */
  tell(out: Outgoing): boolean {
    if (this.#flow !== FLOWING) return false
    if (this.#waits + out.payload.length > this.#room && !this.#fits(out, this.#room))
      return this.#tellLarge(out)
    this.#write(out)
    return true
  }

  /** Others' presence, unless it can't follow: it is the first thing left out. @returns whether it was sent. */
  show(out: Outgoing): boolean {
    return this.#offer(out, this.#soft / 2 - FRAME_COST)
  }

  /** What can be told later, and then is. @returns whether it was sent. */
  offer(out: Outgoing): boolean {
    return this.#offer(out, this.#room)
  }

  /** The client asks for what it lacks. While an answer is due the newest question counts. */
  asked(stateVector: Uint8Array): void {
    switch (this.#flow.kind) {
      case 'ended':
        return
      case 'owed':
        this.#flow.since = stateVector
        break
      case 'streaming':
        this.#flow.again = stateVector
        break
      case 'unsynced':
      case 'flowing':
        this.#owe(stateVector, false)
        return
    }
    this.#bound(stateVector)
  }

  /** It doesn't take what it is sent; what can be told later should be. */
  get clogged(): boolean {
    return (this.#flow.kind === 'owed' || this.#flow.kind === 'streaming') && this.#flow.clogged
  }

  /** Something was sent since this was last asked. */
  spoke(): boolean {
    const spoke = this.#spoke
    this.#spoke = false
    return spoke
  }

  /** It answered a ping: it has read what was sent before that. */
  answered(): void {
    if (this.#reads !== 'asked') return
    this.#reads = 'yes'
    if (this.#context.runtime.elapsed() - this.#askedAt > QUICK) this.#isQuick = false
    this.drained()
  }

  /** There may be room in its buffer. */
  drained(): void {
    if (!this.#forRoom || !this.#waiting) return
    this.#waiting()
    this.#next()
  }

  end(): void {
    this.#flow = ENDED
    this.#waiting?.()
    this.#waiting = null
    this.#behind.length = 0
    this.#release()
  }

  // ── what goes into the buffer ──

  #write(out: Outgoing): void {
    this.#spoke = true
    // What was corked had not left when it was looked at last.
    if (this.#frames > 0 && this.#transport.buffered === 0) this.#frames = this.#waits = 0
    const before = this.#waits
    try {
      this.#transport.send(out)
    } catch (error) {
      // One broken socket must not keep the others from being told.
      this.#reader.failed(error)
      return
    }
    const { buffered } = this.#transport
    if (buffered === 0) {
      this.#frames = this.#waits = 0
      return
    }
    this.#frames++
    this.#waits = buffered + this.#frames * FRAME_COST
    // A question may be as long as a space is old: alone it may wait.
    if (this.#waits > this.#hard && before > 0 && this.#measure() > this.#hard) this.#reader.lost()
  }

  #offer(out: Outgoing, most: number): boolean {
    if (this.#flow.kind === 'ended') return false
    const fits = !this.#isBusy && (this.#waits + out.payload.length <= most || this.#fits(out, most))
    if (fits && !this.clogged) {
      this.#write(out)
      return true
    }
    this.#missed = true
    if (!this.#waiting) this.#next()
    return false
  }

  #fits(out: Outgoing, most: number): boolean {
    return this.#measure() + out.payload.length <= most
  }

  /** The memory that waits in its buffer, at most. */
  #measure(): number {
    const { buffered } = this.#transport
    if (buffered === 0) this.#frames = 0
    this.#waits = buffered + this.#frames * FRAME_COST
    return this.#waits
  }

  /** What is kept of a reader besides what waits in its buffer. */
  #bound(stateVector: Uint8Array): void {
    if (this.#measure() > 0 && this.#waits + stateVector.length > this.#hard) this.#reader.lost()
  }

  // ── what it lacks ──

  /** An update that doesn't fit. Who has hardly anything waiting takes it in pieces, at once; others a difference later. */
  #tellLarge(out: Outgoing): boolean {
    const asOf = this.#source.stateVector()
    const since = vectorBefore(out, asOf)
    if (this.#waits > this.#soft / 2) {
      this.#owe(since, true)
      return false
    }
    this.#stream(out, { since, clogged: false })
    return true
  }

  #owe(since: Uint8Array, clogged: boolean): void {
    this.#flow = { kind: 'owed', since, clogged }
    this.#bound(since)
    if (!this.#waiting) this.#next()
  }

  #wait(ms: number, forRoom: boolean): void {
    this.#forRoom = forRoom
    this.#waiting = this.#context.runtime.timer(ms, () => this.#next())
  }

  /** Does what is due, as far as there is room for it. */
  #next(): void {
    this.#waiting = null
    const flow = this.#flow
    if (flow.kind === 'ended') return
    if (flow.kind === 'streaming') this.#goOn(flow)
    else if (this.#measure() > this.#soft / 4 || this.#reads === 'asked') {
      if (flow.kind === 'owed' || this.#missed) this.#wait(LOOK, true)
    } else if (flow.kind === 'owed') this.#turn()
    else if (this.#missed) this.#makeUpSoon()
  }

  #makeUpSoon(): void {
    const wait = this.#madeUpAt + MAKE_UP - this.#context.runtime.elapsed()
    if (wait > 0) this.#wait(wait, false)
    else this.#makeUp(false)
  }

  #turn(): void {
    const { runtime, fullStates } = this.#context
    const wait = this.#differences.wait(runtime.elapsed())
    if (wait > 0) {
      this.#wait(wait, false)
      return
    }
    this.#differences.take(runtime.elapsed())
    let entered = false
    const takeBack = fullStates.enter((leave) => {
      entered = true
      this.#waiting = null
      this.#pay(leave)
    })
    if (entered) return
    this.#forRoom = false
    this.#waiting = takeBack
  }

  #pay(leave: () => void): void {
    if (this.#flow.kind !== 'owed') {
      leave()
      return
    }
    this.#leave = leave
    // Nothing else happens until it is here.
    this.#forRoom = false
    this.#waiting = () => undefined
    const owed = this.#flow
    const { since } = owed
    const use = (out: Outgoing) => {
      if (this.#flow !== owed) return
      this.#waiting = null
      if (!this.#fits(out, this.#room)) {
        const again = owed.since === since ? null : owed.since
        const isWhole = this.#isQuick && isNothing(since) && out.payload.length <= WHOLE * this.#soft
        this.#stream(out, { since, clogged: owed.clogged, again, isWhole })
        return
      }
      this.#release()
      this.#write(out)
      if (this.#isOver) return
      // It may have asked again meanwhile, and lack more than it said first.
      if (owed.since !== since) this.#next()
      else this.#flows(owed.clogged)
    }
    this.#source.difference(since, use, (error) => this.#reader.failed(error))
  }

  #stream(out: Outgoing, { since, clogged, again = null, isWhole = false }: Course): void {
    const { runtime } = this.#context
    if (!isWhole) out.pieces ??= new Pieces(out, since, this.#piece)
    const stream = new Stream({
      pieces: (isWhole ? null : out.pieces) ?? new Whole(out),
      transport: this.#transport,
      // Each must leave in a few seconds, on a slow line too.
      size: isWhole ? this.#piece / 4 : this.#piece,
      most: this.#soft - 2 * this.#piece,
      elapsed: () => runtime.elapsed(),
      isReading: () => this.#isReading(),
      write: (piece) => this.#write(piece),
    })
    const flow: Flow = {
      kind: 'streaming',
      stream,
      since,
      asOf: this.#source.stateVector(),
      version: this.#source.version(),
      clogged,
      whole: isWhole ? out : null,
      again,
    }
    this.#flow = flow
    if (!this.#waiting) this.#goOn(flow)
  }

  #goOn(flow: Streaming): void {
    if (flow.whole && !this.#isQuick && !flow.stream.busy) {
      this.#stream(flow.whole, flow)
      return
    }
    const progress = this.#progress(flow.stream)
    if (this.#flow !== flow) return
    if (!flow.stream.busy) this.#sayBehind()
    if (this.#flow !== flow) return
    switch (progress) {
      case 'waits':
        this.#wait(LOOK, true)
        break
      case 'cuts':
        this.#wait(1, false)
        break
      case 'stuck':
        this.#reader.lost()
        break
      case 'stalled':
        this.#isQuick = false
        this.#release()
        this.#owe(flow.again ?? vectorAfter(flow.since, flow.stream.reached()), true)
        break
      case 'done':
        this.#release()
        if (flow.again) this.#owe(flow.again, flow.clogged)
        else if (flow.version === this.#source.version()) this.#flows(flow.clogged)
        else this.#owe(flow.asOf, true)
        break
    }
  }

  #progress(stream: Stream): ReturnType<Stream['go']> {
    try {
      return stream.go()
    } catch (error) {
      this.#reader.failed(error)
      return 'stuck'
    }
  }

  /** It has been sent all that is durable. */
  #flows(resynced: boolean): void {
    this.#flow = FLOWING
    this.#makeUp(resynced)
  }

  #makeUp(resynced: boolean): void {
    if (!resynced && !this.#missed) return
    this.#missed = false
    this.#madeUpAt = this.#context.runtime.elapsed()
    this.#reader.caughtUp(resynced)
  }

  #sayBehind(): void {
    for (const out of this.#behind.splice(0)) this.#write(out)
  }

  /** Whether it reads what it is sent: it is asked each time. */
  #isReading(): boolean {
    if (this.#reads === 'unknown') {
      this.#reads = 'asked'
      this.#askedAt = this.#context.runtime.elapsed()
      this.#transport.ping()
    }
    if (this.#reads === 'asked') return false
    this.#reads = 'unknown'
    return true
  }

  #release(): void {
    this.#leave?.()
    this.#leave = null
  }

  get #isBusy(): boolean {
    return this.#flow.kind === 'streaming' && this.#flow.stream.busy
  }

  get #isOver(): boolean {
    return this.#flow.kind === 'ended'
  }
}

/** A state vector of no client. */
const isNothing = (stateVector: Uint8Array): boolean => stateVector.length === 1 && stateVector[0] === 0
