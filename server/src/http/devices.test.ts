import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { apiErrorSchema, deviceLinkSchema, devicesSchema, lookSchema, meSchema } from '@weft/space/api'
import { Close } from '@weft/space/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closing, opened, secretOf, type Trial, trial } from '../operate/trial.ts'

let t: Trial
beforeEach(async () => {
  t = await trial()
})
afterEach(() => t.close())

const call = (method: string, path: string, cookie: string) => t.ask(path, { method, cookie })
const codeOf = async (answer: Response): Promise<string> =>
  `${answer.status} ${apiErrorSchema.parse(await answer.json()).error.code}`
const link = async (cookie: string) =>
  deviceLinkSchema.parse(await (await call('POST', '/api/me/devices/link', cookie)).json())
/** Opens a link as a browser that belongs to nobody; gives its cookie. */
const open = async (url: string): Promise<string> => {
  const body = { secret: secretOf(url) }
  const answer = await t.ask('/api/invitations/accept', { method: 'POST', body })
  expect(answer.status).toBe(200)
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
}
const devices = async (cookie: string) =>
  devicesSchema.parse(await (await t.ask('/api/me/devices', { cookie })).json())

describe('a link to another device', () => {
  it('holds for ten minutes, says who it is for, and signs in', async () => {
    const { cookie } = await t.owner()
    const before = Date.now()
    const { url, holds } = await link(cookie)
    expect(holds).toBe(600_000)
    const ends = (await devices(cookie)).link?.expires ?? 0
    expect(ends).toBeGreaterThanOrEqual(before + 600_000)
    expect(ends).toBeLessThanOrEqual(Date.now() + 600_000)
    const look = await t.ask('/api/invitations/look', { method: 'POST', body: { secret: secretOf(url) } })
    expect(lookSchema.parse(await look.json())).toMatchObject({ kind: 'device', person: { name: 'Olga' } })

    const phone = await open(url)
    const me = meSchema.parse(await (await t.ask('/api/me', { cookie: phone })).json())
    expect(me).toMatchObject({ owner: true, person: { name: 'Olga' } })
    const { devices: list, link: none } = await devices(phone)
    expect(none).toBeNull()
    expect(list.map(({ current }) => current)).toEqual([true, false])
    expect(JSON.stringify(list)).not.toContain(phone.split('=')[1])
  })

  it('is opened by POST only', async () => {
    const { cookie } = await t.owner()
    const { url } = await link(cookie)
    const get = await t.ask(`/api/invitations/accept?secret=${secretOf(url)}`)
    expect(get.status).toBe(404)
    expect((await devices(cookie)).devices).toHaveLength(1)
    await open(url)
  })

  it('can be taken back', async () => {
    const { cookie } = await t.owner()
    const { url } = await link(cookie)
    expect((await call('DELETE', '/api/me/devices/link', cookie)).status).toBe(204)
    const answer = await t.ask('/api/invitations/accept', { method: 'POST', body: { secret: secretOf(url) } })
    expect(await codeOf(answer)).toBe('410 link_revoked')
  })

  it('makes nobody who is signed in somebody else', async () => {
    const { cookie, space } = await t.owner()
    const bert = await t.accept(await t.invite(space, 'member'), 'Bert')
    const { url } = await link(cookie)
    const body = { secret: secretOf(url) }
    const answer = await t.ask('/api/invitations/accept', { method: 'POST', body, cookie: bert.cookie })
    expect(await codeOf(answer)).toBe('409 other_person')
    await open(url)
  })
})

describe('G5 signing devices out', () => {
  it('one by one: its open sockets close, and its cookie opens nothing', async () => {
    const { cookie, space } = await t.owner()
    const phone = await open((await link(cookie)).url)
    const [socket, mine] = [t.socket(space, { cookie: phone }), t.socket(space, { cookie })]
    await Promise.all([opened(socket), opened(mine)])
    const other = (await devices(cookie)).devices.find(({ current }) => !current)
    expect(other).toMatchObject({ open: true })

    const closed = closing(socket)
    const asked = performance.now()
    expect((await call('DELETE', `/api/me/devices/${other?.id}`, cookie)).status).toBe(204)
    expect(await closed).toMatchObject({ code: Close.unauthenticated })
    expect(performance.now() - asked).toBeLessThan(2_000)
    expect(await codeOf(await t.ask('/api/me', { cookie: phone }))).toBe('401 signed_out')
    expect(await codeOf(await t.ask('/api/me', { cookie: 'weft_device=unknown' }))).toBe(
      '401 unauthenticated',
    )
    expect(mine.readyState).toBe(mine.OPEN)
    expect(await codeOf(await call('DELETE', `/api/me/devices/${other?.id}`, cookie))).toBe('404 not_found')
  })

  it('all others at once, with the links that they made', async () => {
    const { cookie, space } = await t.owner()
    const stolen = await open((await link(cookie)).url)
    const back = await link(stolen)
    const socket = t.socket(space, { cookie: stolen })
    await opened(socket)
    const closed = closing(socket)
    expect((await call('DELETE', '/api/me/devices', cookie)).status).toBe(204)
    expect(await closed).toMatchObject({ code: Close.unauthenticated })
    const list = (await devices(cookie)).devices
    expect(list).toMatchObject([{ current: true, open: false }])
    const body = { secret: secretOf(back.url) }
    const again = await t.ask('/api/invitations/accept', { method: 'POST', body })
    expect(await codeOf(again)).toBe('410 link_revoked')
  })

  it('this one: its cookie is taken', async () => {
    const { cookie } = await t.owner()
    const id = (await devices(cookie)).devices[0]?.id
    const answer = await call('DELETE', `/api/me/devices/${id}`, cookie)
    expect(answer.headers.getSetCookie()[0]).toContain('Max-Age=0')
    expect(await codeOf(await t.ask('/api/me', { cookie }))).toBe('401 signed_out')
  })

  it('is for the person themselves: no stranger, no program, nobody else’s', async () => {
    const { cookie, space } = await t.owner()
    const bert = await t.accept(await t.invite(space, 'member'), 'Bert')
    const id = (await devices(cookie)).devices[0]?.id
    const { token } = await t.weft.operator.createToken({ target: { space }, role: 'member', name: 'Bot' })
    const routes = [
      ['GET', '/api/me/devices'],
      ['DELETE', '/api/me/devices'],
      ['DELETE', `/api/me/devices/${id}`],
      ['POST', '/api/me/devices/link'],
      ['DELETE', '/api/me/devices/link'],
    ] as const
    for (const [method, path] of routes) {
      expect(await codeOf(await t.ask(path, { method }))).toBe('401 unauthenticated')
      expect(await codeOf(await t.ask(path, { method, token, origin: null }))).toBe('404 not_found')
      if (method !== 'GET')
        expect(await codeOf(await t.ask(path, { method, cookie, origin: 'https://evil.example' }))).toBe(
          '403 foreign_origin',
        )
    }
    expect(await codeOf(await call('DELETE', `/api/me/devices/${id}`, bert.cookie))).toBe('404 not_found')
    expect((await devices(cookie)).devices).toHaveLength(1)
  })
})

/** Sends the head of a request, does something once the server has begun on it, then sends the body. */
async function slowly(path: string, cookie: string, meanwhile: () => Promise<unknown>): Promise<string> {
  const body = JSON.stringify({ role: 'member', name: 'Late' })
  const asking = request(`${t.weft.url}${path}`, {
    method: 'POST',
    headers: {
      cookie,
      origin: t.weft.url,
      'content-type': 'application/json',
      'content-length': body.length,
      expect: '100-continue',
    },
  })
  const answer = new Promise<string>((resolve, reject) => {
    asking.on('error', reject)
    asking.on('response', (response) => {
      text(response).then((json) => {
        const error = apiErrorSchema.safeParse(JSON.parse(json))
        resolve(
          error.success ? `${response.statusCode} ${error.data.error.code}` : String(response.statusCode),
        )
      }, reject)
    })
  })
  await new Promise<void>((resolve) => {
    asking.on('continue', resolve)
    asking.flushHeaders()
  })
  await meanwhile()
  asking.end(body)
  return answer
}

describe('G5 a request whose body took its time', () => {
  const ways = ['invitations', 'tokens'] as const

  it.each(ways)('gives nobody %s after its sender’s role was taken', async (what) => {
    const { space } = await t.owner()
    const mia = await t.accept(await t.invite(space, 'member'), 'Mia')
    const role = (given: 'owner' | null) =>
      t.weft.operator.setRole({ space, person: mia.accepted.me.person.id, role: given })
    await role('owner')
    const path = `/api/spaces/${space}/${what}`
    expect(await slowly(path, mia.cookie, async () => undefined)).toBe('201')
    expect(await slowly(path, mia.cookie, () => role(null))).toBe('404 not_found')
  })

  it.each([...ways.map((what) => `spaces/:space/${what}`), 'spaces'])(
    'makes no %s after its device was signed out',
    async (what) => {
      const { cookie, space } = await t.owner()
      const stolen = await open((await link(cookie)).url)
      const path = `/api/${what.replace(':space', space)}`
      const out = () => call('DELETE', '/api/me/devices', cookie)
      expect(await slowly(path, stolen, out)).toBe('400 bad_request')
    },
  )
})
