import { type Member, mayWrite } from '@weft/space'
import {
  Close,
  type CloseCode,
  type Down,
  decodeUp,
  encodeDown,
  type PresenceEntry,
  type RefusalReason,
  type Up,
  WireError,
} from '@weft/space/wire'
import type { Arrival, Connection, Meter, Outgoing, RoomsOptions, Transport } from '../room/contract.ts'
import type { Seat } from '../room/presence.ts'
import { Bucket } from './bucket.ts'
import { Counting } from './counting.ts'
import { beat, type Line, type Pulse, pulseAt } from './heartbeat.ts'
import { Inbound, type InboundContext, type Sender } from './inbound.ts'
import { Outbound, type OutboundContext, type Reader, type Source } from './outbound.ts'

/** What a connection asks of its room. */
export interface RoomSide extends Source {
  update(peer: Peer, kind: 'step2' | 'update', bytes: Uint8Array): void
  presence(peer: Peer, entries: readonly PresenceEntry[]): void
  /** Sends it the presence of everybody else. */
  greet(peer: Peer): void
  /** Out of the room, whether or not the socket is closed yet. Called once. */
  left(peer: Peer): void
}

/** What the connections of one server share. */
export interface PeerContext extends InboundContext, OutboundContext {
  readonly meter: Meter
  readonly warn: RoomsOptions['warn']
}

/** A stock client that hears nothing for 30 s takes its own line for dead. Milliseconds. */
const KEEP_ALIVE = 15_000
const QUIET: Outgoing = { payload: encodeDown({ type: 'presence', entries: [] }) }

/** One connected client: its frames come in through `Inbound`, what it is sent goes out through `Outbound`. */
export class Peer implements Connection, Sender, Reader, Line {
  member: Member
  /** It speaks `weft.1`. */
  readonly extended: boolean
  readonly counting = new Counting()
  /** Its place in the room's presence. */
  seat: Seat | null = null
  readonly #room: RoomSide
  readonly #context: PeerContext
  readonly #transport: Transport
  readonly #inbound: Inbound
  readonly #outbound: Outbound
  readonly #pulse: Pulse
  /** Of questions who is here; most ask none. */
  #queries: Bucket | null = null
  #lastSaid: number
  /** What it couldn't be told; the newest, which says all that those before it said. */
  #uninformed: Outgoing | null = null
  /** That have come. */
  messages = 0
  #ended: boolean = false

  constructor(arrival: Arrival, room: RoomSide, context: PeerContext) {
    const { transport } = arrival
    const now = context.runtime.elapsed()
    this.member = arrival.member
    this.extended = arrival.protocol === 'weft.1'
    this.#room = room
    this.#context = context
    this.#transport = transport
    this.#pulse = pulseAt(now)
    this.#lastSaid = now
    this.#inbound = new Inbound(context, transport, this)
    this.#outbound = new Outbound(context, transport, room, this)
  }

  // ── what the transport calls ──

  receive(frame: Uint8Array): void {
    this.messages++
    this.#inbound.push(frame)
  }

  pong(): void {
    this.#pulse.answered = this.#context.runtime.elapsed()
    this.#outbound.answered()
    this.#inbound.beat()
  }

  pinged(): void {
    this.#inbound.beat()
  }

  drained(): void {
    this.#outbound.drained()
  }

  closed(): void {
    this.#leave()
  }

  // ── what the room calls ──

  get ended(): boolean {
    return this.#ended
  }

  /** The room is ready: what came meanwhile is handled, in order. */
  open(): void {
    this.#inbound.open()
  }

  hold(): void {
    this.#inbound.hold()
  }

  release(): void {
    this.#inbound.release()
  }

  /** To this client alone. */
  say(down: Down): void {
    this.#outbound.send({ payload: encodeDown(down) })
  }

  /** Who is who, which only `weft.1` speaks, built once for many: as soon as there is room for it. */
  inform(out: Outgoing): void {
    if (this.extended) this.#uninformed = this.#outbound.offer(out) ? null : out
  }

  /** A notice, which only `weft.1` speaks: none takes the place of another. */
  notify(out: Outgoing): void {
    if (this.extended) this.#outbound.send(out)
  }

  /** An update, as to all others, if it has been sent all before it. @returns whether it was sent. */
  tell(out: Outgoing): boolean {
    return this.#outbound.tell(out)
  }

  /** Others' presence, unless it can't follow now. @returns whether it was sent. */
  show(out: Outgoing): boolean {
    return this.#outbound.show(out)
  }

  /** Asks for what it has and we lack. */
  ask(): void {
    this.counting.asked()
    this.say({ type: 'step1', stateVector: this.#room.stateVector() })
  }

  /** What it is told from here to `uncork` leaves in one piece. */
  cork(): void {
    this.#transport.cork()
  }

  uncork(): void {
    this.#transport.uncork()
  }

  /** Everything up to this message is durable. */
  settle(count: number): void {
    if (this.counting.settle(count)) this.#ack()
  }

  /** Nothing of this message is taken, and nothing after it. */
  refuse(count: number, reason: RefusalReason): void {
    this.#context.meter.add('updates_refused', 1, reason)
    if (this.extended) this.say({ type: 'notice', notice: { kind: 'refused', count, reason } })
    this.end(refusalCode(reason), `update refused: ${reason}`)
  }

  /** Says goodbye and takes it out of the room at once, whenever the socket follows. */
  end(code: CloseCode, reason: string): void {
    if (this.#ended) return
    this.#context.meter.add('closes', 1, String(code))
    this.#leave()
    this.#transport.close(code, reason)
  }

  /** Once a second: is it alive, and has it heard of us lately? */
  sweep(now: number): void {
    switch (beat(this.#pulse, now, this)) {
      case 'rest':
        break
      case 'ping':
        this.#transport.ping()
        break
      case 'dead':
        this.end(Close.timeout, 'no answer')
        // Nobody is there to say goodbye to.
        this.#transport.drop()
        return
    }
    if (this.#outbound.spoke()) this.#lastSaid = now
    else if (now - this.#lastSaid >= KEEP_ALIVE) this.#outbound.send(QUIET)
  }

  // ── its line, at a look (Line) ──

  get buffered(): number {
    return this.#transport.buffered
  }

  get received(): number {
    return this.#transport.received
  }

  get paused(): boolean {
    return this.#inbound.paused
  }

  // ── what comes in (Sender) ──

  handle(frame: Uint8Array): void {
    if (this.#ended) return
    const { viewerMessage, viewerVector } = this.#context.limits
    const most = isStep1(frame) ? viewerVector : viewerMessage
    if (most > 0 && frame.length > most && !mayWrite(this.member.role)) {
      this.end(Close.tooLarge, 'message too large for a viewer')
      return
    }
    try {
      this.#take(decodeUp(frame))
    } catch (error) {
      if (error instanceof WireError) {
        this.end(error.code === 'tooLarge' ? Close.tooLarge : Close.badFrame, error.message)
      } else this.failed(error)
    }
  }

  shed(): void {
    this.#context.meter.add('presence_shed')
  }

  overflow(): void {
    this.end(Close.busy, 'too many frames at once')
  }

  #take(message: Up): void {
    switch (message.type) {
      case 'step1':
        this.#outbound.asked(message.stateVector)
        break
      case 'step2':
      case 'update':
        this.#room.update(this, message.type, message.update)
        break
      case 'presence':
        this.#room.presence(this, message.entries)
        break
      case 'queryPresence':
        if (this.#mayQuery()) this.#room.greet(this)
        break
      case 'ping':
        this.#ack()
        break
    }
  }

  #mayQuery(): boolean {
    const now = this.#context.runtime.elapsed()
    this.#queries ??= new Bucket(1, 2, now)
    return this.#queries.take(now)
  }

  // ── how what goes out fares (Reader) ──

  caughtUp(resynced: boolean): void {
    if (resynced) this.#context.meter.add('resyncs')
    this.#room.greet(this)
    this.#ack()
    if (this.#uninformed) this.inform(this.#uninformed)
  }

  lost(): void {
    this.end(Close.tooSlow, 'reads too slowly')
  }

  /** A fault of ours with one client: it goes, and comes back; nobody else notices. */
  failed(error: unknown): void {
    this.#context.warn('connection failed', { person: this.member.id, error: String(error) })
    this.end(Close.goingAway, 'internal error')
  }

  #ack(): void {
    if (!this.extended) return
    this.#outbound.offer({ payload: encodeDown({ type: 'ack', count: this.counting.settled }) })
  }

  #leave(): void {
    if (this.#ended) return
    this.#ended = true
    this.#inbound.end()
    this.#outbound.end()
    this.#room.left(this)
  }
}

/** Sync, and of that a question. */
const isStep1 = (frame: Uint8Array): boolean => frame[0] === 0 && frame[1] === 0

function refusalCode(reason: RefusalReason): CloseCode {
  switch (reason) {
    case 'malformed':
      return Close.badFrame
    case 'tooLarge':
    case 'spaceFull':
      return Close.tooLarge
    case 'viewer':
    case 'author':
    case 'bounds':
      return Close.refused
  }
}
