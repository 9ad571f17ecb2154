import type { Damage, Loaded } from '@weft/persistence'
import {
  asPersona,
  mayWrite,
  type Persona,
  type PersonId,
  type Role,
  readMeta,
  type SpaceId,
} from '@weft/space'
import { encodeDown, type PresenceEntry } from '@weft/space/wire'
import type * as Y from 'yjs'
import { Peer, type PeerContext, type RoomSide } from '../connection/peer.ts'
import { type AuthorsPage, type AuthorsWanted, authorsOf } from './authors.ts'
import { GOODBYE, RoomClosed, type Why } from './closing.ts'
import type { Arrival, Connection, Outgoing, RoomsOptions } from './contract.ts'
import type { DurableDocument } from './document.ts'
import { inLane, type Lane } from './lane.ts'
import { type Rebuilt, rebuild } from './load.ts'
import { Pipeline } from './pipeline.ts'
import { Presence } from './presence.ts'
import { readStored, StoredState } from './stored.ts'
import { createTicker, presenceTickFor, type Ticker } from './ticker.ts'
import { WhoIsWho } from './who-is-who.ts'

/**
 * One open space.
 *
 *                            ┌──────────────── nobody writes for long ─────────────────┐
 *                            │                                                         ▼
 *     loading ──damaged──▶ ready ◀──made── loading ◀──somebody writes, or asks── resting
 *        │                   │                                                         ▲
 *        ├─────────────all that is there can be told from the stored bytes─────────────┘
 *        │                   ├────nobody for a while, all written──────────▶ closing(idle)
 *        │                   ├────the server goes down: all written first──▶ closing(shutdown)
 *        │                   ├────the log doesn't take it──────────────────▶ closing(storage)
 *        │                   ├────an update couldn't be applied────────────▶ closing(broken)
 *        │                   └────the space is deleted─────────────────────▶ closing(gone)
 *        └──can't be loaded────────────────────────────────────────────────▶ closing(unreadable)
 *
 * At rest it has its people and their presence, but no document: a browser tab that stays open all night costs little, and
 * so does everybody's return when a server has been started anew. Who comes is given what they lack from the stored bytes.
 *
 * Whoever joins or writes while it loads waits. Whoever joins while it closes is sent away with the code that says why. It is over,
 * and may be opened anew, when its last write has ended.
 */
type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly pipeline: Pipeline }
  /** `stored`: read from the disk when somebody needs it, and kept for the next who come. */
  | { readonly kind: 'resting'; readonly stored: StoredState | null }
  | { readonly kind: 'closing'; readonly why: Why }

/** What a room knows of its document while it doesn't have it. */
interface Rested {
  readonly version: number
  readonly stateVector: Uint8Array
  /** Everybody who ever wrote in it. */
  readonly wrote: ReadonlySet<PersonId>
}

/** A difference that is being made, and who waits for it. */
interface Answering {
  readonly since: Uint8Array
  readonly waiting: { use(out: Outgoing): void; failed(error: unknown): void }[]
}

/** A space that nobody has open leaves memory after so long, and stored bytes that nobody asks for. Milliseconds. */
const IDLE = 30_000
/** How often connections, presence and idleness are looked at. Milliseconds. */
const SWEEP = 1_000

export interface RoomContext extends PeerContext {
  readonly lane: Lane
  /** How long a document that nobody needs stays in memory while people are there. Milliseconds. */
  readonly rest: number
  readonly options: RoomsOptions
  /** The log failed: nothing can be stored any more, in any space. */
  storageFailed(error: unknown): void
  /** Its last write has ended: it may be forgotten. */
  over(room: Room): void
  /** A connection is out. */
  left(room: Room, peer: Peer): void
}

export class Room implements RoomSide {
  readonly space: SpaceId
  readonly #context: RoomContext
  readonly #peers = new Set<Peer>()
  readonly #presence: Presence
  readonly #presenceTicker: Ticker
  readonly #whoIsWho: WhoIsWho
  #state: State = { kind: 'loading' }
  /** Loaded, or given up: never rejects. */
  #loaded: Promise<void>
  /** Resolves when its last write has ended; null while it is open. */
  #closed: Promise<void> | null = null
  /** As of the last time it came to rest. */
  #rested: Rested | null = null
  /** What came while there was no document, and from whom nothing more is taken until it has been done. */
  readonly #waiting: (() => void)[] = []
  readonly #held = new Set<Peer>()
  #idleSince: number
  /** When its document was last needed. */
  #usedAt: number
  #stopSweep: (() => void) | null = null
  #meta: { readonly name: string; readonly icon: string | null } | null = null
  /** The last difference that was made, for the next who asks for the same: after a restart many do. */
  #answer: { readonly since: Uint8Array; readonly version: number; readonly out: Outgoing } | null = null
  readonly #answering: Answering[] = []
  #vector: { readonly version: number; readonly bytes: Uint8Array } | null = null

  constructor(space: SpaceId, context: RoomContext) {
    this.space = space
    this.#context = context
    const { runtime, limits, meter } = context
    this.#idleSince = runtime.elapsed()
    this.#usedAt = runtime.elapsed()
    this.#presenceTicker = createTicker(
      runtime,
      () => presenceTickFor(this.#peers.size),
      () => {
        if (this.#presence.flush()) this.#presenceTicker.arm()
      },
    )
    this.#presence = new Presence({ runtime, limits, meter, due: () => this.#presenceTicker.arm() })
    this.#whoIsWho = new WhoIsWho({
      ask: async () => await context.options.people(space, this.#wrote()),
      everybody: () => [...this.#peers],
      failed: (error) => context.warn('people unknown', { space, error: String(error) }),
    })
    this.#loaded = this.#load()
  }

  // ── who comes and goes ──

  join(arrival: Arrival): Connection {
    const peer = new Peer(arrival, this, this.#context)
    this.#peers.add(peer)
    const knowsAll = this.#source() !== null || mayWrite(peer.member.role)
    if (this.#state.kind === 'closing') this.#sayGoodbye(peer, this.#state.why)
    else if (this.#state.kind !== 'loading' && knowsAll) this.#admit(peer)
    // Whether a viewer is asked depends on what is stored.
    else if (this.#state.kind === 'resting') this.#reload()
    return peer
  }

  get connections(): number {
    return this.#peers.size
  }

  left(peer: Peer): void {
    this.#peers.delete(peer)
    if (peer.seat) this.#presence.leave(peer.seat)
    this.#whoIsWho.left(peer)
    if (this.#peers.size === 0) this.#idleSince = this.#context.runtime.elapsed()
    this.#context.left(this, peer)
  }

  /** Everybody with a connection, once. */
  here(): Persona[] {
    const people = new Map<PersonId, Persona>()
    for (const { member } of this.#peers) {
      people.set(member.id, asPersona(member))
    }
    return [...people.values()]
  }

  roleChanged(person: PersonId, role: Role | null): void {
    for (const peer of [...this.#peers]) {
      if (peer.member.id !== person) continue
      if (role === null) {
        this.#sayGoodbye(peer, 'gone')
        continue
      }
      const before = peer.member.role
      peer.member = { ...peer.member, role }
      if (peer.extended) peer.say({ type: 'notice', notice: { kind: 'role', role } })
      if (!mayWrite(before) && mayWrite(role) && this.#opened) peer.ask()
    }
    this.#presence.restamp(person)
    if (this.#opened) this.#whoIsWho.changed()
  }

  personaChanged(persona: Persona): void {
    for (const peer of this.#peers) {
      if (peer.member.id === persona.id) peer.member = { ...persona, role: peer.member.role }
    }
    this.#presence.restamp(persona.id)
    if (this.#opened && this.#whoIsWho.mentions(persona.id)) this.#whoIsWho.changed()
  }

  // ── what the connections ask (RoomSide) ──

  update(peer: Peer, kind: 'step2' | 'update', bytes: Uint8Array): void {
    if (this.#state.kind === 'ready') {
      this.#usedAt = this.#context.runtime.elapsed()
      this.#state.pipeline.receive(peer, kind, bytes)
    } else if (this.#state.kind === 'resting' && this.#state.stored?.knows(bytes)) {
      this.#known(peer, kind)
    } else if (this.#state.kind !== 'closing') {
      peer.hold()
      this.#held.add(peer)
      this.#whenReady(() => {
        if (!peer.ended) this.update(peer, kind, bytes)
      })
    }
  }

  /** Everything in it is on the disk: nobody need judge it. */
  #known(peer: Peer, kind: 'step2' | 'update'): void {
    const { counting } = peer
    const count = counting.received(kind)
    this.#context.meter.add('updates_received')
    if (counting.gap && kind === 'update') return
    if (kind === 'step2') counting.whole()
    peer.settle(count)
  }

  presence(peer: Peer, entries: readonly PresenceEntry[]): void {
    if (peer.seat) this.#presence.receive(peer.seat, entries)
  }

  greet(peer: Peer): void {
    if (peer.seat) this.#presence.greet(peer.seat)
  }

  difference(since: Uint8Array, use: (out: Outgoing) => void, failed: (error: unknown) => void): void {
    const source = this.#source()
    if (source === null) {
      this.#waiting.push(() => this.difference(since, use, failed))
      if (this.#state.kind === 'resting') this.#reload()
      return
    }
    this.#usedAt = this.#context.runtime.elapsed()
    const last = this.#answer
    if (last && last.version === this.version() && isEqual(last.since, since)) {
      use(last.out)
      return
    }
    const under = this.#answering.find((one) => isEqual(one.since, since))
    if (under) {
      under.waiting.push({ use, failed })
      return
    }
    const answering: Answering = { since: since.slice(), waiting: [{ use, failed }] }
    this.#answering.push(answering)
    const settle = (tell: (one: Answering['waiting'][number]) => void) => {
      this.#answering.splice(this.#answering.indexOf(answering), 1)
      for (const one of answering.waiting) tell(one)
    }
    const asOf = this.version()
    this.#context.lane.run(
      source.difference(since),
      (update) => {
        if (source instanceof StoredState && this.version() !== asOf) {
          // Somebody wrote meanwhile: what is stored is more than was read.
          settle((one) => this.difference(since, one.use, one.failed))
          return
        }
        const out = { payload: encodeDown({ type: 'step2', update }) }
        this.#answer = { since: answering.since, version: this.version(), out }
        settle((one) => one.use(out))
      },
      (error) => {
        if (source instanceof StoredState) {
          // What can't be cut as bytes Yjs may know how to take.
          this.#context.warn('stored bytes not read', { space: this.space, error: String(error) })
          settle((one) => this.#whenReady(() => this.difference(since, one.use, one.failed)))
        } else settle((one) => one.failed(error))
      },
    )
  }

  /** From which it can be told what is there. */
  #source(): DurableDocument | StoredState | null {
    if (this.#state.kind === 'ready') return this.#state.pipeline.document
    return this.#state.kind === 'resting' ? this.#state.stored : null
  }

  stateVector(): Uint8Array {
    if (this.#state.kind !== 'ready' && this.#rested) return this.#rested.stateVector
    const { document } = this.#pipeline()
    const version = this.version()
    if (this.#vector?.version !== version) this.#vector = { version, bytes: document.stateVector() }
    return this.#vector.bytes
  }

  version(): number {
    if (this.#state.kind !== 'ready' && this.#rested) return this.#rested.version
    // A document that was loaded anew counts anew.
    const before = this.#rested ? this.#rested.version + 1 : 0
    return before + this.#pipeline().document.version
  }

  // ── what the server asks ──

  /** @throws {RoomClosed} */
  async edit<T>(by: PersonId, change: (doc: Y.Doc) => T): Promise<T> {
    const pipeline = await this.#open()
    return await pipeline.edit(by, change)
  }

  /** @throws {RoomClosed} */
  async read<T>(use: (doc: Y.Doc) => T): Promise<T> {
    const pipeline = await this.#open()
    return use(pipeline.document.doc)
  }

  /** @throws {RoomClosed} */
  async authors(wanted: AuthorsWanted): Promise<AuthorsPage> {
    return authorsOf(await this.#open(), wanted)
  }

  /** Writes what was taken, then sends everybody away. Resolves when the last write has ended. */
  async shutDown(): Promise<void> {
    if (this.#held.size > 0) await this.#atEase()
    if (this.#state.kind === 'ready') await this.#state.pipeline.finish()
    await this.#close('shutdown')
  }

  /** Without waiting for what is being written. */
  sendAway(): void {
    void this.#close('shutdown')
  }

  /** Sends everybody away; nothing more is written once this has resolved. */
  async gone(): Promise<void> {
    // At once, also while it loads: what comes of that is nobody's any more.
    for (const peer of [...this.#peers]) this.#sayGoodbye(peer, 'gone')
    await this.#atEase()
    await this.#close('gone')
  }

  /** Nothing is being read. */
  async #atEase(): Promise<void> {
    while (this.#loading) await this.#loaded
  }

  // ── its own life ──

  /** Reads what is stored. A document is made at once only when the bytes alone don't tell what is there. */
  async #load(): Promise<void> {
    const { options, runtime, lane, meter } = this.#context
    const started = runtime.elapsed()
    try {
      const loaded = await this.#read()
      const stored = await inLane(lane, readStored(loaded, options.pace?.stride))
      if (stored === null) await this.#make(loaded)
      else this.#serve(stored)
      meter.observe('load_seconds', (runtime.elapsed() - started) / 1000)
    } catch (error) {
      this.#failed('unreadable', error)
    }
  }

  /** Makes the document, of what was read before or is read now. */
  async #awake(stored: StoredState | null): Promise<void> {
    const { runtime, meter } = this.#context
    const started = runtime.elapsed()
    try {
      await this.#make(stored?.loaded ?? (await this.#read()))
      meter.observe('load_seconds', (runtime.elapsed() - started) / 1000)
    } catch (error) {
      this.#failed('unreadable', error)
    }
  }

  async #read(): Promise<Loaded> {
    const { options, meter } = this.#context
    const loaded = await options.log.load(this.space)
    const { snapshot, records } = loaded
    meter.observe('space_bytes', snapshot?.bytes.length ?? 0)
    meter.observe('log_records', records.length)
    meter.observe(
      'log_bytes',
      records.reduce((sum, { bytes }) => sum + bytes.length, 0),
    )
    return loaded
  }

  async #make(loaded: Loaded): Promise<void> {
    const { options, runtime, limits, meter, warn, lane } = this.#context
    const { space } = this
    const rebuilt = await inLane(lane, rebuild(loaded, options.pace?.stride))
    this.#reportDamage(loaded.damaged, rebuilt.unreadable)
    const pipeline = new Pipeline({
      space,
      log: options.log,
      runtime,
      limits,
      meter,
      rebuilt,
      warn,
      lane,
      mayReturn: () => options.mayReturn?.(space) ?? false,
      shownBy: (client) => this.#presence.holderOf(client),
      readers: () => this.#peers.size,
      tell: (update) => this.#tell(update),
      failed: (why, error) => this.#failed(why, error),
    })
    meter.add('rooms_opened')
    this.#ready(pipeline)
  }

  #reportDamage(damaged: readonly Damage[], unreadable: Rebuilt['unreadable']): void {
    const { meter, warn } = this.#context
    const { space } = this
    for (const { what, seq, through, problem, earlier } of damaged) {
      warn('stored piece damaged', { space, what, seq, through, problem })
      if (earlier) continue
      meter.add(what === 'record' ? 'records_damaged' : 'snapshots_damaged', through - seq + 1)
    }
    for (const { seq, problem } of unreadable) {
      meter.add('records_damaged')
      warn('stored record unreadable', { space, seq, problem })
    }
  }

  #ready(pipeline: Pipeline): void {
    if (this.#state.kind !== 'loading') return
    this.#state = { kind: 'ready', pipeline }
    this.#mirrorMeta(pipeline)
    this.#loadedNow()
  }

  /** At rest from the beginning: it knows all that those who come ask, and has no document. */
  #serve(stored: StoredState): void {
    if (this.#state.kind !== 'loading') return
    this.#rested = {
      // What is stored hasn't changed since it came to rest.
      version: this.#rested?.version ?? 0,
      stateVector: stored.stateVector,
      wrote: stored.wrote,
    }
    this.#state = { kind: 'resting', stored }
    this.#loadedNow()
  }

  /** Lets in who came meanwhile, and does what they asked for. */
  #loadedNow(): void {
    const now = this.#context.runtime.elapsed()
    this.#idleSince = now
    this.#usedAt = now
    this.#stopSweep?.()
    this.#sweepLater()
    for (const peer of [...this.#peers]) if (!peer.seat) this.#admit(peer)
    for (const run of this.#waiting.splice(0)) run()
    if (this.#loading) return
    const held = [...this.#held]
    this.#held.clear()
    for (const peer of held) peer.release()
  }

  /** What was asked for needed more. */
  get #loading(): boolean {
    return this.#state.kind === 'loading'
  }

  #whenReady(run: () => void): void {
    if (this.#state.kind === 'ready') {
      run()
      return
    }
    this.#waiting.push(run)
    this.#wake()
  }

  /** Makes the document. */
  #wake(): void {
    if (this.#state.kind !== 'resting') return
    const { stored } = this.#state
    this.#state = { kind: 'loading' }
    this.#loaded = this.#awake(stored)
  }

  /** Reads the stored bytes again. */
  #reload(): void {
    this.#state = { kind: 'loading' }
    this.#loaded = this.#load()
  }

  async #open(): Promise<Pipeline> {
    for (this.#wake(); this.#loading; this.#wake()) await this.#loaded
    this.#usedAt = this.#context.runtime.elapsed()
    return this.#pipeline()
  }

  /** Lets go of the document, until somebody needs it. */
  #rest(pipeline: Pipeline): void {
    const { document, owners } = pipeline
    this.#rested = {
      version: this.version(),
      stateVector: document.stateVector(),
      wrote: owners.people(),
    }
    this.#state = { kind: 'resting', stored: null }
    this.#answer = null
    this.#vector = null
    void pipeline.finish()
    document.destroy()
    this.#context.meter.add('rooms_closed')
  }

  /** It has had its document: people have been let in. */
  get #opened(): boolean {
    return this.#state.kind === 'ready' || (this.#state.kind !== 'closing' && this.#rested !== null)
  }

  #wrote(): ReadonlySet<PersonId> {
    if (this.#state.kind !== 'ready' && this.#rested) return this.#rested.wrote
    return this.#pipeline().owners.people()
  }

  #admit(peer: Peer): void {
    peer.seat = this.#presence.enter(peer)
    if (mayWrite(peer.member.role) || this.#viewerCanAnswer()) peer.ask()
    this.#whoIsWho.joined(peer)
    peer.open()
  }

  /**
   * A stock client answers our step1 with all deletions of the document, known or not. From a viewer that may be more than
   * it may send; it has nothing that we want, so then it isn't asked.
   */
  #viewerCanAnswer(): boolean {
    const { viewerMessage } = this.#context.limits
    if (viewerMessage === 0) return true
    const source = this.#source()
    return source !== null && source.deletions().length < viewerMessage / 2
  }

  #tell(update: Uint8Array): void {
    const out: Outgoing = { payload: encodeDown({ type: 'update', update }) }
    // Whoever types moves a cursor too. A write costs what it costs, whatever is in it: so presence that is due goes along.
    const along = this.#presenceTicker.due ? [...this.#peers] : []
    for (const peer of along) peer.cork()
    let deliveries = 0
    try {
      for (const peer of this.#peers) if (peer.tell(out)) deliveries++
      this.#presenceTicker.hasten()
    } finally {
      for (const peer of along) peer.uncork()
    }
    const { meter } = this.#context
    meter.add('frames_sent')
    meter.add('deliveries', deliveries)
    if (this.#state.kind === 'ready') this.#mirrorMeta(this.#state.pipeline)
  }

  #mirrorMeta({ document }: Pipeline): void {
    const { name, icon } = readMeta(document.doc)
    // A document that has no name yet is no reason to forget the one in the lists.
    if (name === '' || (name === this.#meta?.name && icon === this.#meta.icon)) return
    this.#meta = { name, icon }
    const { options, warn } = this.#context
    try {
      options.metaChanged(this.space, this.#meta)
    } catch (error) {
      // A list that can't be kept is no reason to shut the space.
      warn('name not mirrored', { space: this.space, error: String(error) })
    }
  }

  #sweepLater(): void {
    this.#stopSweep = this.#context.runtime.timer(SWEEP, () => {
      this.#sweep()
      if (this.#state.kind !== 'closing') this.#sweepLater()
    })
  }

  #sweep(): void {
    const now = this.#context.runtime.elapsed()
    for (const peer of [...this.#peers]) peer.sweep(now)
    this.#presence.sweep(now)
    this.#answer = null
    const alone = this.#peers.size === 0
    if (this.#state.kind === 'resting') {
      if (now - Math.max(this.#usedAt, this.#idleSince) < IDLE) return
      if (alone) void this.#close('idle')
      else this.#state = { kind: 'resting', stored: null }
      return
    }
    if (this.#state.kind !== 'ready') return
    const { pipeline } = this.#state
    const idle = alone ? now - this.#idleSince >= IDLE : now - this.#usedAt >= this.#context.rest
    if (!idle || !pipeline.idle || this.#answering.length > 0 || pipeline.compactIfWorthwhile()) return
    if (alone) void this.#close('idle')
    else this.#rest(pipeline)
  }

  #failed(why: 'storage' | 'unreadable' | 'broken', error: unknown): void {
    const { meter, warn, storageFailed } = this.#context
    if (why !== 'broken') meter.add('storage_errors')
    if (why === 'storage') storageFailed(error)
    warn(`room failed: ${why}`, { space: this.space, error: String(error) })
    void this.#close(why)
  }

  #close(why: Why): Promise<void> {
    // Asked again from within, by somebody who leaves: it has begun.
    if (this.#closed === null && this.#state.kind === 'closing') return Promise.resolve()
    this.#closed ??= this.#end(why)
    return this.#closed
  }

  async #end(why: Why): Promise<void> {
    const pipeline = this.#state.kind === 'ready' ? this.#state.pipeline : null
    this.#state = { kind: 'closing', why }
    this.#stopSweep?.()
    for (const peer of [...this.#peers]) this.#sayGoodbye(peer, why)
    this.#presenceTicker.stop()
    await pipeline?.finish()
    if (why === 'shutdown') await pipeline?.leaveShort()
    pipeline?.document.destroy()
    if (pipeline) this.#context.meter.add('rooms_closed')
    this.#context.over(this)
  }

  #sayGoodbye(peer: Peer, why: Why): void {
    const { code, reason, notice } = GOODBYE[why]
    if (notice && peer.extended) peer.say({ type: 'notice', notice })
    peer.end(code, reason)
  }

  #pipeline(): Pipeline {
    if (this.#state.kind === 'ready') return this.#state.pipeline
    throw new RoomClosed(this.#state.kind === 'closing' ? this.#state.why : 'shutdown')
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
