import { mayWrite, type PersonId, type SpaceId } from '@weft/space'
import type { PresenceEntry } from '@weft/space/wire'
import type * as Y from 'yjs'
import { Peer, type RoomSide } from '../connection/peer.ts'
import { isAboutToWrite } from './about-to-write.ts'
import { Answers } from './answers.ts'
import { Attendance, sayGoodbye } from './attendance.ts'
import { type AuthorsPage, type AuthorsWanted, authorsOf } from './authors.ts'
import type { Why } from './closing.ts'
import type { RoomContext } from './context.ts'
import type { Arrival, Connection, Outgoing } from './contract.ts'
import { Intake } from './intake.ts'
import { Life } from './life.ts'
import type { Rebuilt } from './load.ts'
import { NameMirror } from './name-mirror.ts'
import { Pipeline } from './pipeline.ts'

/** Who keeps the rooms. */
export interface Keeper {
  /** Its last write has ended: it may be forgotten. */
  over(room: Room): void
  /** A connection is out. */
  left(room: Room, peer: Peer): void
}

/** One open space: what its people and the server ask of it. */
export class Room implements RoomSide {
  readonly space: SpaceId
  readonly #context: RoomContext
  readonly #keeper: Keeper
  /** Who is in it. */
  readonly attendance: Attendance
  readonly #life: Life
  readonly #answers: Answers
  readonly #nameMirror: NameMirror
  readonly #intake: Intake

  constructor(space: SpaceId, context: RoomContext, keeper: Keeper) {
    this.space = space
    this.#context = context
    this.#keeper = keeper
    const { lane, warn } = context
    this.#nameMirror = new NameMirror(space, context.options)
    this.attendance = new Attendance({
      space,
      context,
      wrote: () => this.#life.standing.wrote(),
      opened: () => this.#life.opened,
      source: () => this.#life.source,
    })
    this.#answers = new Answers({
      space,
      lane,
      warn,
      version: () => this.version(),
      again: (since, { use, failed }) => this.difference(since, use, failed),
      whenReady: (run) => this.#life.whenReady(run),
    })
    this.#life = new Life({
      space,
      context,
      pipeline: (rebuilt) => this.#pipeline(rebuilt),
      opened: () => this.#opened(),
      caughtUp: () => this.#intake.release(),
      closing: (why) => this.#closing(why),
      over: () => keeper.over(this),
    })
    this.#intake = new Intake(this.#life, context.meter)
  }

  // ── who comes and goes ──

  /** `alarmed`: they were told that nothing can be stored. */
  join(arrival: Arrival, { alarmed }: { readonly alarmed: boolean }): Connection {
    const peer = new Peer(arrival, this, this.#context)
    if (alarmed && peer.extended) peer.say({ type: 'notice', notice: { kind: 'storage', state: 'well' } })
    this.attendance.add(peer)
    const { state, source } = this.#life
    if (state.kind === 'closing') sayGoodbye(peer, state.why)
    else if (state.kind === 'loading') return peer
    else if (source !== null || mayWrite(peer.member.role)) this.attendance.letIn(peer)
    // Whether a viewer is asked depends on what is stored.
    else this.#life.know()
    return peer
  }

  left(peer: Peer): void {
    this.attendance.left(peer)
    if (this.attendance.size === 0) this.#life.emptied()
    this.#keeper.left(this, peer)
  }

  // ── what the connections ask (RoomSide) ──

  update(peer: Peer, kind: 'step2' | 'update', bytes: Uint8Array): void {
    this.#intake.take(peer, kind, bytes)
  }

  presence(peer: Peer, entries: readonly PresenceEntry[]): void {
    const { seat } = peer
    if (!seat) return
    const before = seat.state
    this.attendance.presence.receive(seat, entries)
    if (this.#life.state.kind !== 'resting' || !mayWrite(peer.member.role)) return
    if (isAboutToWrite(before, seat.state)) this.#life.expectEdit()
  }

  greet(peer: Peer): void {
    if (peer.seat) this.attendance.presence.greet(peer.seat)
  }

  difference(since: Uint8Array, use: (out: Outgoing) => void, failed: (error: unknown) => void): void {
    const { source } = this.#life
    if (source === null) {
      this.#life.whenKnown(() => this.difference(since, use, failed))
      return
    }
    this.#life.used()
    this.#answers.give(source, since, { use, failed })
  }

  stateVector(): Uint8Array {
    return this.#life.standing.stateVector()
  }

  version(): number {
    return this.#life.standing.version()
  }

  // ── what the server asks ──

  /** @throws {RoomClosed} */
  async edit<T>(by: PersonId, change: (doc: Y.Doc) => T): Promise<T> {
    const pipeline = await this.#life.open()
    return await pipeline.edit(by, change)
  }

  /** @throws {RoomClosed} */
  async read<T>(use: (doc: Y.Doc) => T): Promise<T> {
    const pipeline = await this.#life.open()
    return use(pipeline.document.doc)
  }

  /** @throws {RoomClosed} */
  async authors(wanted: AuthorsWanted): Promise<AuthorsPage> {
    return authorsOf(await this.#life.open(), wanted)
  }

  /** Writes what was taken, then sends everybody away. Resolves when the last write has ended. */
  async shutDown(): Promise<void> {
    if (this.#intake.holds) await this.#life.atEase()
    const { pipeline } = this.#life
    if (pipeline) await pipeline.finish()
    await this.#life.close('shutdown')
  }

  /** Without waiting for what is being written. */
  sendAway(): void {
    void this.#life.close('shutdown')
  }

  /** Sends everybody away; nothing more is written once this has resolved. */
  async gone(): Promise<void> {
    // At once, also while it loads: what comes of that is nobody's any more.
    this.attendance.sendAllAway('gone')
    await this.#life.atEase()
    await this.#life.close('gone')
  }

  // ── what its life asks ──

  #pipeline(rebuilt: Rebuilt): Pipeline {
    const { options, runtime, limits, meter, warn, lane } = this.#context
    const { space } = this
    this.#nameMirror.look(rebuilt.document.doc)
    return new Pipeline({
      space,
      log: options.log,
      runtime,
      limits,
      meter,
      rebuilt,
      warn,
      lane,
      mayReturn: () => options.mayReturn?.(space) ?? false,
      shownBy: (client) => this.attendance.presence.holderOf(client),
      readers: () => this.attendance.size,
      tell: (update) => this.#tell(update),
      failed: (why, error) => this.#life.failed(why, error),
    })
  }

  #tell(update: Uint8Array): void {
    this.attendance.tell(update)
    const { pipeline } = this.#life
    if (pipeline) this.#nameMirror.look(pipeline.document.doc)
  }

  #opened(): void {
    this.#context.rounds.add(this)
    this.attendance.letAllIn()
  }

  /** Once a second: connections, presence and idleness. */
  sweep(): void {
    this.attendance.sweep(this.#context.runtime.elapsed())
    this.#answers.forget()
    this.#life.sweep({ alone: this.attendance.size === 0, busy: this.#answers.busy })
  }

  #closing(why: Why): void {
    this.#context.rounds.delete(this)
    this.attendance.sendAllAway(why)
    this.attendance.stop()
  }
}
