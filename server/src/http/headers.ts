import type { RequestListener } from 'node:http'

/**
 * What a page of ours may do: no script and no style sheet but our files, no connection but to our own addresses, said
 * twice because older browsers don't count a WebSocket under 'self'. (Styles that scripts set on elements are no sheets.)
 * No text becomes HTML or a script's address but through three policies: the one of DOMPurify, which cleans what is pasted, and
 * two of ours, each of which knows one worker's address alone (web/src/service-worker/address.ts, web/src/find/start-thread.ts).
 */
function contentSecurityPolicy(origins: Iterable<string>): string {
  // CSP has no way to write an IPv6 address; there 'self' has to do.
  const sockets = [...origins].filter((origin) => !origin.includes('[')).map((o) => o.replace(/^http/, 'ws'))
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...sockets].join(' ')}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    'trusted-types weft weft-find dompurify',
  ].join('; ')
}

/** Puts the headers on every answer, also on those that no route of ours gives: what can't be read, what fails. */
export function withHeaders(origins: ReadonlySet<string>, answer: RequestListener): RequestListener {
  const headers = new Map(Object.entries(securityHeaders(origins)))
  return (req, res) => {
    res.setHeaders(headers)
    answer(req, res)
  }
}

/** Headers of every answer. */
function securityHeaders(origins: ReadonlySet<string>): Readonly<Record<string, string>> {
  const https = [...origins].some((origin) => origin.startsWith('https://'))
  return {
    'Content-Security-Policy': contentSecurityPolicy(origins),
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    'X-Frame-Options': 'DENY',
    // Browsers heed it over HTTPS only.
    ...(https ? { 'Strict-Transport-Security': 'max-age=31536000' } : {}),
  }
}
