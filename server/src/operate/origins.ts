import { hostname, networkInterfaces } from 'node:os'

const LOCAL = new Set(['localhost', '127.0.0.1', '::1'])
const EVERYWHERE = new Set(['0.0.0.0', '::'])

/** Only this machine can reach it. */
export const isLocal = (host: string): boolean => LOCAL.has(host)

/** `http://host:port` as a browser spells an origin: without the port where it is the scheme's own. */
export function originOf(host: string, port: number): string {
  const name = host.includes(':') ? `[${host}]` : host
  return new URL(`http://${name}:${port}`).origin
}

/**
 * Where the pages that may talk to this server come from: the addresses that it listens on, and those it was told
 * (`--origin`). Never what a request says (`Host`): an attacker's page would say its own.
 */
export function allowedOrigins(host: string, port: number, told: readonly string[]): ReadonlySet<string> {
  return new Set([...told, ...served(host).map((name) => originOf(name, port))])
}

/** The address to print and to put into links. */
export function homeOf(host: string, port: number, told: readonly string[]): string {
  const shown = EVERYWHERE.has(host) ? 'localhost' : host
  return told[0] ?? originOf(shown, port)
}

function served(host: string): readonly string[] {
  if (isLocal(host)) return [...LOCAL]
  if (!EVERYWHERE.has(host)) return [host]
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  return [
    ...LOCAL,
    hostname(),
    ...addresses.filter((a) => a.scopeid === undefined || a.scopeid === 0).map((a) => a.address),
  ]
}
