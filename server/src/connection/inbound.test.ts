import { virtualRuntime } from '@weft/space/testing'
import { expect, test } from 'vitest'
import { LIMITS, type Limits } from '../limits.ts'
import type { Transport } from '../room/contract.ts'
import { Inbound } from './inbound.ts'

const PRESENCE = 1

function setUp(limits: Partial<Limits> = {}) {
  const runtime = virtualRuntime(1)
  const handled: number[] = []
  const seen = { paused: false, shed: 0, overflows: 0 }
  const transport: Transport = {
    send: () => undefined,
    sendPart: () => undefined,
    cork: () => undefined,
    uncork: () => undefined,
    close: () => undefined,
    drop: () => undefined,
    ping: () => undefined,
    pause: () => {
      seen.paused = true
    },
    resume: () => {
      seen.paused = false
    },
    buffered: 0,
    received: 0,
  }
  const inbound = new Inbound({ runtime, limits: { ...LIMITS, ...limits } }, transport, {
    handle: (frame) => handled.push(frame[1] ?? -1),
    shed: () => seen.shed++,
    overflow: () => seen.overflows++,
  })
  let n = 0
  const push = (count: number, type = 0) => {
    for (let i = 0; i < count; i++) inbound.push(new Uint8Array([type, n++]))
  }
  return { runtime, handled, seen, inbound, push }
}

test('before the room is ready the socket is paused, and what was read is held in order', () => {
  const { inbound, push, handled, seen } = setUp()
  push(3)
  expect([seen.paused, handled]).toEqual([true, []])
  inbound.open()
  expect([seen.paused, handled]).toEqual([false, [0, 1, 2]])
})

test('G8: a flood is slowed to its rate, in order, and nothing of it is lost', async () => {
  const { runtime, inbound, push, handled, seen } = setUp({ frameRate: 100, frameBurst: 10 })
  inbound.open()
  push(40)
  expect(handled).toHaveLength(10)
  expect(seen.paused).toBe(true)
  await runtime.advance(100)
  expect(handled.length).toBeGreaterThan(15)
  expect(handled.length).toBeLessThanOrEqual(20)
  await runtime.advance(300)
  expect(handled).toEqual(Array.from({ length: 40 }, (_, i) => i))
  expect(seen.paused).toBe(false)
})

test('of presence in a flood only the newest is kept', async () => {
  const { runtime, inbound, push, handled, seen } = setUp({ frameRate: 100, frameBurst: 1 })
  inbound.open()
  push(2)
  push(5, PRESENCE)
  await runtime.advance(200)
  expect(handled).toEqual([0, 1, 6])
  expect(seen.shed).toBe(4)
})

test('while the room has too much in hand nothing is taken, until it lets go', async () => {
  const { runtime, inbound, push, handled, seen } = setUp()
  inbound.open()
  push(1)
  inbound.hold()
  push(2)
  await runtime.advance(1000)
  expect([handled, seen.paused]).toEqual([[0], true])
  inbound.release()
  expect([handled, seen.paused]).toEqual([[0, 1, 2], false])
})

test('G8: a transport that goes on delivering although it is paused is given up', () => {
  const { push, seen } = setUp()
  push(20_001)
  expect(seen.overflows).toBe(1)
})

test('when it ends nothing is left behind', async () => {
  const { runtime, inbound, push, handled } = setUp({ frameRate: 100, frameBurst: 1 })
  inbound.open()
  push(5)
  inbound.end()
  push(5)
  await runtime.advance(1000)
  expect([handled, runtime.waiting]).toEqual([[0], 0])
})

test('G8: only what is held now counts, not what was held before', async () => {
  const { inbound, seen, runtime } = setUp({ space: 1_000_000 })
  inbound.open()
  for (let round = 0; round < 4; round++) {
    inbound.hold()
    for (let i = 0; i < 4; i++) inbound.push(new Uint8Array(1_000_000))
    inbound.release()
    await runtime.advance(100)
  }
  expect(seen.overflows).toBe(0)
})
