import type { SpaceId } from '../ids.ts'
import type { Member, Role } from '../people.ts'
import type { Unread } from '../unread.ts'

/** One presence state inside an awareness message. `state` is JSON text as it stood on the wire; null when the client left. */
export interface PresenceEntry {
  readonly client: number
  readonly clock: number
  readonly state: string | null
}

/** y-websocket's messages, as both directions use them. Bytes are views into the frame: copy what outlives it. */
export type SyncMessage =
  | { readonly type: 'step1'; readonly stateVector: Uint8Array }
  | { readonly type: 'step2'; readonly update: Uint8Array }
  | { readonly type: 'update'; readonly update: Uint8Array }
export type PresenceMessage = { readonly type: 'presence'; readonly entries: readonly PresenceEntry[] }

/** What a client may send. */
export type Up =
  | SyncMessage
  | PresenceMessage
  | { readonly type: 'queryPresence' }
  /** `weft.1` only: answered at once with the current ack, so that a client notices a dead line. */
  | { readonly type: 'ping' }

/** What a server may send. Those of `weft.1` go only to clients that asked for that subprotocol. */
export type Down =
  | SyncMessage
  | PresenceMessage
  /** `weft.1`: the first `count` sync messages of kind step2 and update on this connection are on disk (cumulative). */
  | { readonly type: 'ack'; readonly count: number }
  /** `weft.1`: something about this connection or space that the client must act on. */
  | { readonly type: 'notice'; readonly notice: Notice }
  /** `weft.1`: everybody with a role in this space, and everybody who wrote in it; replaces what was said before. */
  | { readonly type: 'people'; readonly people: readonly (Member & { readonly gone?: true })[] }
  /** y-websocket's auth message: permission denied, with a reason. Only ever received; we close with a code instead. */
  | { readonly type: 'denied'; readonly reason: string }

export type Notice =
  | { readonly kind: 'role'; readonly role: Role }
  | { readonly kind: 'spaceGone' }
  | { readonly kind: 'reload' }
  /** The update with this number (counted like acks) was refused; the socket closes with a final code after it. */
  | { readonly kind: 'refused'; readonly count: number; readonly reason: RefusalReason }
  | { readonly kind: 'storage'; readonly state: 'failing' | 'well' }
  /** What this person hasn't seen of any of their spaces changed; null: nothing is new there. */
  | { readonly kind: 'unread'; readonly space: SpaceId; readonly unread: Unread | null }

export type RefusalReason = 'viewer' | 'malformed' | 'tooLarge' | 'author' | 'bounds' | 'spaceFull'
