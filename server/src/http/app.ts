import { StoreError } from '@weft/persistence'
import { type Context, Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { TooLate } from '../people/desk.ts'
import { NoSpace } from '../people/spaces.ts'
import { RoomClosed } from '../room/closing.ts'
import { amnestyRoutes } from './amnesty.ts'
import { fail } from './answer.ts'
import { auditRoutes } from './audit.ts'
import { authorRoutes } from './authors.ts'
import type { Env, HttpOptions } from './context.ts'
import { deviceRoutes } from './devices.ts'
import { invitationRoutes } from './invitations.ts'
import { meRoutes } from './me.ts'
import { memberRoutes } from './members.ts'
import type { Metrics } from './meter.ts'
import { noted } from './noted.ts'
import { changesPaced, spacePaced } from './pace.ts'
import { passkeyRoutes } from './passkeys.ts'
import { identify } from './session.ts'
import { signinRoutes } from './signin.ts'
import { spaceRoutes } from './spaces.ts'
import { staticApp } from './static.ts'
import { unreadRoutes } from './unread.ts'

export interface AppOptions extends HttpOptions {
  readonly metrics: Metrics
  /** Why this server shouldn't be sent anybody now, or null. */
  readonly unready: () => string | null
  /** The folder with the built app. */
  readonly app: string
}

/** Everything that this server answers over HTTP. The headers that every answer has are put on it before (`withHeaders`). */
export function createApp(options: AppOptions): Hono<Env> {
  const app = new Hono<Env>()
  app.onError((error, c) => {
    if (error instanceof NoSpace) return fail(c, 'not_found')
    if (error instanceof TooLate) return fail(c, c.get('who')?.current ? 'not_found' : 'unauthenticated')
    if (error instanceof RoomClosed) return closed(c, error)
    const stored = error instanceof StoreError
    // The path is a route's pattern here, not what was asked for: that may hold anything.
    options.log.error('request_failed', { method: c.req.method, error: describe(error) })
    return fail(c, stored ? 'storage' : 'internal')
  })

  app.get('/healthz', (c) => c.text('ok\n'))
  app.get('/readyz', (c) => {
    const why = options.unready()
    return why === null ? c.text('ready\n') : c.text(`${why}\n`, 503)
  })
  app.get('/metrics', async (c) =>
    c.body(await options.metrics.text(), 200, { 'Content-Type': options.metrics.contentType }),
  )

  const api = new Hono<Env>()
  api.use(async (c, next) => {
    // Answers about people are for the one who asked, and true at that moment only.
    c.header('Cache-Control', 'no-store')
    await next()
  })
  if (options.limits.httpBody > 0)
    api.use(bodyLimit({ maxSize: options.limits.httpBody, onError: (c) => fail(c, 'too_large') }))
  api.use(noted(options))
  api.use(identify(options))
  api.use(changesPaced(options))
  api.use('/spaces/:id/*', spacePaced(options))
  api.route('/', meRoutes(options))
  api.route('/signin', signinRoutes(options))
  api.route('/me/devices', deviceRoutes(options))
  api.route('/', passkeyRoutes(options))
  api.route('/invitations', invitationRoutes(options))
  api.route('/spaces', spaceRoutes(options))
  api.route('/spaces', memberRoutes(options))
  api.route('/spaces', authorRoutes(options))
  api.route('/spaces', unreadRoutes(options))
  api.route('/spaces', amnestyRoutes(options))
  api.route('/', auditRoutes(options))
  api.all('*', (c) => fail(c, 'not_found'))
  app.route('/api', api)

  app.get('/sync/*', (c) => c.text('This is the address of a WebSocket.\n', 426, { Upgrade: 'websocket' }))
  app.all('*', staticApp(options.app))
  return app
}

/** Nobody's fault, and soon over: the space was just leaving memory, or the server goes down. */
const AGAIN_S = 1

function closed(c: Context, { why }: RoomClosed): Response {
  if (why === 'gone') return fail(c, 'not_found')
  if (why === 'storage' || why === 'unreadable') return fail(c, 'storage', { retryAfter: AGAIN_S })
  return fail(c, 'unavailable', { retryAfter: AGAIN_S })
}

const describe = (error: Error): string => `${error.name}: ${error.message}`
