import { once } from 'node:events'
import { connect } from 'node:net'
import type { SpaceId } from '@weft/space'
import { Close, encodeUp } from '@weft/space/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { systemRuntime } from '../operate/system-runtime.ts'
import { opened, type Trial, trial } from '../operate/trial.ts'
import { masked, rawLine } from './raw-line.ts'

let t: Trial
let owner: { cookie: string; space: SpaceId }
/** How far the server's clock is ahead of the machine's. */
let ahead = 0
beforeEach(async () => {
  ahead = 0
  t = await trial({ runtime: { ...systemRuntime, elapsed: () => systemRuntime.elapsed() + ahead } })
  owner = await t.owner()
})
afterEach(() => t.close())

const step1 = Buffer.from(encodeUp({ type: 'step1', stateVector: new Uint8Array([0]) }))
const NONE = Buffer.alloc(0)

async function bystander(): Promise<WebSocket> {
  const ws = t.socket(owner.space, { cookie: owner.cookie, protocols: ['weft.1'] })
  await opened(ws)
  await stillServed(ws)
  return ws
}
async function stillServed(ws: WebSocket): Promise<void> {
  const answered = new Promise<void>((resolve) => {
    const read = (data: Buffer) => {
      if (data[0] !== 0 || data[1] !== 1) return
      ws.off('message', read)
      resolve()
    }
    ws.on('message', read)
  })
  ws.send(step1)
  await answered
}

describe('G8 raw frames', () => {
  it('in pieces, with a ping between them, are one message', async () => {
    const { socket, received } = await rawLine(t, owner)
    socket.write(masked(0x02, step1.subarray(0, 1)))
    socket.write(masked(0x89, Buffer.from('here?')))
    socket.write(masked(0x00, NONE))
    for (const byte of masked(0x80, step1.subarray(1))) socket.write(Buffer.of(byte))
    const pong = Buffer.concat([Buffer.of(0x8a, 5), Buffer.from('here?')])
    // A step 2, in a frame of less than 126 bytes.
    const isStep2 = (byte: number, at: number, all: Buffer) =>
      byte === 0x82 && all[at + 2] === 0 && all[at + 3] === 1
    const answers = () =>
      received().includes(pong) && received().some((byte, at) => isStep2(byte, at, received()))
    while (!answers()) await once(socket, 'data')
    socket.destroy()
  })

  it.each([
    ['a piece of nothing', masked(0x80, step1), Close.badFrame],
    [
      'a message in the middle of another',
      Buffer.concat([masked(0x02, step1), masked(0x82, step1)]),
      Close.badFrame,
    ],
    ['a ping in pieces', masked(0x09, NONE), Close.badFrame],
    ['a ping of 126 bytes', masked(0x89, Buffer.alloc(126)), Close.badFrame],
    ['a goodbye of one byte', masked(0x88, Buffer.of(3)), Close.badFrame],
    ['a goodbye with a code that may not be sent', masked(0x88, Buffer.of(3, 237)), Close.badFrame],
    ['a goodbye that is no UTF-8', masked(0x88, Buffer.of(3, 232, 0xff)), Close.badFrame],
    [
      'a reserved bit in the middle of a message',
      Buffer.concat([masked(0x02, step1), masked(0x40, NONE)]),
      Close.badFrame,
    ],
    ['a length with its highest bit', Buffer.from([0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0]), Close.tooLarge],
    ['a length beyond all numbers', Buffer.from([0x82, 0xff, ...Buffer.alloc(8, 0xff)]), Close.tooLarge],
  ])('%s is closed for good, and touches nobody else', async (_, bytes, code) => {
    const other = await bystander()
    const { socket, end } = await rawLine(t, owner)
    socket.write(bytes)
    expect((await end).code).toBe(code)
    await stillServed(other)
  })

  it.each([
    ['nothing', NONE, 1005],
    ['a code', Buffer.of(3, 232), 1000],
  ])('a goodbye that says %s is answered by its own words', async (_, words, code) => {
    const { socket, end } = await rawLine(t, owner)
    socket.write(masked(0x88, words))
    expect((await end).code).toBe(code)
  })

  it('a message in endless pieces is ended', async () => {
    const other = await bystander()
    const { socket, end } = await rawLine(t, owner)
    socket.write(masked(0x02, Buffer.of(0)))
    const pieces = Buffer.concat(Array.from({ length: 20_000 }, () => masked(0x00, Buffer.of(0))))
    socket.write(pieces)
    expect((await end).code).toBe(Close.badFrame)
    await stillServed(other)
  })

  it('after the goodbye, and against ours, change nothing', async () => {
    const other = await bystander()
    const first = await rawLine(t, owner)
    first.socket.write(
      Buffer.concat([masked(0x88, Buffer.of(3, 232)), masked(0x82, step1), Buffer.from('noise')]),
    )
    await first.end
    const lines = await Promise.all(Array.from({ length: 20 }, () => rawLine(t, owner)))
    for (const { socket } of lines) {
      // The server says goodbye to the text while ours is on its way.
      socket.write(masked(0x81, step1))
      socket.write(masked(0x88, Buffer.of(3, 232)))
      socket.write(masked(0x82, step1))
    }
    await Promise.all(lines.map(({ end }) => end))
    await stillServed(other)
  })
})

describe('G8 who is endlessly slow', () => {
  it('in a frame is given up when no ping is answered, and who answers isn’t', async () => {
    const other = await bystander()
    const { socket, end } = await rawLine(t, owner)
    let isOver = false
    void end.then(() => {
      isOver = true
    })
    // A frame of 100 bytes of which one comes with each ping that isn't answered.
    socket.write(masked(0x82, Buffer.alloc(100)).subarray(0, 10))
    for (let pings = 0; !isOver; pings++) {
      expect(pings).toBeLessThan(5)
      ahead += 3_500
      await Promise.race([once(other, 'ping'), end])
      if (!isOver) socket.write(Buffer.of(0))
    }
    await stillServed(other)
  })

  it('with the request is cut off', async () => {
    const other = await bystander()
    const socket = connect(t.weft.port, '127.0.0.1')
    socket.write(`GET /sync/${owner.space} HTTP/1.1\r\nHost: weft\r\nConnection: Upgrade\r\nUpgr`)
    socket.resume()
    await once(socket, 'close')
    await stillServed(other)
  })
})
