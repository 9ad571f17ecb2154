import { apiErrorSchema, deviceLinkSchema, devicesSchema, passkeySchema } from '@weft/space/api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Ask, secretOf, type Trial, trial } from '../operate/trial.ts'
import { MOST_PASSKEYS } from '../people/passkeys.ts'
import { type Lie, SoftAuthenticator } from '../people/soft-authenticator.ts'

let t: Trial
let cookie: string
let key: SoftAuthenticator
beforeEach(async () => {
  t = await trial()
  cookie = (await t.owner()).cookie
  key = new SoftAuthenticator(t.weft.url)
})
afterEach(() => t.close())

const post = (path: string, body: unknown, more: Ask = {}) => t.ask(path, { method: 'POST', body, ...more })
const codeOf = async (answer: Response | Promise<Response>): Promise<string> => {
  const response = await answer
  if (response.ok) return String(response.status)
  return `${response.status} ${apiErrorSchema.parse(await response.json()).error.code}`
}
interface Options {
  readonly challenge: string
  readonly user: { readonly id: string }
  readonly rp: { readonly id: string }
  readonly excludeCredentials: readonly { readonly id: string }[]
}
const creation = async (by = cookie): Promise<Options> =>
  (await (await post('/api/me/passkeys/options', {}, { cookie: by })).json()) as Options
const request = async (): Promise<Options> =>
  (await (await post('/api/passkeys/options', {})).json()) as Options
const register = async (lie: Lie = {}, by = cookie): Promise<Response> =>
  post('/api/me/passkeys', key.create(await creation(by), lie), { cookie: by })
const signIn = async (lie: Lie = {}, more: Ask = {}): Promise<Response> =>
  post('/api/passkeys/signin', key.get(await request(), lie), more)
const devices = async (by = cookie) =>
  devicesSchema.parse(await (await t.ask('/api/me/devices', { cookie: by })).json())

describe('a passkey', () => {
  it('signs a new device in as its person, again and again', async () => {
    const made = await register()
    expect(made.status).toBe(201)
    expect(passkeySchema.parse(await made.json())).toMatchObject({ used: null, synced: false })
    for (const counter of [1, 2]) {
      const answer = await signIn({ counter })
      expect(await answer.clone().json()).toMatchObject({ me: { owner: true, person: { name: 'Olga' } } })
      const given = answer.headers.getSetCookie()[0] ?? ''
      expect(given).toMatch(/^weft_device=[\w-]{43}; .*HttpOnly; SameSite=Strict$/)
      expect(await codeOf(t.ask('/api/me', { cookie: given.split(';', 1)[0] ?? '' }))).toBe('200')
    }
    const all = await devices()
    expect(all.devices).toHaveLength(3)
    expect(all.passkeys[0]?.used).toBeGreaterThan(0)
    const { entries } = await t.weft.operator.audit({ space: null, since: null })
    const person = entries.at(-1)?.by
    expect(entries.filter(({ what }) => what === 'passkeyAdded')).toMatchObject([{ by: person, person }])
    expect(entries.filter((line) => line.what === 'signedIn' && line.way === 'passkey')).toHaveLength(2)
  })

  it('is asked for under the public name, and not made twice by one authenticator', async () => {
    const before = await creation()
    expect(before).toMatchObject({ rp: { id: 'localhost' }, excludeCredentials: [] })
    await register()
    expect((await creation()).excludeCredentials.map(({ id }) => id)).toEqual([key.id])
    expect(await codeOf(register())).toBe('403 passkey_refused')
  })

  it('that counts must go up: a copy is refused, and so is an answer heard before', async () => {
    await register({ counter: 5 })
    expect(await codeOf(signIn({ counter: 5 }))).toBe('403 passkey_refused')
    expect(await codeOf(signIn({ counter: 7 }))).toBe('200')
    expect(await codeOf(signIn({ counter: 6 }))).toBe('403 passkey_refused')
    const options = await Promise.all([request(), request()])
    const both = options.map((each) => post('/api/passkeys/signin', key.get(each, { counter: 8 })))
    const codes = await Promise.all(both.map(codeOf))
    expect(codes.toSorted()).toEqual(['200', '403 passkey_refused'])
  })

  it('is asked a new question each time', async () => {
    const options = await creation()
    const answer = key.create(options)
    expect(await codeOf(post('/api/me/passkeys', answer, { cookie }))).toBe('201')
    const other = new SoftAuthenticator(t.weft.url)
    expect(await codeOf(post('/api/me/passkeys', other.create(options), { cookie }))).toBe(
      '403 passkey_refused',
    )

    const asked = key.get(await request())
    expect(await codeOf(post('/api/passkeys/signin', asked))).toBe('200')
    expect(await codeOf(post('/api/passkeys/signin', asked))).toBe('403 passkey_refused')
    const swapped = key.get(await creation())
    expect(await codeOf(post('/api/passkeys/signin', swapped))).toBe('403 passkey_refused')
  })

  it('G6 isn’t put into another’s hands: what one device was asked another doesn’t answer', async () => {
    const { url } = deviceLinkSchema.parse(
      await (await t.ask('/api/me/devices/link', { method: 'POST', cookie })).json(),
    )
    const accepted = await post('/api/invitations/accept', { secret: secretOf(url) })
    const phone = accepted.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
    const answer = key.create(await creation(phone))
    expect(await codeOf(post('/api/me/passkeys', answer, { cookie }))).toBe('403 passkey_refused')
  })

  const lies: [what: string, lie: Lie][] = [
    ['for another origin', { origin: 'https://evil.example' }],
    ['for another origin of this machine', { origin: 'http://127.0.0.1:4000' }],
    ['for another site', { rpId: 'evil.example' }],
    ['without knowing who it was', { unverified: true }],
    ['made for something else', { type: 'payment.get' }],
  ]
  it.each(lies)('%s is refused, made or used', async (_, lie) => {
    expect(await codeOf(register(lie))).toBe('403 passkey_refused')
    expect(await codeOf(register())).toBe('201')
    expect(await codeOf(signIn(lie))).toBe('403 passkey_refused')
    expect((await devices()).devices).toHaveLength(1)
  })

  it('whose signature was changed, or that names another person, is refused', async () => {
    await register()
    const answer = key.get(await request())
    const signature = `${answer.response.signature.slice(0, -6)}AAAAAA`
    const bent = { ...answer, response: { ...answer.response, signature } }
    expect(await codeOf(post('/api/passkeys/signin', bent))).toBe('403 passkey_refused')
    expect(await codeOf(signIn({ userHandle: 'AAAA' }))).toBe('403 passkey_refused')
    expect(await codeOf(signIn({ userHandle: null }))).toBe('200')
  })

  it('that was removed signs nobody in, and another’s can’t be removed', async () => {
    const { space } = { space: (await t.weft.operator.spaces({})).spaces[0]?.id }
    const bert = await t.accept(await t.invite(space as Parameters<Trial['invite']>[0], 'member'), 'Bert')
    await register()
    const id = (await devices()).passkeys[0]?.id
    const remove = (by: string) => codeOf(t.ask(`/api/me/passkeys/${id}`, { method: 'DELETE', cookie: by }))
    expect(await remove(bert.cookie)).toBe('404 not_found')
    expect(await codeOf(signIn({}, { cookie: bert.cookie }))).toBe('409 other_person')
    expect(await codeOf(signIn({}, { cookie }))).toBe('200')
    expect(await remove(cookie)).toBe('204')
    expect(await codeOf(signIn())).toBe('404 passkey_unknown')
    expect((await devices()).devices).toHaveLength(1)
  })

  it('G8 nonsense is turned away at the door, and one person has so many at most', async () => {
    const { challenge } = await request()
    const good = key.get({ challenge })
    for (const body of [
      {},
      { ...good, id: 'x'.repeat(5000) },
      { ...good, type: 'password' },
      { ...good, response: { ...good.response, clientDataJSON: 'not base64url!' } },
    ])
      expect(await codeOf(post('/api/passkeys/signin', body))).toBe('400 bad_request')
    for (let n = 0; n < MOST_PASSKEYS; n++) {
      key = new SoftAuthenticator(t.weft.url)
      expect(await codeOf(register())).toBe('201')
    }
    key = new SoftAuthenticator(t.weft.url)
    expect(await codeOf(register())).toBe('429 too_many')
    for (const clientDataJSON of ['', 'AAAA', Buffer.from('null').toString('base64url')]) {
      const bent = {
        ...good,
        id: (await creation()).excludeCredentials[0]?.id,
        response: { ...good.response, clientDataJSON },
      }
      expect(await codeOf(post('/api/passkeys/signin', bent))).toBe('403 passkey_refused')
    }
  })
})

describe('where there are no passkeys', () => {
  it('says where there are', async () => {
    await t.close()
    t = await trial({ origins: ['https://weft.example.org'] })
    const answer = await post('/api/passkeys/options', {})
    expect(await answer.clone().json()).toMatchObject({
      error: { message: 'Passkeys of this server work at https://weft.example.org only. Open Weft there.' },
    })
    expect(await codeOf(answer)).toBe('409 passkey_unavailable')
    const there = await post('/api/passkeys/options', {}, { origin: 'https://weft.example.org' })
    expect(await there.json()).toMatchObject({ rpId: 'weft.example.org' })
  })

  it('strangers and programs make none, and too many tries have to wait', async () => {
    expect(await codeOf(post('/api/me/passkeys/options', {}))).toBe('401 unauthenticated')
    const space = (await t.weft.operator.spaces({})).spaces[0]?.id as Parameters<Trial['invite']>[0]
    const { token } = await t.weft.operator.createToken({ target: { space }, role: 'member', name: 'Bot' })
    for (const path of ['/api/me/passkeys/options', '/api/me/passkeys'])
      expect(await codeOf(post(path, {}, { token, origin: null }))).toBe('404 not_found')
    await t.close()
    t = await trial({ limits: { linkBurst: 2, linkRate: 0.1 } })
    const codes = []
    for (let n = 0; n < 3; n++) codes.push(await codeOf(post('/api/passkeys/options', {})))
    expect(codes).toEqual(['200', '200', '429 too_many'])
  })
})
