import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { clientAddress, saidHttps } from '../gateway/address.ts'
import { credentialsOf, DEVICE_COOKIE } from '../people/credentials.ts'
import { whoOfDevice, whoOfToken } from '../people/who.ts'
import { fail } from './answer.ts'
import type { Env, HttpOptions } from './context.ts'

/** The longest that browsers keep a cookie. It is renewed while the device is in use. */
const COOKIE_SECONDS = 400 * 86_400

/**
 * Finds out who asks, and turns away what another site's page sent: whatever may change something needs an exact Origin,
 * unless a token came with it, which no browser attaches by itself.
 */
export function identify(options: HttpOptions): MiddlewareHandler<Env> {
  const { book } = options.desk
  return async (c, next) => {
    const { incoming } = c.env
    const { device, bearer } = credentialsOf(incoming.headers)
    c.set('address', clientAddress(incoming, options.proxies))
    c.set('https', saidHttps(incoming, options.proxies))
    if (bearer !== null) {
      const who = whoOfToken(book, bearer)
      if (who === null)
        return fail(c, 'unauthenticated', {
          message: 'This token is unknown, has expired or was revoked. Ask for a new one.',
        })
      c.set('who', who)
      return next()
    }
    const origin = incoming.headers.origin
    const changes = c.req.method !== 'GET' && c.req.method !== 'HEAD'
    if ((changes || origin !== undefined) && (origin === undefined || !options.origins.has(origin)))
      return fail(c, 'foreign_origin')
    c.set('who', device === null ? null : whoOfDevice(book, device))
    return next()
  }
}

/** `Strict`: no other site can make a browser send it; the app's page itself needs no cookie. */
export function giveCookie(c: Context<Env>, secret: string, secure: boolean): void {
  setCookie(c, DEVICE_COOKIE, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    secure,
    maxAge: COOKIE_SECONDS,
  })
}

export function takeCookie(c: Context<Env>): void {
  deleteCookie(c, DEVICE_COOKIE, { path: '/', httpOnly: true, sameSite: 'Strict' })
}

/** Whether the page that asks came over HTTPS: by its Origin, which has been checked, or by a trusted proxy's word. */
export const overHttps = (c: Context<Env>): boolean =>
  c.get('https') || (c.env.incoming.headers.origin?.startsWith('https://') ?? false)
