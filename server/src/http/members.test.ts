import type { PersonId, SpaceId } from '@weft/space'
import {
  type ApiMember,
  apiErrorSchema,
  createdTokenSchema,
  invitedSchema,
  membersSchema,
  openInvitationsSchema,
  tokensSchema,
} from '@weft/space/api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closing, opened, type Trial, trial } from '../operate/trial.ts'

let t: Trial
let space: SpaceId
/** Cookies. */
let olga: string
let mia: string
let vic: string
let stranger: string
beforeEach(async () => {
  t = await trial()
  const owner = await t.owner()
  olga = owner.cookie
  space = owner.space
  mia = (await t.accept(await t.invite(space, 'member'), 'Mia')).cookie
  vic = (await t.accept(await t.invite(space, 'viewer'), 'Vic')).cookie
  const { space: elsewhere } = await t.weft.operator.createToken({
    target: { newSpace: 'Elsewhere' },
    role: 'member',
    name: 'b',
  })
  stranger = (await t.accept(await t.invite(elsewhere as SpaceId, 'member'), 'Sten')).cookie
})
afterEach(() => t.close())

const at = (path: string) => `/api/spaces/${space}/${path}`
const call = (method: string, path: string, cookie: string | null, body?: unknown) =>
  t.ask(at(path), { method, ...(cookie === null ? {} : { cookie }), ...(body === undefined ? {} : { body }) })
const status = async (...args: Parameters<typeof call>) => (await call(...args)).status
const members = async (cookie = olga): Promise<readonly ApiMember[]> =>
  membersSchema.parse(await (await call('GET', 'members', cookie)).json()).members
const idOf = async (name: string): Promise<PersonId> => {
  const found = (await members()).find((one) => one.name === name)
  if (found === undefined) throw new Error(`${name} is no member`)
  return found.id
}
const rolesNow = async () => Object.fromEntries((await members()).map(({ name, role }) => [name, role]))
const codeOf = async (answer: Promise<Response>) =>
  apiErrorSchema.parse(await (await answer).json()).error.code

describe('members', () => {
  it('everybody in the space sees who belongs to it; nobody else does', async () => {
    for (const cookie of [olga, mia, vic]) {
      const names = (await members(cookie)).map(({ name, role, program }) => [name, role, program])
      expect(names.toSorted()).toEqual([
        ['Mia', 'member', false],
        ['Olga', 'owner', false],
        ['Vic', 'viewer', false],
      ])
    }
    expect(await status('GET', 'members', stranger)).toBe(404)
    expect(await status('GET', 'members', null)).toBe(401)
  })

  it('G5: an owner changes roles and takes them away; open connections follow', async () => {
    const ws = t.socket(space, { cookie: mia })
    await opened(ws)
    expect(await status('PATCH', `members/${await idOf('Mia')}`, olga, { role: 'viewer' })).toBe(204)
    expect(await rolesNow()).toEqual({ Olga: 'owner', Mia: 'viewer', Vic: 'viewer' })
    const closed = closing(ws)
    expect(await status('DELETE', `members/${await idOf('Mia')}`, olga)).toBe(204)
    expect((await closed).code).toBe(4410)
    expect(await status('GET', 'members', mia)).toBe(404)
  })

  it('nobody else may, and nothing changes', async () => {
    const before = await rolesNow()
    const vicsId = await idOf('Vic')
    const miasId = await idOf('Mia')
    for (const cookie of [mia, vic, stranger, null]) {
      const no = cookie === null ? 401 : 404
      const other = cookie === vic ? miasId : vicsId
      expect(await status('PATCH', `members/${other}`, cookie, { role: 'owner' })).toBe(no)
      expect(await status('DELETE', `members/${other}`, cookie)).toBe(no)
    }
    expect(await status('PATCH', `members/${miasId}`, mia, { role: 'owner' })).toBe(404)
    expect(await status('PATCH', `members/${vicsId}`, olga, { role: 'king' })).toBe(400)
    expect(await status('PATCH', 'members/AAAAAAAAAAAAAAAA', olga, { role: 'member' })).toBe(404)
    expect(await rolesNow()).toEqual(before)
  })

  it('everybody may leave, but the last owner; who hands over first may', async () => {
    expect(await status('DELETE', `members/${await idOf('Vic')}`, vic)).toBe(204)
    const own = `members/${await idOf('Olga')}`
    expect(await codeOf(call('DELETE', own, olga))).toBe('last_owner')
    expect(await codeOf(call('PATCH', own, olga, { role: 'member' }))).toBe('last_owner')
    expect(await status('PATCH', `members/${await idOf('Mia')}`, olga, { role: 'owner' })).toBe(204)
    expect(await status('DELETE', own, olga)).toBe(204)
    expect((await members(mia)).map(({ name, role }) => [name, role])).toEqual([['Mia', 'owner']])
  })

  it('of two owners who leave at the same moment one stays', async () => {
    const mias = `members/${await idOf('Mia')}`
    const olgas = `members/${await idOf('Olga')}`
    await call('PATCH', mias, olga, { role: 'owner' })
    const answers = await Promise.all([status('DELETE', mias, mia), status('DELETE', olgas, olga)])
    expect(answers.toSorted()).toEqual([204, 409])
  })
})

describe('invitations', () => {
  const invite = async (cookie: string, body: unknown = { role: 'viewer' }) =>
    invitedSchema.parse(await (await call('POST', 'invitations', cookie, body)).json()).url
  const open = async (cookie: string) =>
    openInvitationsSchema.parse(await (await call('GET', 'invitations', cookie)).json()).invitations
  const look = async (url: string) =>
    (await t.ask('/api/invitations/look', { method: 'POST', body: { secret: new URL(url).hash.slice(1) } }))
      .status

  it('an owner sees and ends all, a member their own, a viewer none; a secret is in no answer', async () => {
    const before = (await open(olga)).length
    const olgas = await invite(olga)
    const mias = await invite(mia, { role: 'member', hours: 2, uses: 3 })
    expect(await open(olga)).toHaveLength(before + 2)
    const [own, ...more] = await open(mia)
    expect(more).toEqual([])
    expect(own).toMatchObject({ role: 'member', left: 3, by: await idOf('Mia') })
    expect(await status('GET', 'invitations', vic)).toBe(404)
    const text = await (await call('GET', 'invitations', olga)).text()
    for (const url of [olgas, mias]) expect(text).not.toContain(new URL(url).hash.slice(1))
    const foreign = (await open(olga)).find(({ by }) => by !== own?.by)
    expect(await status('DELETE', `invitations/${foreign?.id}`, mia)).toBe(404)
    expect(await status('DELETE', `invitations/${own?.id}`, mia)).toBe(204)
    expect([await look(mias), await look(olgas)]).toEqual([410, 200])
  })

  it('G5: the links of somebody who may invite no more open nothing', async () => {
    const link = await invite(mia)
    await call('DELETE', `members/${await idOf('Mia')}`, olga)
    expect(await look(link)).toBe(410)
  })
})

describe('tokens', () => {
  const make = async (body: unknown = { name: 'Bot', role: 'member' }) =>
    createdTokenSchema.parse(await (await call('POST', 'tokens', olga, body)).json())
  const list = async () => tokensSchema.parse(await (await call('GET', 'tokens', olga)).json()).tokens

  it('an owner makes, lists and revokes them; a connection that one let in ends', async () => {
    const { id, token } = await make({ name: 'Bot', role: 'member', days: 30 })
    const [listed] = await list()
    expect(listed).toMatchObject({ id, name: 'Bot', role: 'member' })
    expect((listed?.expires ?? 0) - (listed?.at ?? 0)).toBe(30 * 86_400_000)
    expect(JSON.stringify(await list())).not.toContain(token)
    const ws = t.socket(space, { bearer: token, origin: null })
    await opened(ws)
    const closed = closing(ws)
    expect(await status('DELETE', `tokens/${id}`, olga)).toBe(204)
    expect((await closed).code).toBe(4401)
    expect(await list()).toEqual([])
    expect((await rolesNow()).Bot).toBeUndefined()
    expect((await t.ask('/api/me', { token })).status).toBe(401)
  })

  it('nobody else may, and a token least of all', async () => {
    const { id, token } = await make()
    for (const cookie of [mia, vic, stranger]) {
      expect(await status('GET', 'tokens', cookie)).toBe(404)
      expect(await status('POST', 'tokens', cookie, { name: 'x', role: 'viewer' })).toBe(404)
      expect(await status('DELETE', `tokens/${id}`, cookie)).toBe(404)
    }
    for (const path of ['members', 'invitations', 'tokens'])
      expect((await t.ask(at(path), { token })).status).toBe(404)
    expect(await status('POST', 'tokens', olga, { name: 'x', role: 'owner' })).toBe(400)
  })
})
