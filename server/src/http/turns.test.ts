import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import type { SpaceId } from '@weft/space'
import { amnestySchema, membersSchema, openInvitationsSchema, tokensSchema } from '@weft/space/api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Trial, trial } from '../operate/trial.ts'

let disk: MemoryDisk
let t: Trial
let space: SpaceId
let olga: string
let mia: string
let miaId: string
beforeEach(async () => {
  disk = new MemoryDisk()
  t = await trial({ store: await memoryStore(disk) })
  const owner = await t.owner()
  olga = owner.cookie
  space = owner.space
  const { cookie, accepted } = await t.accept(await t.invite(space, 'member', { uses: 1 }), 'Mia')
  mia = cookie
  miaId = accepted.me.person.id
  await call('PATCH', `members/${miaId}`, olga, { role: 'owner' })
})
afterEach(() => t.close())

const call = (method: string, path: string, cookie: string, body?: unknown) =>
  t.ask(`/api/spaces/${space}/${path}`, { method, cookie, ...(body === undefined ? {} : { body }) })

/** Olga takes Mia's role while the disk is slow; meanwhile Mia, who has it still, does something that waits for its turn. */
async function tooLate(method: string, path: string, body?: unknown): Promise<number> {
  disk.hold()
  const removed = call('DELETE', `members/${miaId}`, olga)
  await expect.poll(() => disk.held).toBeGreaterThan(0)
  const late = call(method, path, mia, body)
  // By then it has been looked at: she may still ask for these.
  for (let n = 0; n < 5; n++) membersSchema.parse(await (await call('GET', 'members', mia)).json())
  disk.release()
  expect((await removed).status).toBe(204)
  return (await late).status
}

describe('G5 who loses the role while they wait for their turn', () => {
  it('leaves no link behind', async () => {
    expect(await tooLate('POST', 'invitations', { role: 'member' })).toBe(404)
    const { invitations } = openInvitationsSchema.parse(await (await call('GET', 'invitations', olga)).json())
    expect(invitations).toEqual([])
  })

  it('gets no token', async () => {
    expect(await tooLate('POST', 'tokens', { name: 'way back', role: 'member' })).toBe(404)
    const { tokens } = tokensSchema.parse(await (await call('GET', 'tokens', olga)).json())
    expect(tokens).toEqual([])
  })

  it('opens no amnesty, and ends none', async () => {
    expect(await tooLate('POST', 'amnesty', { hours: 1 })).toBe(404)
    const { amnesty } = amnestySchema.parse(await (await call('GET', 'amnesty', olga)).json())
    expect(amnesty).toBeNull()
  })

  it('revokes nobody’s token', async () => {
    const made = await (await call('POST', 'tokens', olga, { name: 'Bot', role: 'member' })).json()
    const { id } = made as { id: string }
    expect(await tooLate('DELETE', `tokens/${id}`)).toBe(404)
    const { tokens } = tokensSchema.parse(await (await call('GET', 'tokens', olga)).json())
    expect(tokens).toHaveLength(1)
  })
})
