import { once } from 'node:events'
import { IncomingMessage } from 'node:http'
import { queryObjects } from 'node:v8'
import type { SpaceId } from '@weft/space'
import { spacesSchema } from '@weft/space/api'
import { Close, encodeUp, tokenSubprotocol } from '@weft/space/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import * as Y from 'yjs'
import { closing, type Knock, opened, type Trial, trial } from '../operate/trial.ts'
import { masked, rawLine } from './raw-line.ts'

let t: Trial
let owner: { cookie: string; space: SpaceId }
beforeEach(async () => {
  t = await trial()
  owner = await t.owner()
})
afterEach(() => t.close())

const step1 = encodeUp({ type: 'step1', stateVector: new Uint8Array([0]) })

/** A client in good order; resolves when the server has answered its first question. */
async function bystander(): Promise<WebSocket> {
  const ws = t.socket(owner.space, { cookie: owner.cookie, protocols: ['weft.1'] })
  await opened(ws)
  await stillServed(ws)
  return ws
}
async function stillServed(ws: WebSocket, question: Uint8Array = step1): Promise<void> {
  const answered = new Promise<void>((resolve, reject) => {
    ws.once('close', (code) => reject(new Error(`closed with ${code}`)))
    const read = (data: Buffer) => {
      if (data[0] !== 0 || data[1] !== 1) return
      ws.off('message', read)
      resolve()
    }
    ws.on('message', read)
  })
  ws.send(question)
  await answered
}

const rawSocket = () => rawLine(t, owner)

describe('G8 what breaks the protocol is closed for good, said why, and touches nobody else', () => {
  it.each([
    ['a text frame, even of a good message', masked(0x81, step1), Close.badFrame],
    ['an unknown type', masked(0x82, Buffer.from([77])), Close.badFrame],
    ['an empty message', masked(0x82, Buffer.alloc(0)), Close.badFrame],
    ['a truncated message', masked(0x82, Buffer.from([0, 2, 200, 1])), Close.badFrame],
    ['an update of garbage', masked(0x82, Buffer.from([0, 2, 4, 255, 255, 255, 255])), Close.badFrame],
    ['an unmasked frame', Buffer.from([0x82, 1, 0]), Close.badFrame],
    ['reserved bits', Buffer.from([0xf2, 0x81, 0, 0, 0, 0, 0]), Close.badFrame],
    ['a reserved opcode', masked(0x8b, Buffer.alloc(0)), Close.badFrame],
    ['text that is no UTF-8', masked(0x81, Buffer.from([0xff, 0xfe])), Close.badFrame],
    [
      'a frame that says it is 1 TiB',
      Buffer.from([0x82, 0xff, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
      Close.tooLarge,
    ],
  ])('%s', async (_, bytes, code) => {
    const other = await bystander()
    const { socket, end } = await rawSocket()
    socket.write(bytes)
    const { code: got, reason } = await end
    expect(got).toBe(code)
    expect(reason).not.toBe('')
    await stillServed(other)
  })

  it('noise, many times over', async () => {
    const other = await bystander()
    let seed = 1
    for (let n = 0; n < 30; n++) {
      const { socket, end } = await rawSocket()
      const noise = Buffer.from(
        Array.from({ length: 200 }, () => {
          seed = (Math.imul(seed, 1103515245) + 12345) >>> 0
          return seed >>> 24
        }),
      )
      socket.end(noise)
      await end
    }
    await stillServed(other)
  })

  it('a reset in the middle of a frame', async () => {
    const other = await bystander()
    const { socket, end } = await rawSocket()
    socket.write(masked(0x82, Buffer.alloc(100)).subarray(0, 40))
    socket.resetAndDestroy()
    await end
    await stillServed(other)
  })

  it('a viewer may send 64 KiB, not more; a writer more', async () => {
    const link = await t.invite(owner.space, 'viewer')
    const { cookie } = await t.accept(link, 'Vera')
    const viewer = t.socket(owner.space, { cookie })
    await opened(viewer)
    const end = closing(viewer)
    viewer.send(new Uint8Array(64 * 1024 + 1).fill(1))
    expect((await end).code).toBe(Close.tooLarge)

    const writer = t.socket(owner.space, { cookie: owner.cookie })
    await opened(writer)
    const written = closing(writer)
    writer.send(new Uint8Array(64 * 1024 + 1).fill(77))
    expect((await written).code).toBe(Close.badFrame)
  })

  it('a viewer may say what they have, however many have written in the space; but not without end', async () => {
    const link = await t.invite(owner.space, 'viewer')
    const { cookie } = await t.accept(link, 'Vera')
    const viewer = t.socket(owner.space, { cookie })
    await opened(viewer)
    const wrote = new Map(Array.from({ length: 20_000 }, (_, n) => [2 ** 31 + n, 200]))
    const question = encodeUp({ type: 'step1', stateVector: Y.encodeStateVector(wrote) })
    expect(question.length).toBeGreaterThan(128 * 1024)
    await stillServed(viewer, question)
    const end = closing(viewer)
    viewer.send(Buffer.concat([question, new Uint8Array(4 * 1024 * 1024)]))
    expect((await end).code).toBe(Close.tooLarge)
  })
})

it('keeps nothing of the request that a connection came with', async () => {
  const line = await rawSocket()
  const before = queryObjects(IncomingMessage)
  await Promise.all([rawSocket(), rawSocket(), rawSocket()])
  expect(queryObjects(IncomingMessage)).toBe(before)
  line.socket.destroy()
})

describe('G5 who is not let in is told why, in a close code that a browser sees', () => {
  it('the right code for each', async () => {
    const elsewhere = (
      await t.weft.operator.createToken({ target: { newSpace: 'B' }, role: 'member', name: 'b' })
    ).space
    const { cookie } = owner
    const cases: [code: number, space: string, knock: Knock][] = [
      [Close.foreignOrigin, owner.space, { cookie, origin: 'https://evil.example' }],
      [Close.foreignOrigin, owner.space, { cookie, origin: null }],
      [Close.unauthenticated, owner.space, {}],
      [Close.unauthenticated, owner.space, { cookie: 'weft_device=unknown' }],
      [Close.unauthenticated, owner.space, { bearer: 'weft_unknown' }],
      [Close.unauthenticated, owner.space, { protocols: ['weft.0', tokenSubprotocol('weft_unknown')] }],
      [Close.noSuchSpace, 'AAAAAAAAAAAAAAAAAAAAAA', { cookie }],
      [Close.noSuchSpace, 'short', { cookie }],
    ]
    for (const [code, space, knock] of cases) {
      const { code: got, reason } = await closing(t.socket(space, knock))
      expect(got).toBe(code)
      expect(reason.length).toBeGreaterThan(10)
    }
    const stranger = await t.accept(await t.invite(elsewhere as SpaceId, 'member'), 'Stranger')
    expect((await closing(t.socket(owner.space, { cookie: stranger.cookie }))).code).toBe(Close.noSuchSpace)
  })

  it('writes a line about it, without any secret', async () => {
    const { token } = await t.weft.operator.createToken({
      target: { newSpace: 'B' },
      role: 'member',
      name: 'b',
    })
    await closing(t.socket(owner.space, { cookie: owner.cookie, origin: 'https://evil.example' }))
    await closing(t.socket(owner.space, { bearer: `${token}x` }))
    await closing(t.socket(owner.space, { bearer: token }))
    const refused = t.log.filter(({ event }) => event === 'socket_refused')
    expect(refused.map(({ details }) => details.code)).toEqual([
      Close.foreignOrigin,
      Close.unauthenticated,
      Close.noSuchSpace,
    ])
    const text = JSON.stringify(t.log)
    for (const secret of [token, owner.cookie.split('=')[1] ?? '?', 'evil.example'])
      expect(text).not.toContain(secret)
  })

  it('answers a flood in bare HTTP, and lets everybody else in', async () => {
    await t.close()
    t = await trial({ limits: { refusalBurst: 5, refusalRate: 0.001 } })
    owner = await t.owner()
    const ends = []
    for (let n = 0; n < 8; n++) {
      const ws = t.socket(owner.space, { cookie: 'weft_device=unknown' })
      ends.push(
        await closing(ws).then(
          ({ code }) => code,
          (error: Error) => error.message,
        ),
      )
    }
    expect(ends.slice(0, 5)).toEqual(Array.from({ length: 5 }, () => Close.unauthenticated))
    for (const end of ends.slice(5)) expect(end).toContain('429')
    await bystander()
  })
})

describe('an open connection', () => {
  it('G5 ends when its device signs out', async () => {
    const ws = await bystander()
    const end = closing(ws)
    await t.ask('/api/signout', { method: 'POST', cookie: owner.cookie })
    expect((await end).code).toBe(Close.unauthenticated)
    expect((await closing(t.socket(owner.space, { cookie: owner.cookie }))).code).toBe(Close.unauthenticated)
  })

  it('G5 is out of the room the moment its device signs out, whether or not it answers our goodbye', async () => {
    const { cookie } = await t.accept(await t.invite(owner.space, 'member'), 'Mia')
    await bystander()
    const { end } = await rawLine(t, { ...owner, cookie })
    const here = async () => {
      const { spaces } = spacesSchema.parse(await (await t.ask('/api/spaces', owner)).json())
      return spaces[0]?.here.map(({ name }) => name)
    }
    expect(await here()).toEqual(['Mia'])
    await t.ask('/api/signout', { method: 'POST', cookie })
    expect(await here()).toEqual([])
    expect((await end).code).toBe(Close.unauthenticated)
  })

  it('G5 ends within 2 s when its role is taken away, and nobody else’s does', async () => {
    const { cookie, accepted } = await t.accept(await t.invite(owner.space, 'member'), 'Bert')
    const other = await bystander()
    const ws = t.socket(owner.space, { cookie })
    await opened(ws)
    const end = closing(ws)
    const start = performance.now()
    await t.weft.operator.setRole({ space: owner.space, person: accepted.me.person.id, role: null })
    expect((await end).code).toBe(Close.spaceGone)
    expect(performance.now() - start).toBeLessThan(2_000)
    // Whoever was away hears the same, so that their device lets go of its copy.
    expect((await closing(t.socket(owner.space, { cookie }))).code).toBe(Close.spaceGone)
    await stillServed(other)
  })

  it('G5 of a viewer who became a member is opened anew for what members may send', async () => {
    const { cookie, accepted } = await t.accept(await t.invite(owner.space, 'viewer'), 'Vera')
    const ws = t.socket(owner.space, { cookie })
    await opened(ws)
    await t.weft.operator.setRole({ space: owner.space, person: accepted.me.person.id, role: 'member' })
    const end = closing(ws)
    ws.send(new Uint8Array(4 * 1024 * 1024 + 1))
    expect((await end).code).toBe(Close.goingAway)
  })

  it('is told to come back when the server goes down', async () => {
    const ws = await bystander()
    const end = closing(ws)
    await t.weft.close()
    expect((await end).code).toBe(Close.goingAway)
  })

  it('G8 is refused above the limits of one person', async () => {
    await t.close()
    t = await trial({ limits: { personConnections: 2 } })
    owner = await t.owner()
    await bystander()
    const second = await bystander()
    expect((await closing(t.socket(owner.space, { cookie: owner.cookie }))).code).toBe(Close.busy)
    const gone = once(second, 'close')
    second.close()
    await gone
    await bystander()
  })
})
