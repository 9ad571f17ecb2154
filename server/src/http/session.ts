import type { IncomingMessage } from 'node:http'
import type { Context, MiddlewareHandler } from 'hono'
import { deleteCookie, setCookie } from 'hono/cookie'
import { clientAddress, saidHttps } from '../gateway/address.ts'
import { credentialsOf, DEVICE_COOKIE } from '../people/credentials.ts'
import type { Browser } from '../people/devices.ts'
import { type Who, whoOfDevice, whoOfToken } from '../people/who.ts'
import { fail } from './answer.ts'
import type { Env, HttpOptions } from './context.ts'
import { requestPace } from './pace.ts'

/** The longest that browsers keep a cookie. It is renewed while the device is in use. */
const COOKIE_SECONDS = 400 * 86_400

/**
 * Finds out who asks, and turns away what another site's page sent: whatever may change something needs an exact Origin,
 * unless a token came with it, which no browser attaches by itself. Whoever asks too fast waits, those turned away too.
 */
export function identify(options: HttpOptions): MiddlewareHandler<Env> {
  const pace = requestPace(options)
  return async (c, next) => {
    const { incoming } = c.env
    const from = clientAddress(incoming, options.proxies)
    c.set('address', from)
    c.set('https', saidHttps(incoming, options.proxies))
    const asker = askerOf(incoming, c.req.method, options)
    const who = asker.refused === undefined ? asker.who : null
    const wait = pace(who, c.get('address'))
    c.set('who', who)
    c.set('desk', options.desk.as({ by: who?.persona.id ?? null, from }))
    if (wait > 0) return fail(c, 'too_many', { retryAfter: wait })
    if (asker.refused !== undefined) return fail(c, asker.refused, asker)
    return next()
  }
}

type Asker =
  | { readonly refused?: undefined; readonly who: Who | null }
  | { readonly refused: 'unauthenticated' | 'foreign_origin'; readonly message?: string }

const UNKNOWN_TOKEN = 'This token is unknown, has expired or was revoked. Ask for a new one.'

function askerOf({ headers }: IncomingMessage, method: string, { desk, origins }: HttpOptions): Asker {
  const { device, bearer } = credentialsOf(headers)
  if (bearer !== null) {
    const who = whoOfToken(desk.book, bearer)
    return who === null ? { refused: 'unauthenticated', message: UNKNOWN_TOKEN } : { who }
  }
  const { origin } = headers
  const changes = method !== 'GET' && method !== 'HEAD'
  if ((changes || origin !== undefined) && (origin === undefined || !origins.has(origin)))
    return { refused: 'foreign_origin' }
  return { who: device === null ? null : whoOfDevice(desk.book, device) }
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

/** What a device that is signed in by this request will be. */
export const browserOf = (c: Context<Env>): Browser => ({
  secure: overHttps(c),
  userAgent: c.env.incoming.headers['user-agent'],
})
