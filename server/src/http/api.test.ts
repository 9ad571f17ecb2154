import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import type { SpaceId } from '@weft/space'
import {
  acceptedSchema,
  apiErrorSchema,
  invitedSchema,
  lookSchema,
  meSchema,
  spaceSummarySchema,
  spacesSchema,
} from '@weft/space/api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { z } from 'zod/mini'
import { type Ask, secretOf, type Trial, trial } from '../operate/trial.ts'
import { FIRST_SPACE } from './invitations.ts'

let t: Trial
beforeEach(async () => {
  t = await trial()
})
afterEach(() => t.close())

const as = async <T>(answer: Promise<Response>, schema: z.core.$ZodType<T>, status = 200): Promise<T> => {
  const response = await answer
  const json: unknown = await response.json()
  expect({ status: response.status, json }).toMatchObject({ status })
  return (schema as z.ZodMiniType<T>).parse(json)
}
/** The code of an answer that isn't 2xx. */
const refusal = async (answer: Promise<Response>): Promise<string> => {
  const response = await answer
  expect(response.ok).toBe(false)
  const { error } = apiErrorSchema.parse(await response.json())
  expect(error.message).toMatch(/[.!?]$/)
  return `${response.status} ${error.code}`
}
const post = (path: string, body: unknown, more: Ask = {}) => t.ask(path, { method: 'POST', body, ...more })

describe('coming in', () => {
  it('the owner link leads to a name, a cookie, and an empty first space', async () => {
    const secret = secretOf(t.weft.ownerLink ?? '')
    expect(await as(post('/api/invitations/look', { secret }), lookSchema)).toEqual({
      kind: 'owner',
      dye: 'madder',
    })
    expect(await refusal(post('/api/invitations/accept', { secret }))).toBe('400 name_needed')
    const response = await post('/api/invitations/accept', { secret, name: ' Olga ' })
    const cookie = response.headers.getSetCookie()[0] ?? ''
    expect(cookie).toMatch(/^weft_device=[\w-]{43}; Max-Age=34560000; Path=\/; HttpOnly; SameSite=Strict$/)
    const { me, space } = acceptedSchema.parse(await response.json())
    expect(me).toMatchObject({ owner: true, person: { name: 'Olga' } })
    const { spaces } = await as(t.ask('/api/spaces', { cookie: cookie.split(';', 1)[0] ?? '' }), spacesSchema)
    expect(spaces).toEqual([{ id: space, name: FIRST_SPACE, icon: null, role: 'owner', here: [] }])
    const doc = await t.weft.operator.exportSpace({ space: space as SpaceId })
    expect(doc.files.map(({ path }) => path)).toEqual(['conversation.md', 'conversation.json'])
  })

  it('no first space is made where the operator made one', async () => {
    const { space } = await t.weft.operator.createToken({
      target: { newSpace: 'Made before' },
      role: 'member',
      name: 'b',
    })
    const { cookie, accepted } = await t.accept(t.weft.ownerLink ?? '', 'Olga')
    expect(accepted.space).toBeNull()
    const { spaces } = await as(t.ask('/api/spaces', { cookie }), spacesSchema)
    expect(spaces.map(({ id, role }) => [id, role])).toEqual([[space, 'owner']])
  })

  it('an invitation lets a person in with its role', async () => {
    const owner = await t.owner()
    const { url } = await as(
      post(`/api/spaces/${owner.space}/invitations`, { role: 'viewer', uses: 1 }, { cookie: owner.cookie }),
      invitedSchema,
      201,
    )
    expect(url.startsWith(`${t.weft.url}/join#`)).toBe(true)
    const look = await as(post('/api/invitations/look', { secret: secretOf(url) }), lookSchema)
    expect(look).toMatchObject({ kind: 'space', space: FIRST_SPACE, role: 'viewer', invitedBy: 'Olga' })
    const { cookie } = await t.accept(url, 'Vera')
    const { spaces } = await as(t.ask('/api/spaces', { cookie }), spacesSchema)
    expect(spaces).toMatchObject([{ id: owner.space, role: 'viewer' }])
    const again = post('/api/invitations/accept', { secret: secretOf(url), name: 'Late' })
    expect(await refusal(again)).toBe('410 link_used')
    expect(await refusal(post('/api/invitations/look', { secret: 'wrong' }))).toBe('400 link_mangled')
    const unknown = { secret: 'x'.repeat(43) }
    expect(await refusal(post('/api/invitations/look', unknown))).toBe('404 link_unknown')
  })

  it('G5 twenty who take a one-use link at once are one person more', async () => {
    const { space } = await t.owner()
    const secret = secretOf(await t.invite(space, 'member', { uses: 1 }))
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => post('/api/invitations/accept', { secret, name: `Person ${n}` })),
    )
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(19)
    expect((await t.weft.operator.spaces({})).spaces[0]?.people).toBe(2)
  })

  it('G8 too many tries from one address have to wait', async () => {
    await t.close()
    t = await trial({ limits: { linkBurst: 3, linkRate: 0.1 } })
    const tries = []
    for (let n = 0; n < 4; n++) tries.push(await post('/api/invitations/look', { secret: 'guess' }))
    expect(tries.map(({ status }) => status)).toEqual([400, 400, 400, 429])
    expect(Number(tries[3]?.headers.get('retry-after'))).toBeGreaterThan(0)
    const { error } = apiErrorSchema.parse(await tries[3]?.json())
    expect(error.retryAfter).toBeGreaterThan(0)
  })
})

describe('being somebody', () => {
  it('shows and changes name and dye, and ends with a sign-out', async () => {
    const { cookie } = await t.owner()
    const before = await as(t.ask('/api/me', { cookie }), meSchema)
    const changed = { name: 'Olga K.', dye: 'plum' }
    const after = await as(t.ask('/api/me', { method: 'PATCH', body: changed, cookie }), meSchema)
    expect(after.person).toEqual({ id: before.person.id, ...changed })
    expect(await as(t.ask('/api/me', { cookie }), meSchema)).toEqual(after)
    const out = await post('/api/signout', {}, { cookie })
    expect(out.status).toBe(204)
    expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0')
    expect(await refusal(t.ask('/api/me', { cookie }))).toBe('401 signed_out')
  })

  it('G6 takes only names that show as what they are', async () => {
    const { cookie } = await t.owner()
    for (const name of ['', '   ', 'a\u202eb', 'a\u0000b', '\u200b', 'x'.repeat(81), 7, null])
      expect(await refusal(t.ask('/api/me', { method: 'PATCH', body: { name }, cookie }))).toBe(
        '400 bad_request',
      )
    const good = t.ask('/api/me', { method: 'PATCH', body: { name: 'Ольга 李 🧵' }, cookie })
    expect((await as(good, meSchema)).person.name).toBe('Ольга 李 🧵')
  })
})

describe('spaces', () => {
  it('are made with a document that everybody in it gets', async () => {
    const { cookie } = await t.owner()
    const made = await as(post('/api/spaces', { name: 'Plans' }, { cookie }), spaceSummarySchema, 201)
    expect(made).toMatchObject({ name: 'Plans', role: 'owner', here: [] })
    expect((await t.weft.operator.exportSpace({ space: made.id })).name).toBe('Plans')
    const { spaces } = await as(t.ask('/api/spaces', { cookie }), spacesSchema)
    expect(spaces.map(({ name }) => name)).toEqual([FIRST_SPACE, 'Plans'])
  })

  it('G5 are the same to a stranger whether they exist or not', async () => {
    const { space } = await t.owner()
    const elsewhere = await t.weft.operator.createToken({
      target: { newSpace: 'B' },
      role: 'member',
      name: 'b',
    })
    const { cookie } = await t.accept(await t.invite(elsewhere.space as SpaceId, 'member'), 'Stranger')
    const tried = async (id: string) => {
      const response = await post(`/api/spaces/${id}/invitations`, { role: 'member' }, { cookie })
      return [response.status, await response.text()]
    }
    expect(await tried(space)).toEqual(await tried('AAAAAAAAAAAAAAAAAAAAAA'))
    expect(await tried(space)).toEqual(await tried('nonsense'))
  })

  it('G5 a viewer and a program invite nobody, and a program makes no spaces', async () => {
    const { space } = await t.owner()
    const viewer = await t.accept(await t.invite(space, 'viewer'), 'Vera')
    const { token } = await t.weft.operator.createToken({ target: { space }, role: 'member', name: 'Bot' })
    const path = `/api/spaces/${space}/invitations`
    for (const ask of [{ cookie: viewer.cookie }, { token, origin: null }]) {
      expect(await refusal(post(path, { role: 'member' }, ask))).toBe('404 not_found')
    }
    expect(await refusal(post('/api/spaces', { name: 'Mine' }, { token }))).toBe('404 not_found')
    const me = await as(t.ask('/api/me', { token, origin: null }), meSchema)
    expect(me).toMatchObject({ owner: false, person: { name: 'Bot' } })
    const { spaces } = await as(t.ask('/api/spaces', { token }), spacesSchema)
    expect(spaces).toMatchObject([{ id: space, role: 'member' }])
    const secret = secretOf(await t.invite(space, 'member'))
    expect(await refusal(post('/api/invitations/accept', { secret, name: 'x' }, { token }))).toBe(
      '400 bad_request',
    )
  })

  it('G5 nobody may ownership be given by a link', async () => {
    const { space, cookie } = await t.owner()
    const asked = post(`/api/spaces/${space}/invitations`, { role: 'owner' }, { cookie })
    expect(await refusal(asked)).toBe('400 bad_request')
  })
})

describe('G8 what one person may cause', () => {
  it('is so many changes, and so many spaces', async () => {
    await t.close()
    t = await trial({ limits: { changeBurst: 4, changeRate: 0.1, madeSpaces: 3 } })
    const { cookie, space } = await t.owner()
    const create = (name: string) => post('/api/spaces', { name }, { cookie })
    expect((await create('second')).status).toBe(201)
    expect((await create('third')).status).toBe(201)
    expect(await refusal(create('fourth'))).toBe('429 too_many')
    expect((await t.ask('/api/me', { method: 'PATCH', body: {}, cookie })).status).toBe(200)
    const slowed = await t.ask('/api/me', { method: 'PATCH', body: {}, cookie })
    expect(slowed.status).toBe(429)
    expect(Number(slowed.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await t.ask('/api/me', { cookie })).status).toBe(200)
    const other = await t.accept(await t.invite(space, 'member'), 'Bert')
    expect((await t.ask('/api/me', { method: 'PATCH', body: {}, cookie: other.cookie })).status).toBe(200)
  })
})

describe('G5 what another site sends', () => {
  const foreign = ['https://evil.example', 'null', 'http://localhost', 'http://localhost:1', '']

  it('changes nothing, with the cookie and all', async () => {
    const { cookie, space } = await t.owner()
    for (const origin of [...foreign, `${t.weft.url}/`, t.weft.url.toUpperCase(), null])
      for (const [method, path] of [
        ['POST', '/api/spaces'],
        ['PATCH', '/api/me'],
        ['POST', '/api/signout'],
        ['POST', `/api/spaces/${space}/invitations`],
        ['POST', '/api/invitations/accept'],
        ['DELETE', '/api/me'],
      ] as const)
        expect(await refusal(t.ask(path, { method, body: { name: 'Evil' }, cookie, origin }))).toBe(
          '403 foreign_origin',
        )
    expect((await as(t.ask('/api/me', { cookie }), meSchema)).person.name).toBe('Olga')
  })

  it('reads nothing either, where it says who it is; and gets no leave by CORS', async () => {
    const { cookie } = await t.owner()
    expect(await refusal(t.ask('/api/me', { cookie, origin: 'https://evil.example' }))).toBe(
      '403 foreign_origin',
    )
    const preflight = await t.ask('/api/me', {
      method: 'OPTIONS',
      origin: 'https://evil.example',
      headers: { 'access-control-request-method': 'PATCH' },
    })
    expect(preflight.headers.get('access-control-allow-origin')).toBeNull()
  })

  it('the other spellings of this machine are our own pages', async () => {
    const { cookie } = await t.owner()
    for (const host of ['localhost', '127.0.0.1', '[::1]'])
      expect((await t.ask('/api/me', { cookie, origin: `http://${host}:${t.weft.port}` })).status).toBe(200)
  })
})

describe('requests in no good order', () => {
  it.each([
    ['not JSON', '{"name":', undefined],
    ['of another type', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['plain text, as a form of another site can send', '{"name":"x"}', { 'content-type': 'text/plain' }],
    ['not an object', '[]', undefined],
    ['with a prototype', '{"__proto__":{"name":"x"}}', undefined],
  ])('%s', async (_, body, headers) => {
    const { cookie } = await t.owner()
    expect(await refusal(post('/api/spaces', body, { cookie, ...(headers ? { headers } : {}) }))).toBe(
      '400 bad_request',
    )
  })

  it('are refused above the size limit, told or not', async () => {
    await t.close()
    t = await trial({ limits: { httpBody: 1000 } })
    const { cookie } = await t.owner()
    const body = JSON.stringify({ name: 'x'.repeat(2000) })
    expect(await refusal(post('/api/spaces', body, { cookie }))).toBe('413 too_large')
    const chunked = await fetch(`${t.weft.url}/api/spaces`, {
      method: 'POST',
      headers: { cookie, origin: t.weft.url, 'content-type': 'application/json' },
      body: new Blob([body]).stream(),
      // reason: fetch wants to be told that a stream is sent before the answer; its types don't know the option.
      ...({ duplex: 'half' } as object),
    })
    expect(chunked.status).toBe(413)
  })

  it('G8 headers above 8 KiB end at 431', async () => {
    const socket = connect(t.weft.port, '127.0.0.1')
    socket.write(`GET /api/me HTTP/1.1\r\nHost: x\r\nCookie: a=${'x'.repeat(9000)}\r\n\r\n`)
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 431/)
  })

  it('unknown addresses of the interface are not the app', async () => {
    expect(await refusal(t.ask('/api/nothing'))).toBe('404 not_found')
  })
})

describe('for operators', () => {
  it('healthz, readyz and metrics answer, without a name in them', async () => {
    await t.owner()
    expect(await (await t.ask('/healthz')).text()).toBe('ok\n')
    expect(await (await t.ask('/readyz')).text()).toBe('ready\n')
    const response = await t.ask('/metrics')
    expect(response.headers.get('content-type')).toContain('text/plain')
    const metrics = await response.text()
    for (const name of [
      'weft_rooms',
      'weft_connections',
      'weft_records_damaged_total',
      'weft_event_loop_lag_p99_seconds',
    ])
      expect(metrics).toMatch(new RegExp(`^${name} \\d`, 'm'))
    expect(metrics).not.toContain('Olga')
  })
})
