/** What was refused, in words that complete "Refused Ben: …". Never what was said, nor an id. */
const ASKED: Readonly<Record<string, string>> = {
  'PATCH /api/spaces/:id': 'archiving or restoring the space',
  'DELETE /api/spaces/:id': 'deleting the space',
  'GET /api/spaces/:id/audit': 'reading the record',
  'GET /api/spaces/:id/members': 'seeing who belongs to it',
  'PATCH /api/spaces/:id/members/:person': 'changing a role',
  'DELETE /api/spaces/:id/members/:person': 'taking a role away',
  'GET /api/spaces/:id/invitations': 'seeing the links',
  'POST /api/spaces/:id/invitations': 'making a link',
  'DELETE /api/spaces/:id/invitations/:link': 'ending a link',
  'GET /api/spaces/:id/tokens': 'seeing the tokens',
  'POST /api/spaces/:id/tokens': 'making a token',
  'DELETE /api/spaces/:id/tokens/:token': 'revoking a token',
  'POST /api/invitations/look': 'opening a link that doesn’t open',
  'POST /api/invitations/accept': 'joining by a link that doesn’t open',
}
const BECAUSE: Readonly<Record<number, string>> = {
  401: 'not signed in',
  403: 'from another site',
  409: 'the last owner',
  429: 'too often',
}

/** `route`: a pattern, never the path that was asked for. */
export function whyAsked(method: string, route: string, status: number): string {
  const because = BECAUSE[status]
  return `${ASKED[`${method} ${route}`] ?? `${method} ${route}`}${because === undefined ? '' : ` (${because})`}`
}

const WRITTEN: Readonly<Record<string, string>> = {
  'update refused: viewer': 'writing without the role',
  'update refused: author': 'writing as somebody else',
  'update refused: malformed': 'writing what can’t be read',
  'update refused: bounds': 'writing out of bounds',
  'update refused: tooLarge': 'writing more than is taken at once',
  'update refused: spaceFull': 'writing into a full space',
  'no such space for you': 'opening a space without a role',
  'the space was deleted, or you were removed from it': 'opening a space that they belonged to once',
  'this browser is not signed in': 'opening a space without being signed in',
  'this page is not served by this Weft': 'opening a space from another site’s page',
  'this token is unknown, has expired or was revoked': 'opening a space with a token that isn’t known',
}

/** `reason`: what a socket was closed with. */
export const whyClosed = (reason: string): string => WRITTEN[reason] ?? reason.slice(0, 120)
