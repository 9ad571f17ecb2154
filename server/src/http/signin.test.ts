import type { PersonId } from '@weft/space'
import { apiErrorSchema, devicesSchema, meSchema, signinSchema, signinStartedSchema } from '@weft/space/api'
import { auditText } from '@weft/space/audit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Ask, secretOf, type Trial, trial } from '../operate/trial.ts'
import { identityKey } from '../people/identity.ts'
import { NOBODY, startProvider, type TestProvider } from '../signin/testing.ts'

const HOME = 'https://weft.example.org'

let provider: TestProvider
let t: Trial
beforeEach(async () => {
  // Registered there before this server has its port: a fixed origin, as behind a proxy.
  provider = await startProvider([HOME])
  t = await trial({ signin: provider.options, origins: [HOME] })
})
afterEach(async () => {
  await t.close()
  await provider.close()
})

const start = (body: unknown = {}, more: Ask = {}) =>
  t.ask('/api/signin/provider', { method: 'POST', body, origin: HOME, ...more })

/** A browser's first half: where it is sent, and the cookie that it keeps for its return. */
async function begin(next?: string, more: Ask = {}): Promise<{ url: URL; cookie: string }> {
  const answer = await start(next === undefined ? {} : { next }, more)
  expect(answer.status).toBe(200)
  const set = answer.headers.getSetCookie()[0] ?? ''
  expect(set).toMatch(
    /^weft_signin=[\w-]{43}; Max-Age=600; Path=\/api\/signin\/callback; HttpOnly; Secure; SameSite=Lax$/,
  )
  const { url } = signinStartedSchema.parse(await answer.json())
  return { url: new URL(url), cookie: set.split(';', 1)[0] ?? '' }
}

/** At the provider's pages, with a jar of cookies of its own; gives the address that the browser is sent back to. */
async function atProvider(from: URL, who: string): Promise<URL> {
  const jar = new Map<string, string>()
  let url = from
  let form: string | null = null
  for (let hop = 0; hop < 12; hop++) {
    const answer = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form === null ? {} : { method: 'POST', body: new URLSearchParams({ who: form }) }),
    })
    form = null
    for (const set of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? []
      jar.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) {
      expect({ status: answer.status, text: await answer.text() }).toMatchObject({ status: 200 })
      form = who
      continue
    }
    url = new URL(location, url)
    if (url.origin === HOME) return url
  }
  throw new Error('the provider sends nobody back')
}

/** The way back: the provider's redirect, which another site began. It has no Origin and none of our strict cookies. */
const comeBack = (url: URL, cookie: string) =>
  t.ask(url.pathname + url.search, { origin: null, ...(cookie === '' ? {} : { cookie }) })

async function signIn(who: string, next?: string): Promise<{ cookie: string; location: string | null }> {
  const { url, cookie } = await begin(next)
  const answer = await comeBack(await atProvider(url, who), cookie)
  expect(answer.status).toBe(303)
  const device = answer.headers.getSetCookie().find((set) => set.startsWith('weft_device='))
  expect(device).toMatch(/; HttpOnly; Secure; SameSite=Strict$/)
  return { cookie: device?.split(';', 1)[0] ?? '', location: answer.headers.get('location') }
}
const me = async (cookie: string) => meSchema.parse(await (await t.ask('/api/me', { cookie })).json())
const ways = async (cookie?: string) =>
  signinSchema.parse(await (await t.ask('/api/signin', cookie === undefined ? {} : { cookie })).json())
const code = async (answer: Response) => apiErrorSchema.parse(await answer.json()).error.code

describe('G6 signing in with a provider', () => {
  it('makes a person at the first time, and is that person from then on', async () => {
    const { cookie, location } = await signIn('Ada_Okafor', '/s/x')
    expect(location).toBe('/s/x')
    const ada = await me(cookie)
    expect(ada).toMatchObject({ owner: false, person: { name: 'Ada Okafor' } })
    // A role is given by people here, never by the provider.
    expect(await (await t.ask('/api/spaces', { cookie })).json()).toEqual({ spaces: [] })
    await t.ask('/api/me', { method: 'PATCH', body: { name: 'Ada' }, cookie })
    expect((await me((await signIn('Ada_Okafor')).cookie)).person).toEqual({ ...ada.person, name: 'Ada' })
    expect((await me((await signIn('Ben')).cookie)).person.id).not.toBe(ada.person.id)
  })

  it('is one more way in for who is signed in already, and never somebody else’s', async () => {
    const { cookie } = await t.owner()
    const owner = await me(cookie)
    expect((await ways(cookie)).provider?.linked).toBe(false)
    const linking = await begin('/', { cookie })
    const linked = await comeBack(await atProvider(linking.url, 'Olga'), linking.cookie)
    expect(linked.headers.get('location')).toBe('/')
    expect(linked.headers.getSetCookie().some((set) => set.startsWith('weft_device='))).toBe(false)
    expect((await me((await signIn('Olga')).cookie)).person.id).toBe(owner.person.id)
    expect((await ways(cookie)).provider?.linked).toBe(true)

    const { cookie: ben } = await signIn('Ben')
    const taking = await begin('/', { cookie: ben })
    const taken = await comeBack(await atProvider(taking.url, 'Olga'), taking.cookie)
    expect(taken.headers.get('location')).toBe('/?signin=taken')
    expect((await me((await signIn('Olga')).cookie)).person.id).toBe(owner.person.id)
  })

  it('takes a name that shows as what it is', async () => {
    const { cookie } = await signIn('A\u202en\u200bna')
    expect((await me(cookie)).person.name).toBe('Anna')
    expect((await me((await signIn('\u200b')).cookie)).person.name).toBe('New person')
  })

  it('names an account by issuer and subject, which can’t be shifted into each other', () => {
    const key = (issuer: string, subject: string) => identityKey({ issuer, subject })
    expect(key('https://a', 'b')).toBe(key('https://a', 'b'))
    expect(key('https://a', 'b')).not.toBe(key('https://ab', ''))
    expect(key('https://a","b', 'c')).not.toBe(key('https://a', 'b","c'))
  })
})

describe('G5 a sign-in that doesn’t hold', () => {
  const nobodyIn = (answer: Response, location: string) => {
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe(location)
    expect(answer.headers.getSetCookie().some((set) => set.startsWith('weft_device='))).toBe(false)
  }

  it('is over when the provider said no', async () => {
    const { url, cookie } = await begin()
    nobodyIn(await comeBack(await atProvider(url, NOBODY), cookie), '/?signin=denied')
  })

  it('can’t be finished by another browser, nor twice', async () => {
    const { url, cookie } = await begin()
    const back = await atProvider(url, 'Ada')
    nobodyIn(await comeBack(back, ''), '/?signin=expired')
    nobodyIn(await comeBack(back, `weft_signin=${'a'.repeat(43)}`), '/?signin=expired')
    // Nor by a browser that began one of its own: somebody would be signed in as the attacker.
    const other = await begin()
    nobodyIn(await comeBack(back, other.cookie), '/?signin=failed')
    expect((await comeBack(back, cookie)).headers.getSetCookie().join()).toContain('weft_device=')
    nobodyIn(await comeBack(back, cookie), '/?signin=expired')
  })

  it('is on record, with who began it; a good one, as a sign-in by an account', async () => {
    const { cookie } = await t.owner()
    await signIn('Ada')
    const taking = await begin('/', { cookie })
    nobodyIn(await comeBack(await atProvider(taking.url, 'Ada'), taking.cookie), '/?signin=taken')
    nobodyIn(await comeBack(new URL(`${HOME}/api/signin/callback?code=x`), ''), '/?signin=expired')
    const { entries, names } = await t.weft.operator.audit({ space: null, since: null })
    const nameOf = (id: PersonId) => names.find((one) => one.id === id)?.name ?? '?'
    const told = entries.map((entry) => auditText(entry, nameOf))
    expect(told).toContain('Ada signed in by an account elsewhere (A browser)')
    expect(told).toContain('Refused Olga: signing in by an account elsewhere (somebody else’s here)')
    expect(told).toContain(
      'Refused somebody unknown: signing in by an account elsewhere (begun elsewhere, or too long ago)',
    )
  })

  it('begun on a device that was signed out meanwhile gives it no way back in', async () => {
    const { cookie } = await t.owner()
    const { url, cookie: flow } = await begin(undefined, { cookie })
    const back = await atProvider(url, 'Mallory')
    expect((await t.ask('/api/signout', { method: 'POST', cookie })).status).toBe(204)
    nobodyIn(await comeBack(back, flow), '/?signin=expired')
    const mallory = await me((await signIn('Mallory')).cookie)
    expect(mallory).toMatchObject({ owner: false, person: { name: 'Mallory' } })
  })

  it('is shown to its person, who can take the account away again', async () => {
    const ada = await signIn('Ada')
    const ways = async (cookie: string) =>
      devicesSchema.parse(await (await t.ask('/api/me/devices', { cookie })).json())
    const { accounts, devices } = await ways(ada.cookie)
    expect(accounts).toMatchObject([{ issuer: provider.options.issuer }])
    expect(devices).toHaveLength(1)
    const remove = async (cookie: string) =>
      (await t.ask(`/api/me/accounts/${accounts[0]?.id}`, { method: 'DELETE', cookie })).status
    expect(await remove((await signIn('Ben')).cookie)).toBe(404)
    expect(await remove(ada.cookie)).toBe(204)
    expect((await ways(ada.cookie)).accounts).toEqual([])
    expect((await me((await signIn('Ada')).cookie)).person.id).not.toBe((await me(ada.cookie)).person.id)
  })

  it.each([
    ['another state', (url: URL) => url.searchParams.set('state', 'x')],
    ['no state', (url: URL) => url.searchParams.delete('state')],
    ['another code', (url: URL) => url.searchParams.set('code', 'x')],
    ['no code', (url: URL) => url.searchParams.delete('code')],
    ['two codes', (url: URL) => url.searchParams.append('code', 'y')],
    ['another issuer', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
  ])('is refused with %s', async (_what, change) => {
    const { url, cookie } = await begin()
    const back = await atProvider(url, 'Ada')
    change(back)
    nobodyIn(await comeBack(back, cookie), '/?signin=failed')
    expect(t.log.filter(({ event }) => event === 'signin_failed')).toHaveLength(1)
  })

  it.each([
    ['a nonce', 'nonce', 'x'.repeat(43)],
    ['a state', 'state', 'x'.repeat(43)],
    ['a challenge', 'code_challenge', 'x'.repeat(43)],
  ])('is refused when it was asked for with %s of somebody else’s', async (_what, name, value) => {
    const { url, cookie } = await begin()
    expect(url.searchParams.get(name)).toMatch(/^[\w-]{43}$/)
    url.searchParams.set(name, value)
    nobodyIn(await comeBack(await atProvider(url, 'Ada'), cookie), '/?signin=failed')
  })

  it('is refused when the provider doesn’t know this server’s secret', async () => {
    await t.close()
    const signin = { ...provider.options, clientSecret: 'not the one that it gave' }
    t = await trial({ signin, origins: [HOME] })
    const { url, cookie } = await begin()
    nobodyIn(await comeBack(await atProvider(url, 'Ada'), cookie), '/?signin=failed')
    expect(JSON.stringify(t.log)).not.toContain(signin.clientSecret)
  })

  it('sends the browser nowhere but to a path of the app', async () => {
    const elsewhere = [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      'evil',
      '',
      '/\t/evil.example',
    ]
    for (const next of elsewhere) expect(await code(await start({ next }))).toBe('bad_request')
  })

  it('begins only on a page of ours, and not for a program', async () => {
    expect(await code(await start({}, { origin: 'https://evil.example' }))).toBe('foreign_origin')
    expect(await code(await start({}, { origin: null }))).toBe('foreign_origin')
    const { token } = await t.weft.operator.createToken({
      target: { newSpace: 'A' },
      role: 'member',
      name: 'b',
    })
    expect(await code(await start({}, { token }))).toBe('bad_request')
    expect(await code(await start({}, { token, origin: null }))).toBe('bad_request')
  })

  it('G8 has to wait after too many from one address', async () => {
    await t.close()
    t = await trial({ signin: provider.options, origins: [HOME], limits: { linkBurst: 2, linkRate: 0.1 } })
    await begin()
    await begin()
    const third = await start()
    expect(third.status).toBe(429)
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0)
    nobodyIn(await comeBack(new URL(`${HOME}/api/signin/callback?code=a&state=b`), ''), '/?signin=too_many')
  })
})

describe('a server', () => {
  it('says whether people may sign in with a provider', async () => {
    expect(await ways()).toEqual({ provider: { name: 'Harbour accounts', linked: false } })
    await t.close()
    t = await trial()
    expect(await ways()).toEqual({ provider: null })
    const answer = await t.ask('/api/signin/provider', { method: 'POST', body: {} })
    expect(answer.status).toBe(404)
    expect((await t.ask('/api/signin/callback?code=a&state=b')).status).toBe(404)
  })

  it('goes on when the provider is down, says so, and finds it again', async () => {
    const { port } = new URL(provider.options.issuer)
    await provider.close()
    const answer = await start()
    expect(answer.status).toBe(502)
    expect(await code(answer)).toBe('provider')
    expect(t.log).toEqual([
      { event: 'signin_unavailable', details: { code: expect.stringContaining('ECONNREFUSED') } },
    ])
    provider = await startProvider([HOME], Number(port))
    expect((await start()).status).toBe(200)
  })

  it('lets a person in by a link after signing in, as the same person', async () => {
    const { space } = await t.owner()
    const { cookie } = await signIn('Ada')
    const secret = secretOf(await t.invite(space, 'member'))
    const accepted = await t.ask('/api/invitations/accept', { method: 'POST', body: { secret }, cookie })
    expect(accepted.status).toBe(200)
    const { people } = await t.weft.operator.people({ space })
    const id: PersonId = (await me(cookie)).person.id
    expect(people).toContainEqual({ id, name: 'Ada', role: 'member', program: false })
  })
})
