import type { IncomingHttpHeaders } from 'node:http'
import { parse } from 'hono/utils/cookie'

export const DEVICE_COOKIE = 'weft_device'
/** Longer than any secret of ours: not worth a hash. */
const LONGEST = 512

/** The secrets that a request brings. They are never in a URL: URLs end up in logs, histories and referrers. */
export function credentialsOf(headers: IncomingHttpHeaders): {
  readonly device: string | null
  readonly bearer: string | null
} {
  const cookie =
    headers.cookie === undefined ? undefined : parse(headers.cookie, DEVICE_COOKIE)[DEVICE_COOKIE]
  // Another scheme is some proxy's own business. A Bearer that can't be read is a token that nobody has.
  const bearer = /^Bearer\b\s*(.*)$/i.exec(headers.authorization ?? '')?.[1]
  return { device: bounded(cookie), bearer: bearer === undefined ? null : (bounded(bearer) ?? '') }
}

const bounded = (secret: string | undefined): string | null =>
  secret === undefined || secret === '' || secret.length > LONGEST ? null : secret
