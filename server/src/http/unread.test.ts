import { createNote, type NoteId, type SpaceId, sendMessage, type Unread } from '@weft/space'
import { meSchema, seenSchema, spacesSchema } from '@weft/space/api'
import { decodeDown, encodeUp, type Notice } from '@weft/space/wire'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { opened, type Trial, trial } from '../operate/trial.ts'

/** Milliseconds. */
const SOON = { timeout: 5_000 }

let t: Trial
let space: SpaceId
let elsewhere: SpaceId
/** Cookies. Olga and Mia belong to both spaces, Vic reads the first. */
let olga: string
let mia: string
let vic: string
beforeEach(async () => {
  t = await trial()
  ;({ cookie: olga, space } = await t.owner())
  const made = await t.ask('/api/spaces', { method: 'POST', cookie: olga, body: { name: 'Elsewhere' } })
  elsewhere = ((await made.json()) as { id: SpaceId }).id
  mia = (await t.accept(await t.invite(space, 'member'), 'Mia')).cookie
  const link = new URL(await t.invite(elsewhere, 'member')).hash.slice(1)
  await t.ask('/api/invitations/accept', { method: 'POST', cookie: mia, body: { secret: link } })
  vic = (await t.accept(await t.invite(space, 'viewer'), 'Vic')).cookie
})
afterEach(() => t.close())

const idOf = async (cookie: string) =>
  meSchema.parse(await (await t.ask('/api/me', { cookie })).json()).person.id
const unread = async (cookie: string, of = space): Promise<Unread | undefined> => {
  const { spaces } = spacesSchema.parse(await (await t.ask('/api/spaces', { cookie })).json())
  return spaces.find(({ id }) => id === of)?.unread
}
const seen = (cookie: string, reach: readonly (readonly [number, number])[]) =>
  t.ask(`/api/spaces/${space}/seen`, { method: 'POST', cookie, body: { reach } })

/** What a person's screen in a space is told, from now on. */
async function screen(cookie: string, of: SpaceId) {
  const ws = t.socket(of, { cookie, protocols: ['weft.1'] })
  const notices: Extract<Notice, { kind: 'unread' }>[] = []
  const acks = new Set<(count: number) => void>()
  ws.on('message', (bytes: Buffer) => {
    const down = decodeDown(bytes)
    if (down.type === 'notice' && down.notice.kind === 'unread') notices.push(down.notice)
    if (down.type === 'ack') for (const acked of acks) acked(down.count)
  })
  await opened(ws)
  return {
    notices,
    /** Writes, and waits until it is on the disk. */
    write: async (doc: Y.Doc) => {
      const done = new Promise<void>((resolve) => acks.add((count) => count > 0 && resolve()))
      ws.send(encodeUp({ type: 'step2', update: Y.encodeStateAsUpdate(doc) }))
      await done
      return doc.clientID
    },
  }
}
async function say(cookie: string, ...texts: string[]): Promise<number> {
  const doc = new Y.Doc()
  const by = await idOf(cookie)
  for (const text of texts) sendMessage(doc, { by, at: Date.now(), text })
  return (await screen(cookie, space)).write(doc)
}

it('G9 what others wrote stands in the list of spaces until it was seen, for each person on all their devices', async () => {
  expect(await unread(olga)).toBeUndefined()
  const client = await say(mia, 'one', 'two')
  expect(await unread(olga)).toEqual({ runs: [[client, 0, 2]] })
  expect(await unread(vic)).toEqual({ runs: [[client, 0, 2]] })
  expect(await unread(mia)).toBeUndefined()
  expect(await unread(olga, elsewhere)).toBeUndefined()

  const answer = seenSchema.parse(await (await seen(olga, [[client, 1]])).json())
  expect(answer).toEqual({ unread: { runs: [[client, 1, 1]] } })
  await seen(olga, [[client, 2]])
  expect(await unread(olga)).toBeUndefined()
  expect(await unread(vic)).toEqual({ runs: [[client, 0, 2]] })
})

it('a note that is written is no message', async () => {
  const doc = new Y.Doc()
  const note = 'N'.repeat(16) as NoteId
  createNote(doc, { id: note, title: 'A message', by: await idOf(mia), at: Date.now() })
  await (await screen(mia, space)).write(doc)
  expect(await unread(olga)).toBeUndefined()
})

it('who is in another space is told there, within a second or two, and again when it was seen elsewhere', async () => {
  const there = await screen(olga, elsewhere)
  const viewer = await screen(vic, space)
  const client = await say(mia, 'one')
  await expect.poll(() => there.notices, SOON).toHaveLength(1)
  expect(there.notices[0]).toEqual({ kind: 'unread', space, unread: { runs: [[client, 0, 1]] } })
  expect(viewer.notices).toHaveLength(1)
  await seen(olga, [[client, 1]])
  await expect.poll(() => there.notices, SOON).toHaveLength(2)
  expect(there.notices[1]).toEqual({ kind: 'unread', space, unread: null })
  // What one person has seen is told to that person.
  expect(viewer.notices).toHaveLength(1)
})

it('G5 who is removed is told nothing more, and can’t ask', async () => {
  const there = await screen(mia, elsewhere)
  const viewer = await screen(vic, space)
  const gone = `/api/spaces/${space}/members/${await idOf(mia)}`
  const client = await say(olga, 'secret')
  expect((await t.ask(gone, { method: 'DELETE', cookie: olga })).status).toBe(204)
  // By then whoever belongs is told.
  await expect.poll(() => viewer.notices, SOON).toHaveLength(1)
  expect(there.notices).toEqual([])
  expect(await unread(mia)).toBeUndefined()
  expect((await seen(mia, [[client, 1]])).status).toBe(404)
})

it('a program is told nothing, and says nothing', async () => {
  const { token } = await t.weft.operator.createToken({ target: { space }, role: 'member', name: 'bot' })
  await say(mia, 'one')
  const { spaces } = spacesSchema.parse(await (await t.ask('/api/spaces', { token })).json())
  expect(spaces).toMatchObject([{ id: space }])
  expect(spaces[0]?.unread).toBeUndefined()
  const body = { reach: [[1, 1]] }
  expect((await t.ask(`/api/spaces/${space}/seen`, { method: 'POST', token, body })).status).toBe(404)
})

it('what is no part of a state vector isn’t taken', async () => {
  const many = Array.from({ length: 1_001 }, (_, i) => [i, 1] as const)
  for (const reach of [many, [[1, -1]], [[1]], [['1', 1]], [[1, 0.5]]])
    expect((await seen(olga, reach as [number, number][])).status).toBe(400)
})

it('is still known when the server has been started anew, without opening a room', async () => {
  const client = await say(mia, 'one')
  const { data } = t
  await t.weft.close()
  const again = await trial({ data })
  try {
    const { spaces } = spacesSchema.parse(await (await again.ask('/api/spaces', { cookie: olga })).json())
    expect(spaces.find(({ id }) => id === space)?.unread).toEqual({ runs: [[client, 0, 1]] })
    expect(await again.weft.metrics.text()).toMatch(/weft_rooms_opened_total 0|^(?!.*rooms_opened)/s)
  } finally {
    await again.close()
  }
})
