import type { IncomingHttpHeaders } from 'node:http'
import { isSpaceId, type Member, type PersonId, type SpaceId } from '@weft/space'
import { Close, type CloseCode, parseSubprotocols, type Subprotocol } from '@weft/space/wire'
import type { Book } from '../people/book.ts'
import { credentialsOf } from '../people/credentials.ts'
import { isFormer, memberOf, type Who, whoOfDevice, whoOfToken } from '../people/who.ts'

export const SYNC_PATH = '/sync/'

export interface Knock {
  readonly url: string
  readonly headers: IncomingHttpHeaders
}

/** What to do with a request to upgrade, before any socket or document is touched. */
export type Verdict =
  | {
      readonly do: 'admit'
      readonly who: Who
      readonly member: Member
      readonly space: SpaceId
      readonly protocol: Subprotocol
      readonly selected: Subprotocol | null
    }
  /** Accept the socket, then close it with this code: a browser can't see an HTTP status here. */
  | {
      readonly do: 'refuse'
      readonly code: CloseCode
      readonly reason: string
      readonly selected: Subprotocol | null
      readonly space: SpaceId | null
      /** Null for somebody unknown. */
      readonly person: PersonId | null
    }
  /** No client can get through from here: answered in HTTP. */
  | { readonly do: 'http'; readonly status: 400 | 404; readonly reason: string }

/**
 * Two locks for a browser: its device cookie, which other sites can't read, and an exact Origin, which they can't forge.
 * A token alone opens for programs, since no browser attaches it by itself. `Host` is never looked at.
 */
export function judgeKnock(knock: Knock, world: { book: Book; origins: ReadonlySet<string> }): Verdict {
  const path = knock.url.split('?', 1)[0] ?? ''
  if (!path.startsWith(SYNC_PATH))
    return { do: 'http', status: 404, reason: 'WebSockets are at /sync/<space id>' }
  const offered = parseSubprotocols(knock.headers['sec-websocket-protocol'])
  if (!offered.ok) return { do: 'http', status: 400, reason: PROTOCOL[offered.problem] }
  const { selected } = offered
  const id = path.slice(SYNC_PATH.length)
  const space = isSpaceId(id) ? id : null
  let who: Who | null = null
  const refuse = (code: CloseCode, reason: string): Verdict => ({
    do: 'refuse',
    code,
    reason,
    selected,
    space,
    person: who?.persona.id ?? null,
  })

  const { device, bearer } = credentialsOf(knock.headers)
  const token = bearer ?? offered.token
  if (token === null) {
    const { origin } = knock.headers
    if (origin === undefined || !world.origins.has(origin))
      return refuse(Close.foreignOrigin, 'this page is not served by this Weft')
    who = device === null ? null : whoOfDevice(world.book, device)
    if (who === null) return refuse(Close.unauthenticated, 'this browser is not signed in')
  } else {
    who = whoOfToken(world.book, token)
    if (who === null)
      return refuse(Close.unauthenticated, 'this token is unknown, has expired or was revoked')
  }
  const member = space === null ? null : memberOf(who, space)
  if (space !== null && member === null && isFormer(world.book, who, space))
    return refuse(Close.spaceGone, 'the space was deleted, or you were removed from it')
  if (space === null || member === null) return refuse(Close.noSuchSpace, 'no such space for you')
  return { do: 'admit', who, member, space, protocol: selected ?? 'weft.0', selected }
}

const PROTOCOL = {
  unsupported: 'offer weft.1 or weft.0 as the subprotocol (a token goes beside it)',
  token: 'the subprotocol weft.token.<base64url of the token> is malformed or given twice',
  tooLong: 'Sec-WebSocket-Protocol is too long',
} as const
