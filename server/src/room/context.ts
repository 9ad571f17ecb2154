import type { SpaceId } from '@weft/space'
import type { PeerContext } from '../connection/peer.ts'
import type { RoomsOptions } from './contract.ts'
import type { Lane } from './lane.ts'
import type { Rounds } from './rounds.ts'

/** What the rooms of one server share. */
export interface RoomContext extends PeerContext {
  readonly lane: Lane
  /** Looks at each room once a second. */
  readonly rounds: Rounds
  /** How long a document that nobody needs stays in memory while people are there. Milliseconds. */
  readonly rest: number
  readonly options: RoomsOptions
  /** The log didn't take something of this space: everybody in it is about to be told. */
  storageFailed(space: SpaceId): void
}
