import { stat } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { dirname } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordedSocket } from '../operate/control.ts'
import { OPERATIONS, type Operation } from '../operate/operations.ts'
import { hashOf } from '../people/secret.ts'
import { idOf } from '../people/tokens.ts'
import { type Cast, cast } from './cast.ts'
import { ACTORS, CONTROL } from './table.ts'

let all: Cast
let socket: string
beforeAll(async () => {
  all = await cast()
  socket = (await recordedSocket(all.t.data)) ?? ''
})
afterAll(() => all.close())

const NAMES = Object.keys(OPERATIONS) as Operation[]
const MISSING = 'A'.repeat(22)
/** A command that is good, about this space. */
const WISHES: Readonly<Record<Operation, (space: string) => Promise<unknown>>> = {
  createToken: async (space) => ({ target: { space }, role: 'viewer', name: 'x' }),
  createInvitation: async (space) => ({ space, role: 'viewer', hours: 1, uses: 1 }),
  tokens: async (space) => ({ space }),
  revokeToken: async (space) => {
    const { operator } = all.t.weft
    const { token } = await operator.createToken({ target: { space: all.space }, role: 'viewer', name: 'y' })
    return { space, token: idOf(hashOf(token)) }
  },
  invitations: async (space) => ({ space }),
  revokeInvitation: async (space) => {
    await all.t.invite(all.space, 'viewer')
    const { invitations } = await all.t.weft.operator.invitations({ space: all.space })
    return { space, invitation: invitations[0]?.id }
  },
  ownerLink: async () => ({}),
  spaces: async () => ({}),
  people: async (space) => ({ space }),
  setRole: async (space) => ({ space, person: (await all.join('member')).id, role: 'viewer' }),
  amnesty: async (space) => ({ space }),
  openAmnesty: async (space) => ({ space, hours: 1 }),
  endAmnesty: async (space) => {
    await all.t.weft.operator.openAmnesty({ space: all.space, hours: 1 })
    return { space }
  },
  importNote: async (space) => ({ space, title: 'x', fallback: 'x', markdown: 'x' }),
  exportSpace: async (space) => ({ space }),
  archiveSpace: async (space) => ({ space, archived: false }),
  deleteSpace: async (space) => {
    // Another one, where it is about one that is there.
    if (space !== all.space) return { space, name: 'x' }
    const made = await all.t.weft.operator.createToken({
      target: { newSpace: 'x' },
      role: 'viewer',
      name: 'x',
    })
    return { space: made.space, name: 'x' }
  },
  audit: async () => ({ space: null, since: null }),
}

async function ask(method: string, name: string, body: unknown): Promise<{ status: number; words: string }> {
  const sent = request({ socketPath: socket, method, path: `/${name}` })
  sent.end(method === 'POST' ? JSON.stringify(body) : undefined)
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve)
    sent.once('error', reject)
  })
  return { status: answer.statusCode ?? 0, words: await text(answer) }
}

describe('G5 the operator’s commands', () => {
  it('each has a row, and every row is a command', () => {
    expect(Object.keys(CONTROL).toSorted()).toEqual(NAMES.toSorted())
  })

  it('are taken from nobody but this machine’s user', async () => {
    expect((await stat(dirname(socket))).mode & 0o777).toBe(0o700)
  })

  it.each(NAMES)('%s: of a space that is there, one that isn’t, and of nonsense', async (name) => {
    const { space } = CONTROL[name]
    expect((await ask('POST', name, await WISHES[name](all.space))).status).toBe(200)
    const missing = await ask('POST', name, await WISHES[name](MISSING))
    if (space) {
      expect(missing.status).toBe(400)
      expect(missing.words).toContain('There is no space')
    } else expect(missing.status).toBe(200)
    const before = all.writes()
    for (const odd of [
      null,
      [],
      'x',
      ...(space ? [{}, { space: 7 }, { space: '../x' }, { space: null }] : []),
    ])
      expect((await ask('POST', name, odd)).status).toBe(400)
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH'])
      expect((await ask(method, name, null)).status).toBe(404)
    expect(all.writes()).toBe(before)
  })

  it('what is none is nothing', async () => {
    for (const name of ['', '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'createtoken', 'x/y'])
      expect((await ask('POST', name, {})).status).toBe(404)
  })

  it.each(ACTORS)('have no way in over the network: %s', async (actor) => {
    const wrong: string[] = []
    for (const name of NAMES)
      for (const path of [`/${name}`, `/api/${name}`, `/control/${name}`, `/api/control/${name}`]) {
        const body = { target: { newSpace: 'x' }, space: all.space, role: 'viewer', name: 'x', hours: 1 }
        const { status } = await all.t.ask(path, { method: 'POST', ...all.as[actor], body })
        // `/api/spaces` is a route of its own, with a row of its own.
        if (path !== '/api/spaces' && ![401, 403, 404, 405].includes(status))
          wrong.push(`${path} gave ${status}`)
      }
    expect(wrong).toEqual([])
  })
})
