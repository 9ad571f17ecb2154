import { openStore } from '@weft/persistence'
import { type PersonId, type SpaceId, sendMessage } from '@weft/space'
import { apiErrorSchema, meSchema, spaceSummarySchema, spacesSchema } from '@weft/space/api'
import { Close, encodeUp } from '@weft/space/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { KEPT } from '../audit/journal.ts'
import { closing, opened, type Trial, trial } from '../operate/trial.ts'
import { KINDS } from '../people/schema.ts'
import { MARKS } from '../unread/marks.ts'

let t: Trial
let space: SpaceId
/** Cookies. */
let olga: string
let mia: string
let vic: string
let miasId: PersonId
let olgasId: PersonId
beforeEach(async () => {
  t = await trial()
  const owner = await t.owner()
  olga = owner.cookie
  space = owner.space
  const joined = await t.accept(await t.invite(space, 'member'), 'Mia')
  mia = joined.cookie
  miasId = joined.accepted.me.person.id
  olgasId = meSchema.parse(await (await t.ask('/api/me', { cookie: olga })).json()).person.id
  vic = (await t.accept(await t.invite(space, 'viewer'), 'Vic')).cookie
})
afterEach(() => t.close())

const archive = (archived: unknown, cookie = olga) =>
  t.ask(`/api/spaces/${space}`, { method: 'PATCH', cookie, body: { archived } })
const remove = (cookie: string | null = olga) =>
  t.ask(`/api/spaces/${space}`, { method: 'DELETE', ...(cookie === null ? {} : { cookie }) })
const list = async (cookie: string) =>
  spacesSchema.parse(await (await t.ask('/api/spaces', { cookie })).json()).spaces
const message = (by = miasId): Uint8Array => {
  const doc = new Y.Doc()
  sendMessage(doc, { by, at: Date.now(), text: 'a word that stays' })
  return encodeUp({ type: 'update', update: Y.encodeStateAsUpdate(doc) })
}

describe('an archived space', () => {
  it('G5 is read by all and written by none, open connections at once; and comes back as it was', async () => {
    const ws = t.socket(space, { cookie: mia })
    await opened(ws)
    const shown = spaceSummarySchema.parse(await (await archive(true)).json())
    expect(shown).toMatchObject({ id: space, role: 'owner', archived: expect.any(Number) })
    const closed = closing(ws)
    ws.send(message())
    expect(await closed).toEqual({ code: Close.refused, reason: 'update refused: viewer' })
    expect(await list(mia)).toMatchObject([{ id: space, role: 'member', archived: shown.archived }])
    const later = t.socket(space, { cookie: olga })
    await opened(later)
    const ended = closing(later)
    later.send(message(olgasId))
    expect(await ended).toEqual({ code: Close.refused, reason: 'update refused: viewer' })
    const invited = await t.ask(`/api/spaces/${space}/invitations`, {
      method: 'POST',
      cookie: olga,
      body: { role: 'viewer' },
    })
    expect(invited.status).toBe(404)

    expect((await archive(false)).status).toBe(200)
    expect((await list(mia))[0]?.archived).toBeUndefined()
    const back = t.socket(space, { cookie: mia, protocols: ['weft.1'] })
    await opened(back)
    const acked = new Promise<void>((resolve) => {
      back.on('message', (data: Buffer) => {
        // Type 100, sub 0: an ack.
        if (data[0] === 100 && data[1] === 0) resolve()
      })
    })
    back.send(message())
    await acked
  })

  it('stays archived for somebody whose role is changed meanwhile', async () => {
    const ws = t.socket(space, { cookie: vic })
    await opened(ws)
    await archive(true)
    const { people } = await t.weft.operator.people({ space })
    const vics = people.find(({ name }) => name === 'Vic')?.id
    await t.weft.operator.setRole({ space, person: vics as PersonId, role: 'member' })
    const closed = closing(ws)
    ws.send(message(vics as PersonId))
    expect(await closed).toEqual({ code: Close.refused, reason: 'update refused: viewer' })
  })

  it('is archived by owners alone', async () => {
    for (const cookie of [mia, vic]) expect((await archive(true, cookie)).status).toBe(404)
    expect((await archive('yes')).status).toBe(400)
    expect((await list(olga))[0]?.archived).toBeUndefined()
  })
})

describe('a deleted space', () => {
  it('G5 sends everybody away, whoever comes back too, and is in no list any more', async () => {
    const ws = t.socket(space, { cookie: mia })
    await opened(ws)
    const closed = closing(ws)
    expect((await remove()).status).toBe(204)
    expect((await closed).code).toBe(Close.spaceGone)
    for (const cookie of [olga, mia, vic]) {
      expect((await closing(t.socket(space, { cookie }))).code).toBe(Close.spaceGone)
      expect(await list(cookie)).toEqual([])
      const answer = await t.ask('/api/spaces', { cookie })
      expect(spacesSchema.parse(await answer.json()).gone).toEqual([space])
    }
    const answer = await t.ask(`/api/spaces/${space}/members`, { cookie: olga })
    expect(apiErrorSchema.parse(await answer.json()).error.code).toBe('not_found')
    expect((await remove()).status).toBe(404)
  })

  it('tells whoever never belonged to it what it tells of a space that never was', async () => {
    const { space: elsewhere } = await t.weft.operator.createToken({
      target: { newSpace: 'Elsewhere' },
      role: 'member',
      name: 'b',
    })
    const stranger = await t.accept(await t.invite(elsewhere as SpaceId, 'member'), 'Sten')
    await remove()
    const { code } = await closing(t.socket(space, { cookie: stranger.cookie }))
    expect(code).toBe(Close.noSuchSpace)
  })

  it('is gone from the disk with its links, tokens, amnesty and lines; only that it was there stays', async () => {
    const link = await t.invite(space, 'member')
    const bot = { target: { space }, role: 'member' as const, name: 'Bot' }
    const { token, person } = await t.weft.operator.createToken(bot)
    await t.weft.operator.openAmnesty({ space, hours: 1 })
    await t.weft.operator.importNote({ space, title: null, fallback: 'A note', markdown: 'words' })
    await remove()
    const secret = new URL(link).hash.slice(1)
    expect((await t.ask('/api/invitations/look', { method: 'POST', body: { secret } })).status).toBe(404)
    expect((await t.ask('/api/me', { token })).status).toBe(401)
    await t.weft.close()
    const store = await openStore(t.data)
    const spaces: string[] = []
    for await (const id of store.log.spaces()) spaces.push(id)
    expect(spaces).toEqual([])
    const told: string[] = []
    for (const kind of [...Object.keys(KINDS), ...Object.keys(KEPT), MARKS])
      for await (const [key, value] of store.records.list(kind)) {
        const text = JSON.stringify([key, value])
        if (text.includes(space) || text.includes(person)) told.push(kind)
      }
    // Three had a role; that it was deleted, by whom; and that it was refused to nobody.
    expect(told).toEqual(['former', 'former', 'former', 'deletion'])
    await store.close()
  })

  it('is deleted by owners alone', async () => {
    for (const cookie of [mia, vic]) expect((await remove(cookie)).status).toBe(404)
    expect((await remove(null)).status).toBe(401)
    expect(await list(olga)).toHaveLength(1)
  })
})
