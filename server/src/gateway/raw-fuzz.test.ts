import type { SpaceId } from '@weft/space'
import { encodeUp } from '@weft/space/wire'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import { opened, type Trial, trial } from '../operate/trial.ts'
import { rawLine } from './raw-line.ts'

let t: Trial
let owner: { cookie: string; space: SpaceId }
let other: WebSocket
beforeAll(async () => {
  // One person plays them all.
  t = await trial({ limits: { joinBurst: 0, joinRate: 0, spaceRate: 0 } })
  owner = await t.owner()
  other = t.socket(owner.space, { cookie: owner.cookie, protocols: ['weft.1'] })
  await opened(other)
})
afterAll(() => t.close())

async function stillServed(): Promise<void> {
  const answered = new Promise<void>((resolve) => {
    const read = (data: Buffer) => {
      if (data[0] !== 100 || data[1] !== 0) return
      other.off('message', read)
      resolve()
    }
    other.on('message', read)
  })
  other.send(encodeUp({ type: 'ping' }))
  await answered
}

/** Any head, with any of its three ways to say a length, true or not, masked or not. */
const head = fc
  .record({
    first: fc.oneof(fc.constantFrom(0x82, 0x02, 0x00, 0x80, 0x81, 0x88, 0x89, 0x8a), fc.nat(255)),
    masked: fc.boolean(),
    form: fc.constantFrom(7, 16, 64),
    length: fc.oneof(fc.nat(130), fc.nat(70_000), fc.constantFrom(2 ** 31, 2 ** 53 - 1)),
  })
  .map(({ first, masked, form, length }) => {
    const bit = masked ? 0x80 : 0
    const bytes = Buffer.alloc(form === 7 ? 2 : form === 16 ? 4 : 10)
    bytes[0] = first
    bytes[1] = bit | (form === 7 ? length & 127 : form === 16 ? 126 : 127)
    if (form === 16) bytes.writeUInt16BE(length & 0xffff, 2)
    if (form === 64) bytes.writeBigUInt64BE(BigInt(length), 2)
    return masked ? Buffer.concat([bytes, Buffer.alloc(4)]) : bytes
  })

const body = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.constant(encodeUp({ type: 'step1', stateVector: new Uint8Array([0]) })),
  fc.constant(encodeUp({ type: 'update', update: new Uint8Array([0, 0]) })),
)
/** A whole frame that says what it is, or anything. */
const whole = fc
  .record({ first: fc.constantFrom(0x82, 0x02, 0x00, 0x80, 0x88, 0x89, 0x8a), body })
  .map(({ first, body: bytes }) => {
    const size = bytes.length < 126 ? [0x80 | bytes.length] : [0xfe, bytes.length >> 8, bytes.length & 255]
    return Buffer.from([first, ...size, 0, 0, 0, 0, ...bytes])
  })
const sent = fc.array(
  fc.oneof(
    whole,
    head,
    body.map((bytes) => Buffer.from(bytes)),
  ),
  { minLength: 1, maxLength: 12 },
)
const ways = fc.record({
  pieces: sent,
  /** In one write, frame by frame, or byte by byte. */
  cut: fc.constantFrom('none', 'frames', 'bytes'),
  ends: fc.constantFrom('politely', 'at once', 'after its goodbye'),
})

it('G8 whatever bytes come over a socket that was let in, they end that one at most', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ways, { minLength: 4, maxLength: 4 }), async (strangers) => {
      await Promise.all(
        strangers.map(async ({ pieces, cut, ends }) => {
          const { socket, end } = await rawLine(t, owner)
          const all = Buffer.concat(pieces)
          if (cut === 'none') socket.write(all)
          else if (cut === 'frames') for (const piece of pieces) socket.write(piece)
          else for (const byte of all.subarray(0, 200)) socket.write(Buffer.of(byte))
          if (ends === 'at once') socket.destroy()
          else if (ends === 'politely') socket.end()
          else socket.write(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 3, 232]))
          // What waits for the rest of a frame is cut here; who was told goodbye hears it.
          if (ends === 'after its goodbye') await Promise.race([end, stillServed().then(stillServed)])
          socket.destroy()
          await end
        }),
      )
      await stillServed()
    }),
    { seed: 34, numRuns: 60 },
  )
  expect(other.readyState).toBe(other.OPEN)
  // No fault of ours was met on the way.
  expect(
    t.log.filter(({ event }) => event === 'connection failed' || event.startsWith('room failed')),
  ).toEqual([])
  // And none of them is left.
  const counted = async () => /^weft_connections (\d+)/m.exec(await (await t.ask('/metrics')).text())?.[1]
  await expect.poll(counted).toBe('1')
}, 60_000)
