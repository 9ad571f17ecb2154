import { randomBytes } from 'node:crypto'
import { type PersonId, type SpaceId, spaceId } from '@weft/space'
import { auditPageSchema, auditText } from '@weft/space/audit'
import { encodeUp } from '@weft/space/wire'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { closing, opened, type Trial, trial } from '../operate/trial.ts'

let t: Trial
let space: SpaceId
let olga: string
let mia: string
beforeEach(async () => {
  t = await trial()
  const owner = await t.owner()
  olga = owner.cookie
  space = owner.space
  mia = (await t.accept(await t.invite(space, 'member'), 'Mia')).cookie
})
afterEach(() => t.close())

const page = async (query = '') =>
  auditPageSchema.parse(await (await t.ask(`/api/spaces/${space}/audit${query}`, { cookie: olga })).json())
const nameIn = (names: readonly { readonly id: string; readonly name: string }[], who: unknown) =>
  names.find(({ id }) => id === who)?.name ?? '?'
/** Told as people read it, with `*` for the addresses and ids that differ. */
const told = async () => {
  const { entries, names } = await page()
  return entries.map((entry) => {
    const text = auditText(entry, (id) => nameIn(names, id))
    return `${text}${entry.from === null ? '' : ' from *'}`.replaceAll(/(?<![\w-])[\w-]{12}(?![\w-])/g, '*')
  })
}

it('G5 an owner sees who did what, and who was turned away; nobody else does', async () => {
  const id = spaceId((bytes) => bytes.set(randomBytes(bytes.length)))
  expect((await closing(t.socket(id, { cookie: mia }))).code).toBe(4403)
  const vic = (await t.accept(await t.invite(space, 'viewer'), 'Vic')).cookie
  await t.ask(`/api/spaces/${space}/tokens`, {
    method: 'POST',
    cookie: mia,
    body: { name: 'x', role: 'viewer' },
  })
  await t.ask(`/api/spaces/${space}`, { method: 'DELETE', cookie: mia })
  await t.ask(`/api/spaces/${space}`, { method: 'PATCH', cookie: olga, body: { archived: true } })
  const lines = await told()
  expect(lines.filter((line) => !line.startsWith('Refused'))).toEqual([
    'Olga archived the space from *',
    'Vic joined as a viewer by the link * from *',
    'Vic signed in by an invitation (A browser) from *',
    'The operator made a link for any number of viewers (*)',
    'Mia joined as a member by the link * from *',
    'Mia signed in by an invitation (A browser) from *',
    'The operator made a link for any number of members (*)',
    'Olga made this space from *',
    'Olga signed in by a link for an owner of the server (A browser) from *',
  ])
  expect(lines.filter((line) => line.startsWith('Refused')).toSorted()).toEqual([
    'Refused Mia: deleting the space from *',
    'Refused Mia: making a token from *',
  ])
  for (const cookie of [mia, vic])
    expect((await t.ask(`/api/spaces/${space}/audit`, { cookie })).status).toBe(404)
  expect((await t.ask(`/api/spaces/${space}/audit`)).status).toBe(401)
  expect((await t.ask(`/api/spaces/${space}/audit?before=${'x'.repeat(50)}`, { cookie: olga })).status).toBe(
    400,
  )
  expect((await page('?before=0')).entries).toEqual([])
})

it('G5 who owns a space, but not the server, is told nobody’s address, nor what they use', async () => {
  const { people } = await t.weft.operator.people({ space })
  const mias = people.find(({ name }) => name === 'Mia')?.id
  await t.weft.operator.setRole({ space, person: mias as PersonId, role: 'owner' })
  await t.accept(await t.invite(space, 'viewer'), 'Vic')
  const answer = await t.ask(`/api/spaces/${space}/audit`, { cookie: mia })
  const { entries } = auditPageSchema.parse(await answer.json())
  expect(entries.map(({ what }) => what)).toContain('signedIn')
  for (const entry of entries) expect(entry).not.toHaveProperty('device')
  expect(new Set(entries.map(({ from }) => from))).toEqual(new Set([null]))
})

it('G5 an owner of the server sees what belongs to no space, with where from; an owner of a space doesn’t', async () => {
  await closing(
    t.socket(
      spaceId((bytes) => bytes.fill(1)),
      { cookie: mia },
    ),
  )
  const made = await t.ask('/api/spaces', { method: 'POST', cookie: mia, body: { name: 'Mia’s' } })
  expect(made.status).toBe(201)
  const answer = await t.ask('/api/audit', { cookie: olga })
  const { entries, names } = auditPageSchema.parse(await answer.json())
  expect(entries.map((entry) => auditText(entry, (id) => nameIn(names, id))).toSorted()).toEqual([
    'Mia signed in by an invitation (A browser)',
    'Olga became an owner of this server',
    'Olga signed in by a link for an owner of the server (A browser)',
    'Refused Mia: opening a space without a role',
  ])
  for (const { from } of entries) expect(from).toMatch(/127|::1/)
  expect((await t.ask('/api/audit', { cookie: mia })).status).toBe(404)
  expect((await t.ask('/api/audit')).status).toBe(401)
})

it('the operator sees all of it, and what no space’s owners see', async () => {
  await closing(
    t.socket(
      spaceId((bytes) => bytes.fill(1)),
      { cookie: mia },
    ),
  )
  await closing(t.socket(space, {}))
  await t.ask('/api/me', { token: 'weft_nobodys' })
  await t.weft.operator.deleteSpace({ space, name: 'Home' })
  const { entries, names } = await t.weft.operator.audit({ space: null, since: null })
  const lines = entries.map((entry) => auditText(entry, (id) => nameIn(names, id)))
  expect(lines).toContain(`The operator deleted the space ${space} of 2 people`)
  expect(lines).toContain('Refused Mia: opening a space without a role')
  expect(entries.every(({ scope }) => scope === 'server')).toBe(true)
  const future = await t.weft.operator.audit({ space: null, since: Date.now() + 1_000 })
  expect(future.entries).toEqual([])
})

it('a refused write is on record with who tried it, and from where', async () => {
  const vic = (await t.accept(await t.invite(space, 'viewer'), 'Vic')).cookie
  const ws = t.socket(space, { cookie: vic })
  await opened(ws)
  const closed = closing(ws)
  const doc = new Y.Doc()
  doc.getArray('timeline').push([{ kind: 'message' }])
  ws.send(encodeUp({ type: 'update', update: Y.encodeStateAsUpdate(doc) }))
  expect((await closed).code).toBe(4404)
  const { entries, names } = await page()
  const refused = entries.find(({ what }) => what === 'refused')
  expect(refused).toMatchObject({
    why: 'writing without the role',
    count: 1,
    from: expect.stringMatching(/127|::1/),
  })
  expect(nameIn(names, refused?.by)).toBe('Vic')
})
