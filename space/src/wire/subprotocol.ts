/** What a WebSocket client may ask to speak. `plain` is y-websocket's protocol, `weft` adds acks, notices and people. */
export const SUBPROTOCOL = { plain: 'weft.0', weft: 'weft.1' } as const
export type Subprotocol = (typeof SUBPROTOCOL)[keyof typeof SUBPROTOCOL]

const TOKEN = 'weft.token.'
/** Visible ASCII, as an Authorization header could carry it too. */
const TOKEN_TEXT = /^[\x21-\x7e]{1,512}$/
const LONGEST_HEADER = 2048

export type Subprotocols =
  | {
      readonly ok: true
      /** To be answered in `Sec-WebSocket-Protocol`; null when the client offered none, and speaks `weft.0`. */
      readonly selected: Subprotocol | null
      readonly token: string | null
    }
  /**
   * `unsupported`: it offers protocols, but none of ours (a browser would cut the socket, whatever we answer). `token`:
   * one that can't be read, or two. `tooLong`: a header above 2048 characters.
   */
  | { readonly ok: false; readonly problem: 'unsupported' | 'token' | 'tooLong' }

/** Carries an API token where a program can't set a header: offer it beside `weft.0` or `weft.1`. */
export function tokenSubprotocol(token: string): string {
  if (!TOKEN_TEXT.test(token)) throw new RangeError('a token is 1 to 512 visible ASCII characters')
  return TOKEN + btoa(token).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** Reads `Sec-WebSocket-Protocol` of an upgrade request; undefined or empty when there is none. Never throws. */
export function parseSubprotocols(header: string | undefined): Subprotocols {
  if (header !== undefined && header.length > LONGEST_HEADER) return { ok: false, problem: 'tooLong' }
  const offered = (header ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const tokens = offered.filter((name) => name.startsWith(TOKEN))
  const token = tokens[0] === undefined ? null : readToken(tokens[0].slice(TOKEN.length))
  if (tokens.length > 1 || (tokens.length === 1 && token === null)) return { ok: false, problem: 'token' }
  if (offered.includes(SUBPROTOCOL.weft)) return { ok: true, selected: SUBPROTOCOL.weft, token }
  if (offered.includes(SUBPROTOCOL.plain)) return { ok: true, selected: SUBPROTOCOL.plain, token }
  if (offered.length === 0) return { ok: true, selected: null, token }
  return { ok: false, problem: 'unsupported' }
}

function readToken(encoded: string): string | null {
  if (!/^[A-Za-z0-9_-]+$/.test(encoded) || encoded.length % 4 === 1) return null
  const token = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'))
  return TOKEN_TEXT.test(token) ? token : null
}
