import type { RequestListener } from 'node:http'
import { resolve } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import type { Store } from '@weft/persistence'
import type { Runtime } from '@weft/space'
import { refusalOf } from '../audit/refusals.ts'
import { proxiesOf } from '../gateway/address.ts'
import { BARE_HEADERS } from '../gateway/bare.ts'
import { Crowd } from '../gateway/crowd.ts'
import { createGateway } from '../gateway/gateway.ts'
import { createApp } from '../http/app.ts'
import { withHeaders } from '../http/headers.ts'
import { listen } from '../http/listen.ts'
import { createMetrics, type Metrics } from '../http/meter.ts'
import { linkUrl } from '../http/spaces.ts'
import type { Desk } from '../people/desk.ts'
import { createOwnerLink } from '../people/links.ts'
import { hasOwner } from '../people/who.ts'
import type { ProviderOptions } from '../signin/options.ts'
import { openControl } from './control.ts'
import { openHouse } from './house.ts'
import { ALL_LIMITS, type AllLimits } from './limits.ts'
import { type Log, silentLog, sparingly } from './log.ts'
import type { Operator } from './operations.ts'
import { createOperator } from './operator.ts'
import { allowedOrigins, homeOf, originOf } from './origins.ts'
import { problemOf } from './problem.ts'
import { systemRuntime } from './system-runtime.ts'
import { VERSION } from './version.ts'

export interface WeftOptions {
  /** The data folder; made when it isn't there. */
  readonly data: string
  /** Default `localhost`. */
  readonly host?: string
  /** Default 0: a free one. */
  readonly port?: number
  /** Exact origins beside those of the address it listens on. The first goes into links. */
  readonly origins?: readonly string[]
  /** Proxies whose X-Forwarded-For and -Proto count: addresses, networks, `loopback`. Default: none. */
  readonly trustProxy?: readonly string[]
  /** Default: nobody signs in with an account of elsewhere. */
  readonly signin?: ProviderOptions | null
  readonly limits?: Partial<AllLimits>
  /** Default: silent. */
  readonly log?: Log
  readonly runtime?: Runtime
  /** Instead of the folder's own; then it is closed with the server. */
  readonly store?: Store
  /** Folder of the built app. Default: web/dist/app of this checkout. */
  readonly app?: string
}

/** A running server. */
export interface Weft {
  /** Where it listens, as `http://localhost:4000`. */
  readonly url: string
  readonly port: number
  /** One-time link that makes its opener the owner; null once there is one. */
  readonly ownerLink: string | null
  readonly operator: Operator
  readonly metrics: Metrics
  /** Says goodbye to all, stores what was taken, lets go of the folder. Idempotent. */
  close(): Promise<void>
}

/** What a client may take to answer our goodbye before it is cut: a server that is told to end has 5 s in all. */
const GOODBYE_MS = 500

/** Throws Problem, with a sentence for the operator, when the folder or the address can't be had. */
export async function startWeft(options: WeftOptions): Promise<Weft> {
  const { host = 'localhost', origins: told = [], trustProxy = [], signin = null } = options
  const { log = silentLog, runtime = systemRuntime } = options
  const limits: AllLimits = { ...ALL_LIMITS, ...options.limits }
  const undo: (() => Promise<void> | void)[] = []
  const foreseen = (error: unknown, at: { folder?: string; address?: string }) =>
    problemOf(error, at) ?? error

  try {
    const metrics = createMetrics({
      connections: () => gateway.connections,
      failing: () => house.store.failure !== null,
    })
    undo.unshift(() => metrics.close())
    const house = await openHouse({
      data: options.data,
      limits,
      runtime,
      meter: metrics,
      log,
      ...(options.store === undefined ? {} : { store: options.store }),
      credentialEnded: (hash) => gateway.credentialEnded(hash),
    }).catch((error: unknown) => {
      throw foreseen(error, { folder: options.data })
    })
    undo.unshift(() => house.close())
    const { desk, rooms, store, refusals } = house

    // The port may be any free one, so that the origins are known only once it is bound.
    const origins = new Set<string>()
    const warn = sparingly(log, runtime)
    const proxies = proxiesOf(trustProxy)
    const gateway = createGateway({
      rooms,
      book: desk.book,
      runtime,
      limits,
      origins,
      proxies,
      meter: metrics,
      warn: (event, details) => {
        warn(event, details)
        const refused = refusalOf(event, details)
        if (refused !== null) refusals.note(refused)
      },
    })
    let answer: RequestListener = (_, res) => res.writeHead(503, BARE_HEADERS).end()
    const listening = await listen({
      host,
      port: options.port ?? 0,
      request: (req, res) => answer(req, res),
      upgrade: gateway.upgrade,
      // Pages and refusals need some too.
      crowd: new Crowd(limits.addressConnections, proxies),
      connections: limits.connections === 0 ? 0 : Math.ceil(limits.connections * 1.1) + 100,
    }).catch((error: unknown) => {
      throw foreseen(error, { address: originOf(host, options.port ?? 0) })
    })
    undo.unshift(() => listening.close())
    for (const origin of allowedOrigins(host, listening.port, told)) origins.add(origin)
    const home = homeOf(host, listening.port, told)
    const operator = createOperator(house, () => home)
    let closing: Promise<void> | null = null
    const app = createApp({
      desk,
      rooms,
      runtime,
      limits,
      origins,
      home: () => home,
      proxies,
      signin,
      version: VERSION,
      log,
      connected: gateway.connected,
      createSpace: (name, by, at) => house.createSpace(name, by, by, at),
      deleteSpace: house.deleteSpace,
      journal: house.journal,
      refusals,
      marks: house.marks,
      metrics,
      unready: () => (closing === null ? reasonOf(store) : 'going down'),
      app: options.app ?? BUILT_APP,
    })
    const fetch = getRequestListener(app.fetch)
    answer = withHeaders(origins, (req, res) => void fetch(req, res))

    await remember(desk, home)
    const control = await openControl(options.data, operator, store.holdings, log).catch((error: unknown) => {
      throw foreseen(error, { folder: options.data })
    })
    undo.unshift(() => control.close())
    const secret = hasOwner(desk.book) ? null : await createOwnerLink(desk, { printed: true, hours: null })

    const close = async () => {
      house.rest()
      gateway.shut()
      listening.stop()
      await control.close()
      try {
        await house.rooms.close()
        await gateway.emptied(GOODBYE_MS)
        await house.marks
          .finish()
          .catch((error: unknown) => log.error('marks_failed', { error: String(error) }))
        await listening.close()
        await refusals.end().catch((error: unknown) => log.error('audit_failed', { error: String(error) }))
      } finally {
        metrics.close()
        await store.close()
      }
    }
    return {
      url: originOf(host === '0.0.0.0' || host === '::' ? 'localhost' : host, listening.port),
      port: listening.port,
      ownerLink: secret === null ? null : linkUrl(home, secret),
      operator,
      metrics,
      close: () => {
        closing ??= close()
        return closing
      },
    }
  } catch (error) {
    for (const step of undo) await step()
    throw error
  }
}

const reasonOf = ({ failure }: Store): string | null =>
  failure === null ? null : `${failure.message}; Weft tries again by itself`

/** The app as `npm run build` leaves it; the same from sources and from dist. */
const BUILT_APP = resolve(import.meta.dirname, '../../../web/dist/app')

/** Links that are made while no server runs lead to where the last one was. */
async function remember(desk: Desk, home: string): Promise<void> {
  if (desk.book.get('setting', 'origin')?.value === home) return
  await desk.inTurn(() => desk.commit([{ kind: 'setting', key: 'origin', value: { value: home } }]))
}
