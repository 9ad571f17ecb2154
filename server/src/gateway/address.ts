import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/**
 * Whose request this is, for rate limits and the log. Behind a proxy that we are told to trust it is the last address in
 * X-Forwarded-For, the one that the proxy itself wrote; what stands before it anyone may have made up.
 */
export function clientAddress(req: IncomingMessage, trustProxy: boolean): string {
  const peer = req.socket.remoteAddress ?? 'unknown'
  if (!trustProxy) return peer
  const header = req.headers['x-forwarded-for']
  const forwarded =
    (Array.isArray(header) ? header.join(',') : (header ?? '')).split(',').at(-1)?.trim() ?? ''
  return isIP(forwarded) === 0 ? peer : forwarded
}
