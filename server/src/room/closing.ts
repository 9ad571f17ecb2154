import { Close, type CloseCode, type Notice } from '@weft/space/wire'

/** Why a room closes. */
export type Why = 'idle' | 'shutdown' | 'storage' | 'unreadable' | 'broken' | 'gone'

/** What its people are told. */
export const GOODBYE: Record<Why, { code: CloseCode; reason: string; notice: Notice | null }> = {
  idle: { code: Close.goingAway, reason: 'the space is being unloaded', notice: null },
  shutdown: { code: Close.goingAway, reason: 'the server is going down', notice: null },
  broken: { code: Close.goingAway, reason: 'the space is being opened anew', notice: null },
  storage: {
    code: Close.storage,
    reason: 'the space cannot be stored right now',
    notice: { kind: 'storage', state: 'failing' },
  },
  unreadable: { code: Close.storage, reason: 'the space cannot be read right now', notice: null },
  gone: { code: Close.spaceGone, reason: 'the space was deleted', notice: { kind: 'spaceGone' } },
}

/** The room closed before it could do what was asked: the space is gone, can't be stored, or the server goes down. */
export class RoomClosed extends Error {
  readonly why: Why
  readonly code: CloseCode
  constructor(why: Why) {
    super(GOODBYE[why].reason)
    this.name = 'RoomClosed'
    this.why = why
    this.code = GOODBYE[why].code
  }
}
