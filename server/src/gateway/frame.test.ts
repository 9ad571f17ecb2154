import type { Writable } from 'node:stream'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as ws from 'ws'
import { frameOf, serverFrame } from './frame.ts'

// reason: ws exports its parser of frames, its types don't name it.
const { Receiver } = ws as unknown as { Receiver: new (options: { isServer: boolean }) => Writable }

describe('a frame', () => {
  it.each([
    [0, [0x82, 0]],
    [125, [0x82, 125]],
    [126, [0x82, 126, 0, 126]],
    [65_535, [0x82, 126, 0xff, 0xff]],
    [65_536, [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0]],
  ])('of %i bytes has the head of RFC 6455', (size, head) => {
    const payload = new Uint8Array(size).fill(7)
    const frame = serverFrame(payload)
    expect([...frame.subarray(0, head.length)]).toEqual(head)
    expect(frame.subarray(head.length).equals(payload)).toBe(true)
  })

  it('G8: keeps no more alive than itself while it waits', () => {
    const frame = serverFrame(new Uint8Array(10))
    expect(frame.buffer.byteLength).toBe(frame.length)
  })

  it('is built once for all its readers', () => {
    const message = { payload: new Uint8Array([1, 2, 3]) }
    expect(frameOf(message)).toBe(frameOf(message))
  })

  it('is what ws reads, whatever is in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 70_000 }), async (payload) => {
        const receiver = new Receiver({ isServer: false })
        const read = new Promise<Buffer>((resolve) => receiver.once('message', resolve))
        receiver.write(serverFrame(payload))
        expect(new Uint8Array(await read)).toEqual(new Uint8Array(payload))
      }),
      { numRuns: 30, seed: 1 },
    )
  })
})
