import type { IncomingMessage } from 'node:http'
import { BlockList, isIP } from 'node:net'

/** The proxies whose word about a request's origin counts. */
export interface Proxies {
  trusts(address: string): boolean
}

const LOOPBACK = ['127.0.0.0/8', '::1'] as const

/** @param told addresses, networks (`10.0.0.0/8`), or `loopback`. Throws RangeError, naming what is neither. */
export function proxiesOf(told: readonly string[]): Proxies {
  const list = new BlockList()
  for (const one of told.flatMap((name) => (name === 'loopback' ? LOOPBACK : [name]))) {
    const [address = '', prefix, ...more] = one.split('/')
    const family = familyOf(address)
    const bits = prefix === undefined ? null : /^\d{1,3}$/.test(prefix) ? Number(prefix) : Number.NaN
    const most = family === 'ipv4' ? 32 : 128
    if (family === null || more.length > 0 || (bits !== null && !(bits >= 0 && bits <= most)))
      throw new RangeError(one)
    if (bits === null) list.addAddress(address, family)
    else list.addSubnet(address, bits, family)
  }
  return {
    trusts(address) {
      const family = familyOf(address)
      return family !== null && list.check(address, family)
    },
  }
}

/**
 * Whose request this is, for rate limits and the log. Each proxy writes at the end of X-Forwarded-For who came to it; so the
 * list is read from its end, as far as those who wrote it are trusted. What stands before may have been made up.
 */
export function clientAddress(req: IncomingMessage, proxies: Proxies): string {
  let known = req.socket.remoteAddress ?? 'unknown'
  for (const said of headerOf(req, 'x-forwarded-for').split(',').reverse()) {
    const address = said.trim()
    if (!proxies.trusts(known) || isIP(address) === 0) break
    known = address
  }
  return known
}

/** Whether a trusted proxy says that the browser came to it over HTTPS. */
export const saidHttps = (req: IncomingMessage, proxies: Proxies): boolean =>
  proxies.trusts(req.socket.remoteAddress ?? '') &&
  headerOf(req, 'x-forwarded-proto').split(',').at(-1)?.trim().toLowerCase() === 'https'

function headerOf(req: IncomingMessage, name: string): string {
  const value = req.headers[name]
  return Array.isArray(value) ? value.join(',') : (value ?? '')
}

function familyOf(address: string): 'ipv4' | 'ipv6' | null {
  const version = isIP(address)
  return version === 0 ? null : version === 4 ? 'ipv4' : 'ipv6'
}
