import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SpaceId } from '@weft/space'
import { amnestySchema } from '@weft/space/api'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Trial, trial } from '../operate/trial.ts'

let data: string
let t: Trial
let space: SpaceId
let olga: string
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'weft-amnesty-'))
  t = await trial({ data })
  ;({ cookie: olga, space } = await t.owner())
})
afterEach(async () => {
  await t.close()
  await rm(data, { recursive: true })
})

const call = (method: string, cookie: string, body?: unknown) =>
  t.ask(`/api/spaces/${space}/amnesty`, { method, cookie, ...(body === undefined ? {} : { body }) })
const open = async () => amnestySchema.parse(await (await call('GET', olga)).json()).amnesty

it('G6: an owner opens an amnesty for some hours; it outlives a restart, and ends by command', async () => {
  expect(await open()).toBeNull()
  const { amnesty } = amnestySchema.parse(await (await call('POST', olga, { hours: 48 })).json())
  expect((amnesty?.until ?? 0) - (amnesty?.at ?? 0)).toBe(48 * 3_600_000)
  expect(amnesty?.by).toMatch(/^[\w-]{16}$/)
  await t.weft.close()
  t = await trial({ data })
  expect(await open()).toEqual(amnesty)
  expect((await call('DELETE', olga)).status).toBe(204)
  expect(await open()).toBeNull()
  expect((await call('DELETE', olga)).status).toBe(404)
  expect(t.log.filter(({ event }) => event.startsWith('amnesty')).map(({ event }) => event)).toEqual([
    'amnesty_ended',
  ])
})

it('G5: nobody else can, and it is never without an end', async () => {
  const mia = (await t.accept(await t.invite(space, 'member'), 'Mia')).cookie
  const vic = (await t.accept(await t.invite(space, 'viewer'), 'Vic')).cookie
  for (const cookie of [mia, vic]) {
    expect((await call('POST', cookie, { hours: 1 })).status).toBe(404)
    expect((await call('GET', cookie)).status).toBe(404)
    expect((await call('DELETE', cookie)).status).toBe(404)
  }
  expect((await call('POST', '', { hours: 1 })).status).toBe(401)
  for (const hours of [0, -1, 721, null, '5', Number.MAX_VALUE])
    expect([hours, (await call('POST', olga, { hours })).status]).toEqual([hours, 400])
  expect(await open()).toBeNull()
})
