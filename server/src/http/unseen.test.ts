import type { SpaceId } from '@weft/space'
import { Close } from '@weft/space/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { closing, type Trial, trial } from '../operate/trial.ts'

let t: Trial
beforeEach(async () => {
  t = await trial()
})
afterEach(() => t.close())

describe('G5 a space that isn’t there and one that is somebody else’s', () => {
  it('get the same answer, to the letter, by every way', async () => {
    const { cookie, space } = await t.owner()
    const { token } = await t.weft.operator.createToken({
      target: { newSpace: 'Mine' },
      role: 'member',
      name: 'b',
    })
    const { people } = await t.weft.operator.people({ space })
    const olga = people[0]?.id ?? ''
    const elsewhere = await t.weft.operator.createToken({
      target: { newSpace: 'Elsewhere' },
      role: 'member',
      name: 'e',
    })
    const stranger = await t.accept(await t.invite(elsewhere.space as SpaceId, 'member'), 'Eve')
    const missing = space.startsWith('A') ? `B${space.slice(1)}` : `A${space.slice(1)}`
    const ways: readonly (readonly [method: string, below: string, body?: unknown])[] = [
      ['GET', '/members'],
      ['PATCH', `/members/${olga}`, { role: 'viewer' }],
      ['DELETE', `/members/${olga}`],
      ['GET', '/invitations'],
      ['POST', '/invitations', { role: 'member' }],
      ['POST', '/invitations', { role: 'king' }],
      ['DELETE', '/invitations/x'],
      ['GET', '/tokens'],
      ['POST', '/tokens', { name: 'x', role: 'member' }],
      ['DELETE', '/tokens/x'],
      ['GET', ''],
      ['DELETE', ''],
    ]
    const askers = [
      [{ cookie: stranger.cookie }, 404],
      [{ token, origin: null }, 404],
      [{}, 401],
    ] as const
    for (const [who, status] of askers) {
      for (const [method, below, body] of ways) {
        const answer = async (id: string) => {
          const got = await t.ask(`/api/spaces/${id}${below}`, { method, body, ...who })
          const headers = [...got.headers].filter(([name]) => name !== 'date')
          return { status: got.status, headers, body: await got.text() }
        }
        const forbidden = await answer(space)
        if (below !== '') expect({ method, below, ...forbidden }).toMatchObject({ status })
        expect(forbidden).toEqual(await answer(missing))
      }
    }
    const knock = { cookie: stranger.cookie }
    const ends = [await closing(t.socket(space, knock)), await closing(t.socket(missing, knock))]
    expect(ends[0]).toMatchObject({ code: Close.noSuchSpace })
    expect(ends[0]).toEqual(ends[1])
    expect((await t.ask(`/api/spaces/${space}/members`, { cookie })).status).toBe(200)
  })
})
