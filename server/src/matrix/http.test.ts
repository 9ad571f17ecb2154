import {
  apiErrorSchema,
  createdTokenSchema,
  deviceLinkSchema,
  devicesSchema,
  invitedSchema,
  meSchema,
  openInvitationsSchema,
} from '@weft/space/api'
import { Close } from '@weft/space/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type AppOptions, createApp } from '../http/app.ts'
import { ALL_LIMITS } from '../operate/limits.ts'
import { type Ask, closing, opened, secretOf } from '../operate/trial.ts'
import { startProvider } from '../signin/testing.ts'
import { type Cast, type Credential, cast } from './cast.ts'
import { ACTORS, type Actor, answerFor, atTheSocket, HTTP, isOfSpace, type Row, type State } from './table.ts'

let all: Cast
beforeAll(async () => {
  all = await cast()
})
afterAll(() => all.close())

/** What a cell asks: by whom, when that isn't one whom all cells share; what for `:person` and the like; and what it sends. */
interface Wish extends Pick<Ask, 'body'> {
  readonly by?: Credential
  readonly named?: string
}
type Wishing = (actor: Actor) => Promise<Wish>

const json = async (path: string, ask: Ask): Promise<unknown> => (await all.t.ask(path, ask)).json()
const at = (path: string): string => `/api/spaces/${all.space}/${path}`
const link = async (by: Credential): Promise<string> => {
  const before = new Set(await links(by))
  await json(at('invitations'), { ...by, origin: all.t.weft.url, method: 'POST', body: { role: 'viewer' } })
  return (await links(by)).find((id) => !before.has(id)) ?? ''
}
const links = async (by: Credential): Promise<string[]> => {
  const got = openInvitationsSchema.safeParse(await json(at('invitations'), by))
  return got.success ? got.data.invitations.map(({ id }) => id) : []
}
const owner = (): Credential => ({ cookie: all.ada })
const idOf = async (by: Credential): Promise<string> => {
  const got = meSchema.safeParse(await json('/api/me', by))
  return got.success ? got.data.person.id : 'A'.repeat(16)
}
const secret = async () => {
  const made = await json(at('invitations'), { ...owner(), method: 'POST', body: { role: 'viewer' } })
  return secretOf(invitedSchema.parse(made).url)
}
/** The least that passes for one. */
const PICTURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1').toString('base64')
const nothing: Wishing = async () => ({})
const none: Wishing = async () => ({ named: 'AAAAAAAAAAAAAAAA' })
const body =
  (content: unknown): Wishing =>
  async () => ({ body: content })
/** By somebody new: it ends them, or something of theirs. */
const anew: Wishing = async (actor) => ({ by: await all.fresh(actor) })

const WISHES: Readonly<Record<Row, Wishing>> = {
  'GET /healthz': nothing,
  'GET /readyz': nothing,
  'GET /metrics': nothing,
  'GET /sync/*': nothing,
  'GET /api/me': nothing,
  'PATCH /api/me': body({ dye: 'moss' }),
  'GET /api/people/:id/picture': async () => {
    const me = { ...owner(), origin: all.t.weft.url, method: 'PATCH', body: { picture: PICTURE } }
    return { named: meSchema.parse(await json('/api/me', me)).person.id }
  },
  'POST /api/signout': anew,
  'DELETE /api/me/accounts/:id': none,
  'GET /api/me/devices': nothing,
  'DELETE /api/me/devices': async (actor) => {
    const by = await all.fresh(actor)
    const made = deviceLinkSchema.safeParse(await json('/api/me/devices/link', { ...by, method: 'POST' }))
    // There is another one to be signed out.
    if (made.success) await all.t.accept(made.data.url, 'New')
    return { by }
  },
  'POST /api/me/devices/link': nothing,
  'DELETE /api/me/devices/link': async (actor) => {
    await json('/api/me/devices/link', { ...all.as[actor], method: 'POST' })
    return {}
  },
  'DELETE /api/me/devices/:id': async (actor) => {
    const by = await all.fresh(actor)
    const got = devicesSchema.safeParse(await json('/api/me/devices', by))
    return { by, named: got.success ? (got.data.devices[0]?.id ?? '') : 'AAAAAAAAAAAA' }
  },
  'DELETE /api/me/devices/:id (another’s)': async () => {
    const got = devicesSchema.parse(await json('/api/me/devices', owner()))
    return { named: got.devices[0]?.id ?? '' }
  },
  'POST /api/me/passkeys/options': nothing,
  'POST /api/me/passkeys': body({}),
  'DELETE /api/me/passkeys/:id': none,
  'POST /api/passkeys/options': nothing,
  'POST /api/passkeys/signin': body({}),
  'GET /api/signin': nothing,
  'POST /api/signin/provider': body({}),
  'GET /api/signin/callback': nothing,
  'POST /api/invitations/look': async () => ({ body: { secret: await secret() } }),
  'POST /api/invitations/accept': async (actor) => ({
    by: await all.fresh(actor),
    body: { secret: await secret(), name: 'New' },
  }),
  'GET /api/audit': nothing,
  'GET /api/spaces': nothing,
  'POST /api/spaces': body({ name: 'Mine' }),
  'PATCH /api/spaces/:id': body({ archived: false }),
  'PATCH /api/spaces/:id (into the archive)': body({ archived: true }),
  'DELETE /api/spaces/:id': nothing,
  'GET /api/spaces/:id/audit': nothing,
  'GET /api/spaces/:id/members': nothing,
  'PATCH /api/spaces/:id/members/:person': async () => ({
    named: (await all.join('member')).id,
    body: { role: 'viewer' },
  }),
  'DELETE /api/spaces/:id/members/:person': async () => ({ named: (await all.join('member')).id }),
  'DELETE /api/spaces/:id/members/:person (oneself)': async (actor) => {
    const by = await all.fresh(actor)
    return { by, named: await idOf(by) }
  },
  'GET /api/spaces/:id/invitations': nothing,
  'POST /api/spaces/:id/invitations': body({ role: 'viewer' }),
  'DELETE /api/spaces/:id/invitations/:link': async () => ({ named: await link(owner()) }),
  'DELETE /api/spaces/:id/invitations/:link (their own)': async (actor) => ({
    named: (await link(all.as[actor])) || 'AAAAAAAAAAAA',
  }),
  'GET /api/spaces/:id/tokens': nothing,
  'POST /api/spaces/:id/tokens': body({ name: 'x', role: 'viewer' }),
  'DELETE /api/spaces/:id/tokens/:token': async () => {
    const ask = { ...owner(), method: 'POST', body: { name: 'y', role: 'viewer' } }
    return { named: createdTokenSchema.parse(await json(at('tokens'), ask)).id }
  },
  'GET /api/spaces/:id/authors': nothing,
  'POST /api/spaces/:id/seen': body({ reach: [[1, 1]] }),
  'GET /api/spaces/:id/amnesty': nothing,
  'POST /api/spaces/:id/amnesty': body({ hours: 1 }),
  'DELETE /api/spaces/:id/amnesty': async () => {
    await json(at('amnesty'), { ...owner(), method: 'POST', body: { hours: 1 } })
    return {}
  },
}
const ROWS = Object.keys(HTTP) as Row[]

const methodOf = (row: Row): string => row.slice(0, row.indexOf(' '))
const patternOf = (row: Row): string => row.slice(row.indexOf(' ') + 1).replace(/ \(.*$/, '')
const pathOf = (row: Row, space: string, named = ''): string =>
  patternOf(row)
    .replace('/spaces/:id', `/spaces/${space}`)
    .replace('/sync/*', `/sync/${space}`)
    .replace(/:\w+/, named)

/** Asks every cell of a row; says of each that went otherwise than the table has it. */
async function wrongIn(row: Row, state: State): Promise<string[]> {
  const space = state === 'missing' ? 'A'.repeat(22) : all.space
  const asked: (Wish & { readonly actor: Actor })[] = []
  for (const actor of ACTORS) asked.push({ actor, ...(await WISHES[row](actor)) })
  await enter(state)
  const wrong: string[] = []
  for (const { actor, by = all.as[actor], named, body: sent } of asked) {
    const ask = { method: methodOf(row), ...by, ...(sent === undefined ? {} : { body: sent }) }
    const before = all.writes()
    const kept = state === 'its disk fails' ? await known() : null
    const answer = await all.t.ask(pathOf(row, space, named), ask)
    const words = await answer.text()
    const wanted = answerFor(row, actor, state)
    const cell = `${actor}: ${row}`
    if (answer.status !== wanted) wrong.push(`${cell} gave ${answer.status}, not ${wanted}`)
    if (wanted === 503 && row.includes('/api/')) {
      const said = apiErrorSchema.safeParse(JSON.parse(words))
      const { code, message = '', retryAfter = 0 } = said.data?.error ?? {}
      if (code !== 'storage' || !/try again/i.test(message) || retryAfter < 1)
        wrong.push(`${cell} doesn’t say what to do: ${words}`)
      if (answer.headers.getSetCookie().length > 0) wrong.push(`${cell} let somebody in`)
    }
    if (kept !== null && kept !== (await known()))
      wrong.push(`${cell} gave ${answer.status}, and changed something`)
    if (wanted < 400 || wanted === 503) continue
    if (all.writes() !== before) wrong.push(`${cell} gave ${answer.status}, and wrote something`)
    if (/Olga|Somebody|Home|Program/.test(words)) wrong.push(`${cell} told ${words}`)
  }
  return wrong
}

/** What is on the disk, and what the server says of it to those who may know. */
async function known(): Promise<string> {
  const reads = [
    '/api/me',
    '/api/me/devices',
    '/api/spaces',
    ...['members', 'invitations', 'tokens', 'amnesty'].map(at),
  ]
  const said = await Promise.all(
    [owner(), all.as['a member'], all.as['a stranger']].flatMap((by) =>
      reads.map(async (path) => (await all.t.ask(path, by)).text()),
    ),
  )
  return JSON.stringify([all.stored(), ...said])
}

/** Brings the space to this state. */
async function enter(state: State): Promise<void> {
  const { operator } = all.t.weft
  switch (state) {
    case 'open':
      await opened(all.t.socket(all.space, { cookie: all.ada }))
      break
    case 'archived':
      await operator.archiveSpace({ space: all.space, archived: true })
      break
    case 'deleted':
      await operator.deleteSpace({ space: all.space, name: 'Home' })
      break
    case 'its disk fails':
      all.breakDisk()
      // It is found out by the first who wants something written.
      await json('/api/me', { ...owner(), method: 'PATCH', body: { dye: 'moss' } })
      break
    case 'at rest':
    case 'missing':
    case 'with a provider':
      break
  }
}
/** Where a cell ends something for all that follow, each row has a cast of its own. */
async function withCast(run: () => Promise<void>, options?: Parameters<typeof cast>[0]): Promise<void> {
  const shared = all
  all = await cast(options)
  try {
    await run()
  } finally {
    await all.close()
    all = shared
  }
}

// After these not everybody is any more what all rows need.
const ending: readonly Row[] = [
  'DELETE /api/me/devices',
  'DELETE /api/spaces/:id',
  'PATCH /api/spaces/:id (into the archive)',
  'POST /api/invitations/accept',
]
const lasting = ROWS.filter((row) => !ending.includes(row))

describe('G5 who may ask what over HTTP', () => {
  it('every route has a row, and every row a route', () => {
    const rows = new Set(ROWS.map((row) => `${methodOf(row)} ${patternOf(row)}`))
    expect([...rows].toSorted()).toEqual(routes().toSorted())
  })

  it('every path answers to the methods of its rows only', async () => {
    const wrong: string[] = []
    for (const pattern of new Set(ROWS.map(patternOf))) {
      if (!pattern.startsWith('/api/')) continue
      const taken = ROWS.filter((row) => patternOf(row) === pattern).map(methodOf)
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
        if (taken.includes(method)) continue
        const path = pattern
          .replace('/spaces/:id', `/spaces/${all.space}`)
          .replace(/:\w+/, 'AAAAAAAAAAAAAAAA')
        // The path of one thing may be a name of many.
        if (ROWS.some((row) => methodOf(row) === method && matches(patternOf(row), path))) continue
        const { status } = await all.t.ask(path, { method, ...owner() })
        if (status !== 404) wrong.push(`${method} ${pattern} gave ${status}`)
      }
    }
    expect(wrong).toEqual([])
  })

  it.each(lasting)('%s', async (row) => {
    expect(await wrongIn(row, 'at rest')).toEqual([])
  })
  it.each(ending)('%s', async (row) => {
    await withCast(async () => expect(await wrongIn(row, 'at rest')).toEqual([]))
  })
  const ofSpace = ROWS.filter(isOfSpace)
  it.each(ofSpace)('%s, of a space that isn’t there', async (row) => {
    expect(await wrongIn(row, 'missing')).toEqual([])
  })
  it.each(ofSpace)('%s, while somebody has the space open', async (row) => {
    await withCast(async () => expect(await wrongIn(row, 'open')).toEqual([]))
  })
  it.each(ofSpace)('%s, of a space that is archived', async (row) => {
    await withCast(async () => expect(await wrongIn(row, 'archived')).toEqual([]))
  })
  it.each(ofSpace)('%s, of a space that was deleted', async (row) => {
    await withCast(async () => expect(await wrongIn(row, 'deleted')).toEqual([]))
  })
})

describe('G1 G8 who may ask what over HTTP, while the disk takes no writes: nothing is promised, and what is known is told', () => {
  it.each(ROWS)('%s', async (row) => {
    try {
      expect(await wrongIn(row, 'its disk fails')).toEqual([])
    } finally {
      await all.healDisk()
    }
  })
})

describe('G5 who may ask what over HTTP of a server with a provider', () => {
  it('the same as of others, and besides to be sent there', async () => {
    const provider = await startProvider(['https://weft.example'])
    try {
      await withCast(
        async () => {
          for (const row of lasting) expect(await wrongIn(row, 'with a provider')).toEqual([])
        },
        { signin: provider.options },
      )
    } finally {
      await provider.close()
    }
  })
})

describe('G5 who is let in at the socket', () => {
  const states: readonly State[] = ['at rest', 'open', 'archived', 'missing', 'deleted', 'its disk fails']
  it.each(states)('of a space that is %s', async (state) => {
    await withCast(async () => {
      await enter(state)
      const space = state === 'missing' ? 'A'.repeat(22) : all.space
      const met: Record<string, unknown> = {}
      for (const actor of ACTORS) {
        const { cookie, token, origin = all.t.weft.url } = all.as[actor]
        const key = {
          ...(cookie === undefined ? {} : { cookie }),
          ...(token === undefined ? {} : { bearer: token }),
        }
        met[actor] = await knock(space, { ...key, origin })
        // A cookie is worth nothing on a page of another site; a token is a key by itself, wherever it comes from.
        const elsewhere = await knock(space, { ...key, origin: 'https://evil.example' })
        expect(elsewhere).toEqual(token === undefined ? Close.foreignOrigin : met[actor])
      }
      const wanted = (actor: Actor) => {
        const how = atTheSocket(actor, state)
        return how === 'in' ? how : Close[how]
      }
      expect(met).toEqual(Object.fromEntries(ACTORS.map((actor) => [actor, wanted(actor)])))
    })
  })
})

/** `in`, or the code it was closed with. Who is let in is sent the server's step1 at once. */
async function knock(space: string, way: Parameters<Cast['t']['socket']>[1]): Promise<number | 'in'> {
  const socket = all.t.socket(space, way)
  const first = new Promise<'in'>((resolve) => socket.once('message', () => resolve('in')))
  const met = await Promise.race([closing(socket).then(({ code }) => code), first])
  socket.terminate()
  return met
}

const matches = (pattern: string, path: string): boolean =>
  new RegExp(`^${pattern.replace(/:\w+/g, '[^/]+')}$`).test(path)

/** Every route of the app, which is made without anything to stand on: nothing is asked of it. */
function routes(): string[] {
  const void_: unknown = new Proxy(() => undefined, { get: () => void_, apply: () => void_ })
  const options = new Proxy({ limits: ALL_LIMITS }, { get: (own, name) => Reflect.get(own, name) ?? void_ })
  // reason: what stands in for all the rest is never read as what it is.
  const app = createApp(options as unknown as AppOptions)
  const found = app.routes.map(({ method, path }) => `${method} ${path}`)
  // What every request goes through, and what says that there is nothing else.
  const around = ['ALL /api/*', 'ALL /api/spaces/:id/*', 'ALL /*']
  expect(found.filter((route) => route.startsWith('ALL ') && !around.includes(route))).toEqual([])
  return [...new Set(found.filter((route) => !route.startsWith('ALL ')))]
}
