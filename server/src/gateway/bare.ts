import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'

/** Of answers that are given before anything knows which page or interface was meant: they are text, and nobody's frame. */
export const BARE_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-Frame-Options': 'DENY',
  'Cache-Control': 'no-store',
} as const

/** Says one line in plain HTTP and ends the connection. `retryAfter` in whole seconds; 0 for none. */
export function answerBare(socket: Duplex, status: number, reason: string, retryAfter = 0): void {
  const body = `${reason}\n`
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(BARE_HEADERS).map(([name, value]) => `${name}: ${value}`),
    ...(retryAfter > 0 ? [`Retry-After: ${retryAfter}`] : []),
  ]
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy())
}
