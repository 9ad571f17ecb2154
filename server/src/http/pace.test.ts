import type { SpaceId } from '@weft/space'
import { afterEach, describe, expect, it } from 'vitest'
import { closing, opened, type Trial, trial } from '../operate/trial.ts'

let t: Trial
afterEach(() => t.close())

const slow = 0.001
/** The answers to `n` of the same question. */
async function many(n: number, ask: () => Promise<Response>): Promise<readonly number[]> {
  const statuses: number[] = []
  for (let i = 0; i < n; i++) {
    const answer = await ask()
    statuses.push(answer.status)
    if (answer.status !== 429) continue
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect(await answer.json()).toMatchObject({ error: { code: 'too_many', retryAfter: expect.any(Number) } })
  }
  return statuses
}

describe('G8 who asks too much over HTTP', () => {
  it('waits: strangers by their address, guesses and foreign pages counted in', async () => {
    t = await trial({ limits: { requestRate: slow, requestBurst: 6 } })
    const { cookie } = await t.owner()
    expect(await many(2, () => t.ask('/api/me', { cookie: 'weft_device=guess' }))).toEqual([401, 401])
    expect(await many(2, () => t.ask('/api/me', { token: 'guess' }))).toEqual([401, 401])
    const evil = () => t.ask('/api/me', { cookie, origin: 'https://evil.example' })
    expect(await many(2, evil)).toEqual([403, 429])
    expect(await many(1, () => t.ask('/api/me', { token: 'guess' }))).toEqual([429])
    // Who is known isn't held up by strangers at the same address.
    expect(await many(1, () => t.ask('/api/me', { cookie }))).toEqual([200])
  })

  it('waits: each person for themselves, on all their devices and in what they read too', async () => {
    t = await trial({ limits: { requestRate: slow, requestBurst: 5 } })
    const { cookie, space } = await t.owner()
    const bert = await t.accept(await t.invite(space, 'member'), 'Bert')
    expect(await many(6, () => t.ask('/api/spaces', { cookie }))).toEqual([200, 200, 200, 200, 200, 429])
    expect(await many(1, () => t.ask('/api/spaces', { cookie: bert.cookie }))).toEqual([200])
  })

  it('counts an address as the proxy tells it, when the proxy is ours', async () => {
    const limits = { requestRate: slow, requestBurst: 1 }
    const ask = (from: string) => t.ask('/api/me', { headers: { 'x-forwarded-for': from } })
    t = await trial({ limits, trustProxy: ['loopback'] })
    expect([...(await many(2, () => ask('192.0.2.1'))), (await ask('192.0.2.2')).status]).toEqual([
      401, 429, 401,
    ])
    await t.close()
    t = await trial({ limits })
    expect([(await ask('192.0.2.1')).status, (await ask('192.0.2.2')).status]).toEqual([401, 429])
  })

  it('waits: all together, in one space; and no stranger can use that up', async () => {
    t = await trial({ limits: { spaceRate: slow, spaceBurst: 3 } })
    const { cookie, space } = await t.owner()
    const bert = await t.accept(await t.invite(space, 'member'), 'Bert')
    const other = await t.weft.operator.createToken({ target: { newSpace: 'B' }, role: 'member', name: 'b' })
    const eve = await t.accept(await t.invite(other.space as SpaceId, 'member'), 'Eve')
    const members =
      (who: string, of: string = space) =>
      () =>
        t.ask(`/api/spaces/${of}/members`, { cookie: who })
    expect(await many(5, members(eve.cookie))).toEqual([404, 404, 404, 404, 404])
    expect(await many(2, members(cookie))).toEqual([200, 200])
    expect(await many(2, members(bert.cookie))).toEqual([200, 429])
    expect(await many(1, members(cookie))).toEqual([429])
    expect(await many(1, members(eve.cookie))).toEqual([404])
    expect(await many(1, members(eve.cookie, other.space))).toEqual([200])
  })
})

describe('G8 who opens too many sockets', () => {
  const end = (cookie: string, space: string) =>
    closing(t.socket(space, { cookie })).then(
      ({ code }) => String(code),
      (error: Error) => error.message,
    )

  it('waits, each person for themselves', async () => {
    t = await trial({ limits: { joinRate: slow, joinBurst: 2 } })
    const { cookie, space } = await t.owner()
    const bert = await t.accept(await t.invite(space, 'member'), 'Bert')
    await opened(t.socket(space, { cookie }))
    await opened(t.socket(space, { cookie }))
    const refused = await new Promise<{ status: number | undefined; wait: number }>((resolve) => {
      const ws = t.socket(space, { cookie })
      // It never opens: whoever ends it hears of that.
      ws.on('error', () => undefined)
      ws.once('unexpected-response', (_, answer) => {
        resolve({ status: answer.statusCode, wait: Number(answer.headers['retry-after']) })
        answer.destroy()
      })
    })
    expect(refused).toMatchObject({ status: 429 })
    expect(refused.wait).toBeGreaterThan(0)
    await opened(t.socket(space, { cookie: bert.cookie }))
  })

  it('waits, all together in one space', async () => {
    t = await trial({ limits: { spaceRate: slow, spaceBurst: 2 } })
    const { cookie, space } = await t.owner()
    const bert = await t.accept(await t.invite(space, 'member'), 'Bert')
    const other = await t.weft.operator.createToken({ target: { newSpace: 'B' }, role: 'member', name: 'b' })
    await opened(t.socket(space, { cookie }))
    await opened(t.socket(space, { cookie: bert.cookie }))
    expect(await end(bert.cookie, space)).toContain('429')
    expect(await end(cookie, space)).toContain('429')
    await opened(t.socket(other.space, { bearer: other.token, origin: null }))
  })
})
