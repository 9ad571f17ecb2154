import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { type SpaceId, sendMessage } from '@weft/space'
import { type ApiAuthors, authorsSchema, MOST_CLIENTS, meSchema } from '@weft/space/api'
import { encodeUp } from '@weft/space/wire'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import * as Y from 'yjs'
import { opened, type Trial, trial } from '../operate/trial.ts'

let t: Trial
let space: SpaceId
let olga: string
beforeEach(async () => {
  t = await trial()
  ;({ cookie: olga, space } = await t.owner())
})
afterEach(() => t.close())

const ask = (cookie: string, query = '') => t.ask(`/api/spaces/${space}/authors${query}`, { cookie })
const authors = async (cookie: string, query = ''): Promise<ApiAuthors> =>
  authorsSchema.parse(await (await ask(cookie, query)).json())
const idOf = async (cookie: string) =>
  meSchema.parse(await (await t.ask('/api/me', { cookie })).json()).person.id

/** Says something as this person; resolves when it is durable. */
async function say(cookie: string, text: string): Promise<number> {
  const ws: WebSocket = t.socket(space, { cookie, protocols: ['weft.1'] })
  await opened(ws)
  const doc = new Y.Doc()
  sendMessage(doc, { by: await idOf(cookie), at: Date.now(), text })
  const acked = new Promise<void>((resolve) => {
    ws.on('message', (bytes: Buffer) => {
      if (bytes[0] === 100 && bytes[1] === 0 && bytes[2] === 1) resolve()
    })
  })
  ws.send(encodeUp({ type: 'step2', update: Y.encodeStateAsUpdate(doc) }))
  await acked
  ws.close()
  return doc.clientID
}

it('G6: everybody who may read a space learns who wrote what, and nobody else', async () => {
  const mia = (await t.accept(await t.invite(space, 'member'), 'Mia')).cookie
  const vic = (await t.accept(await t.invite(space, 'viewer'), 'Vic')).cookie
  const client = await say(mia, 'hello')
  const id = await idOf(mia)
  const answer = await authors(vic, `?clients=${client}`)
  expect(answer).toMatchObject({
    authors: [{ client, person: id, end: 1, stretches: [{ clock: 0, by: id, verified: true }] }],
    people: [{ id, name: 'Mia' }],
    next: null,
  })
  expect(Math.abs((answer.authors[0]?.stretches[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000)
  const all = (await authors(olga)).authors.map((one) => one.client)
  expect(all).toContain(client)
  expect((await authors(olga, `?after=${client}`)).authors.map((one) => one.client)).not.toContain(client)

  const { space: elsewhere } = await t.weft.operator.createToken({
    target: { newSpace: 'Elsewhere' },
    role: 'member',
    name: 'b',
  })
  const stranger = (await t.accept(await t.invite(elsewhere as SpaceId, 'member'), 'Sten')).cookie
  expect((await ask(stranger)).status).toBe(404)
  expect((await ask('')).status).toBe(401)
  const { token } = await t.weft.operator.createToken({ target: { space }, role: 'member', name: 'bot' })
  expect((await t.ask(`/api/spaces/${space}/authors`, { token })).status).toBe(404)
})

it('what can’t be read is said to be so', async () => {
  const many = Array.from({ length: MOST_CLIENTS + 1 }, (_, i) => i).join(',')
  for (const query of [
    '?clients=',
    '?clients=x',
    '?clients=1,-2',
    '?after=x',
    '?after=1e9',
    `?clients=${many}`,
  ])
    expect([query, (await ask(olga, query)).status]).toEqual([query, 400])
})

it('G8: whoever asks while the room closes is told to ask again, and is answered then', async () => {
  const disk = new MemoryDisk()
  const before = await trial({ store: await memoryStore(disk) })
  const { cookie, space: failing } = await before.owner()
  await before.close()
  const after = await trial({ store: await memoryStore(disk) })
  try {
    disk.failNext('range')
    const asked = () => after.ask(`/api/spaces/${failing}/authors`, { cookie })
    const refused = await asked()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1'])
    expect((await asked()).status).toBe(200)
  } finally {
    await after.close()
  }
})
