import type { ApiError } from '@weft/space/api'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'

export type ErrorCode = ApiError['error']['code']

const STATUS: Readonly<Record<ErrorCode, ContentfulStatusCode>> = {
  bad_request: 400,
  name_needed: 400,
  unauthenticated: 401,
  signed_out: 401,
  foreign_origin: 403,
  not_found: 404,
  link_mangled: 400,
  link_unknown: 404,
  last_owner: 409,
  other_person: 409,
  too_many_devices: 409,
  passkey_unavailable: 409,
  passkey_unknown: 404,
  passkey_refused: 403,
  link_revoked: 410,
  link_used: 410,
  link_expired: 410,
  too_large: 413,
  too_many: 429,
  internal: 500,
  provider: 502,
  storage: 503,
  unavailable: 503,
}

const MESSAGE: Readonly<Record<ErrorCode, string>> = {
  bad_request: 'This request could not be understood.',
  name_needed: 'Please say what you want to be called.',
  unauthenticated: 'This browser is not signed in.',
  signed_out: 'This browser was signed out.',
  foreign_origin: 'This page is not one of this server’s.',
  not_found: 'There is no such thing here, or it is not yours to see.',
  link_mangled: 'This is not a whole link. Copy all of it, or ask for a new one.',
  link_revoked: 'This link was taken back. Ask for a new one.',
  link_unknown: 'This link is not known here. Ask for a new one.',
  link_used: 'This link has been used. Ask for a new one.',
  link_expired: 'This link has expired. Ask for a new one.',
  last_owner: 'Somebody must own this space. Make another person its owner first.',
  other_person:
    'This browser is signed in as somebody else. Sign out there first, or open the link in another browser.',
  too_many_devices:
    'You are signed in on as many devices as this server allows. Sign some of them out first.',
  passkey_unavailable: 'Passkeys need this server to have a name and HTTPS.',
  passkey_unknown: 'This passkey is not known here. It may have been removed; sign in another way.',
  passkey_refused: 'The passkey was not accepted. Try again.',
  too_large: 'That is more than this server takes at once.',
  too_many: 'Too many tries in a short time. Wait a little.',
  internal: 'Something went wrong on the server. Its log says what.',
  provider: 'The service that signs people in can’t be reached. Try again in a while.',
  storage: 'The server cannot store anything right now. Nothing was changed: try again in a while.',
  unavailable: 'This is not to be had for a moment. Ask again.',
}

/** A disk that failed is tried anew by itself, at first after so long. Seconds. */
const STORAGE_S = 5

/** An answer that isn't 2xx. `retryAfter` in whole seconds. */
export function fail(c: Context, code: ErrorCode, more: { message?: string; retryAfter?: number } = {}) {
  const { message = MESSAGE[code], retryAfter = code === 'storage' ? STORAGE_S : undefined } = more
  if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
  c.set('code', code)
  const body: ApiError = { error: { code, message, ...(retryAfter === undefined ? {} : { retryAfter }) } }
  return c.json(body, STATUS[code])
}
