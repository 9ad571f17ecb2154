import type { SigninTrouble } from '@weft/space/api'
import type { ErrorCode } from '../http/answer.ts'

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
  'POST /api/spaces/:id/seen': 'saying what they have seen',
  'GET /api/spaces/:id/authors': 'seeing who wrote what',
  'GET /api/spaces/:id/amnesty': 'seeing whether an amnesty is open',
  'POST /api/spaces/:id/amnesty': 'opening an amnesty',
  'DELETE /api/spaces/:id/amnesty': 'ending an amnesty',
  'GET /api/audit': 'reading the record of the server',
  'GET /api/spaces': 'seeing the spaces',
  'POST /api/spaces': 'making a space',
  'GET /api/me': 'seeing who they are',
  'PATCH /api/me': 'changing their name',
  'GET /api/people/:id/picture': 'seeing a picture',
  'DELETE /api/me/accounts/:id': 'unlinking an account',
  'GET /api/me/devices': 'seeing the devices',
  'DELETE /api/me/devices': 'signing the other devices out',
  'DELETE /api/me/devices/:id': 'signing a device out',
  'POST /api/me/devices/link': 'making a link to another device',
  'DELETE /api/me/devices/link': 'taking back a link to another device',
  'POST /api/me/passkeys/options': 'adding a passkey',
  'POST /api/me/passkeys': 'adding a passkey',
  'DELETE /api/me/passkeys/:id': 'removing a passkey',
  'POST /api/passkeys/options': 'signing in by a passkey',
  'POST /api/passkeys/signin': 'signing in by a passkey',
  'POST /api/signout': 'signing out',
  'GET /api/signin': 'seeing how to sign in',
  'GET /api/signin/callback': 'signing in by an account elsewhere',
  'POST /api/signin/provider': 'signing in by an account elsewhere',
  'POST /api/invitations/look': 'opening a link',
  'POST /api/invitations/accept': 'coming in by a link',
}
const BECAUSE: Readonly<Partial<Record<ErrorCode, string>>> = {
  unauthenticated: 'not signed in',
  signed_out: 'not signed in any more',
  foreign_origin: 'from another site',
  last_owner: 'the last owner',
  other_person: 'signed in as somebody else',
  too_many_devices: 'on as many devices as there may be',
  too_many: 'too often, or too many',
  link_unknown: 'an unknown link',
  link_used: 'a used link',
  link_revoked: 'a link that was taken back',
  link_expired: 'an expired link',
  passkey_unknown: 'an unknown passkey',
  passkey_refused: 'a passkey that didn’t prove itself',
  passkey_unavailable: 'not where passkeys work',
}

/** `route`: a pattern, never the path that was asked for. `code`: what the answer said. */
export function whyAsked(method: string, route: string, code: ErrorCode): string {
  const because = BECAUSE[code]
  return `${asked(method, route)}${because === undefined ? '' : ` (${because})`}`
}

function asked(method: string, route: string): string {
  // Turned away before it was looked at what was asked for.
  if (route.endsWith('/*'))
    return method === 'GET' || method === 'HEAD' ? 'seeing something' : 'changing something'
  return ASKED[`${method} ${route}`] ?? `${method} ${route}`
}

const RETURNED: Readonly<Record<SigninTrouble, string>> = {
  expired: 'begun elsewhere, or too long ago',
  denied: 'denied there',
  taken: 'somebody else’s here',
  failed: 'its answer proved nothing',
  too_many: 'too often',
  too_many_devices: 'on as many devices as there may be',
}
/** Somebody came back from the provider, and isn't signed in. */
export const whyReturned = (trouble: SigninTrouble): string =>
  `signing in by an account elsewhere (${RETURNED[trouble]})`

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
