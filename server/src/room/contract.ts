import type { UpdateLog } from '@weft/persistence'
import type { Member, Notice, Persona, PersonId, Role, Runtime, SpaceId } from '@weft/space'
import type { SectionSize } from '@weft/space/scan'
import type { CloseCode } from '@weft/space/wire'
import type * as Y from 'yjs'
import type { Pieces } from '../connection/pieces.ts'
import type { Limits } from '../limits.ts'
import type { AuthorsPage, AuthorsWanted } from './authors.ts'
import type { Pace } from './lane.ts'

/** One binary message to a client. What is built of it is built at its first use, and shared by all who are sent it. */
export interface Outgoing {
  readonly payload: Uint8Array
  /** Of an update whose maker knows it: how large its sections are. */
  readonly sections?: readonly SectionSize[]
  /** Its WebSocket frame. */
  frame?: Uint8Array
  /** Of an update that is too large for somebody's buffer: the state vector of who lacks it and nothing else. */
  before?: Uint8Array
  /** The same in pieces. */
  pieces?: Pieces
}

/** One client's socket, as the core sees it. The gateway puts a WebSocket behind it, the simulation a queue. */
export interface Transport {
  send(message: Outgoing): void
  /**
   * Bytes `from` to `to` of a message's payload: the first time from 0, then from where the last part ended, at last to its
   * end. Meanwhile nothing else is sent. It can still be closed.
   */
  sendPart(message: Outgoing, from: number, to: number): void
  /** What is sent from here to `uncork` leaves in one piece. */
  cork(): void
  uncork(): void
  /** Closes after what was sent before. */
  close(code: CloseCode, reason: string): void
  /** Cuts at once, without a goodbye. */
  drop(): void
  /** Stop and go on reading: how a flood is slowed. */
  pause(): void
  resume(): void
  /** Sends a ping of the transport's own; the answer comes to `Connection.pong`. */
  ping(): void
  /** Bytes handed to `send` that haven't left this process. */
  readonly buffered: number
  /** Bytes that have come, of whole messages or not. */
  readonly received: number
}

/** Somebody who has been let in by the gateway: who they are and their role are verified. */
export interface Arrival {
  readonly space: SpaceId
  readonly member: Member
  readonly protocol: 'weft.0' | 'weft.1'
  readonly transport: Transport
}

/** The core's end of one client. The transport calls these; none of them throws. */
export interface Connection {
  /** The core may keep `message`: its bytes must not change afterwards. */
  receive(message: Uint8Array): void
  pong(): void
  /** A ping came, and was answered. */
  pinged(): void
  /** Everything that was sent has left this process. A transport that doesn't know needn't say so: it is looked at now and then. */
  drained(): void
  /** Takes nothing more of it, not even what waits, and says goodbye: whatever its socket does about that. */
  end(code: CloseCode, reason: string): void
  /** The socket is gone. Called exactly once, also after `transport.close` and `drop`. */
  closed(): void
}

/** All open spaces of this process. A room opens at the first join and leaves memory when idle and flushed. */
export interface Rooms {
  join(arrival: Arrival): Connection
  /** Open connections follow at once; null takes the role away. */
  roleChanged(space: SpaceId, person: PersonId, role: Role | null): void
  /** Name or dye changed: stamped anew on every screen. */
  personaChanged(persona: Persona): void
  /**
   * The space is deleted: everyone out, nobody in. Once resolved nothing more is written, so that the caller may drop its
   * log.
   */
  gone(space: SpaceId): Promise<void>
  /** Says something to whatever screens a person has open, in whatever space. `notice` is asked only when there are some. */
  notify(person: PersonId, notice: () => Notice | null): void
  /** Who is here now, each person once. Empty for a space that isn't open. */
  here(space: SpaceId): readonly Persona[]
  /**
   * A change made by this server itself (import, creation): runs `change` on a copy of the document, then takes the
   * update the way of every update. Resolves once it is durable and told. `by` owns what it inserts.
   */
  edit<T>(space: SpaceId, by: PersonId, change: (doc: Y.Doc) => T): Promise<T>
  /** The document as it is durable now. `use` must not change or keep it. */
  read<T>(space: SpaceId, use: (doc: Y.Doc) => T): Promise<T>
  /** Who wrote what, as the server verified it. */
  authors(space: SpaceId, wanted: AuthorsWanted): Promise<AuthorsPage>
  /** Flushes what was taken, says going-away to all, resolves when everything is on disk. */
  close(): Promise<void>
}

export interface RoomsOptions {
  readonly log: UpdateLog
  readonly runtime: Runtime
  readonly limits: Limits
  readonly meter: Meter
  /** How finely long work is cut, so that others have their turn. */
  readonly pace?: Pace
  /** Whether the log takes nothing just now: nobody is let in then, for nothing that they write could be kept. */
  failing?(): boolean
  /** Whether a space takes back, just now, what its devices have of others and the server doesn't. */
  mayReturn?(space: SpaceId): boolean
  /**
   * Everybody with a role in a space, for the `people` message; asked again at each join and change. Of those who `wrote`
   * in it, who has no role there any more is to be among them, marked `gone`, so that their name stays with their words.
   */
  people(
    space: SpaceId,
    wrote: ReadonlySet<PersonId>,
  ): Promise<readonly (Member & { readonly gone?: true })[]>
  /** The document's name or icon changed (and whenever the document is made), so that lists can mirror it. */
  metaChanged(space: SpaceId, meta: { readonly name: string; readonly icon: string | null }): void
  /** A person and the space's log; without secrets and without content. */
  warn(event: string, details: Readonly<Record<string, string | number>>): void
}

/** What the core counts; the HTTP side turns it into `/metrics`, tests read it. */
export interface Meter {
  add(name: Counter, by?: number, label?: string): void
  observe(name: Histogram, value: number): void
}
export type Counter =
  | 'updates_received'
  | 'updates_stored'
  | 'updates_refused'
  | 'frames_sent'
  | 'deliveries'
  | 'presence_shed'
  | 'resyncs'
  | 'records_damaged'
  | 'snapshots_damaged'
  | 'storage_errors'
  | 'closes'
  | 'compactions'
  | 'rooms_opened'
  | 'rooms_closed'
export type Histogram =
  | 'ack_seconds'
  | 'commit_seconds'
  | 'load_seconds'
  | 'commit_updates'
  | 'space_bytes'
  | 'log_bytes'
  | 'log_records'
