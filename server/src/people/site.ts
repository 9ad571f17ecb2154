import { isIP } from 'node:net'

/** Whom passkeys of this server are for: the relying party's id (a host name) and the one origin that may use them. */
export interface Site {
  readonly id: string
  readonly origin: string
}

/**
 * By the public address that was configured, never by what a request says. Null where browsers make no passkeys: at an
 * address without a name, and off this machine without HTTPS (WebAuthn 3, 5.1.3: the id is a domain of a secure context).
 */
export function siteOf(home: string): Site | null {
  const { protocol, hostname: id, origin } = new URL(home)
  if (isIP(id) !== 0 || id.startsWith('[')) return null
  const local = id === 'localhost' || id.endsWith('.localhost')
  return protocol === 'https:' || local ? { id, origin } : null
}
