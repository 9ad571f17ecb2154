import { virtualRuntime } from '@weft/space/testing'
import { expect, test } from 'vitest'
import { LIMITS, type Limits } from '../limits.ts'
import type { Outgoing, Transport } from '../room/contract.ts'
import { createGate, type Gate } from '../room/gate.ts'
import { Outbound } from './outbound.ts'

const message = (size: number): Outgoing => ({ payload: new Uint8Array(size) })
const NEW = new Uint8Array([0])

function setUp(limits: Partial<Limits> = {}, gate: Gate = createGate(8), differenceSize = 100) {
  const runtime = virtualRuntime(1)
  const seen = {
    sent: [] as number[],
    since: [] as number[],
    caughtUp: 0,
    lost: 0,
    version: 0,
    slowly: false,
    making: [] as (() => void)[],
  }
  const transport = { buffered: 0 }
  const full: Transport = {
    send(out) {
      seen.sent.push(out.payload.length)
      transport.buffered += out.payload.length
    },
    get buffered() {
      return transport.buffered
    },
    received: 0,
    cork: () => undefined,
    uncork: () => undefined,
    close: () => undefined,
    drop: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    ping: () => undefined,
  }
  const outbound = new Outbound({
    runtime,
    limits: { ...LIMITS, outboundSoft: 1000, outboundHard: 4000, ...limits },
    transport: full,
    gate,
    difference(since, use) {
      seen.since.push(since[0] ?? -1)
      const made = () => use(message(differenceSize))
      if (seen.slowly) seen.making.push(made)
      else made()
    },
    stateVector: () => new Uint8Array([seen.version]),
    version: () => seen.version,
    caughtUp: () => seen.caughtUp++,
    lost: () => seen.lost++,
    failed: () => undefined,
  })
  const drain = () => {
    transport.buffered = 0
  }
  return { runtime, seen, outbound, drain, transport }
}

test('updates go only to who has been sent what came before them', () => {
  const { outbound, seen } = setUp()
  expect(outbound.tell(message(5))).toBe(false)
  outbound.asked(NEW)
  expect(outbound.tell(message(5))).toBe(true)
  expect(seen.sent).toEqual([100, 5])
})

test('while its difference is being made it is told nothing, for that will be in it; then it is told all', () => {
  const { outbound, seen } = setUp()
  seen.slowly = true
  outbound.asked(NEW)
  expect(outbound.tell(message(5))).toBe(false)
  seen.making.shift()?.()
  expect(outbound.tell(message(6))).toBe(true)
  expect(seen.sent).toEqual([100, 6])
})

test('who asks again while its difference is being made gets that one, and another', () => {
  const { outbound, seen } = setUp()
  seen.slowly = true
  outbound.asked(new Uint8Array([1]))
  outbound.asked(new Uint8Array([2]))
  expect(seen.since).toEqual([1])
  seen.making.shift()?.()
  expect(outbound.tell(message(5))).toBe(false)
  expect(seen.since).toEqual([1, 2])
  seen.making.shift()?.()
  expect(seen.sent).toEqual([100, 100])
  expect(outbound.tell(message(5))).toBe(true)
})

test('who leaves while its difference is being made is sent nothing, and its place is free', () => {
  const gate = createGate(1)
  const leaver = setUp({}, gate)
  const other = setUp({}, gate)
  leaver.seen.slowly = true
  leaver.outbound.asked(NEW)
  other.outbound.asked(NEW)
  expect(other.seen.sent).toEqual([])
  leaver.outbound.end()
  expect(other.seen.sent).toEqual([100])
  leaver.seen.making.shift()?.()
  expect(leaver.seen.sent).toEqual([])
})

test('G8: a slow reader gets nothing above the soft mark, and one difference when it has drained', async () => {
  const { runtime, outbound, seen, drain, transport } = setUp()
  outbound.asked(NEW)
  for (let i = 0; i < 100; i++) {
    seen.version++
    outbound.tell(message(300))
  }
  // The difference, and updates until one went over.
  expect(transport.buffered).toBe(100 + 4 * 300)
  const version = seen.since.length
  await runtime.advance(1000)
  expect(seen.since).toHaveLength(version)
  drain()
  await runtime.advance(100)
  // It asked for all; then it had been sent four updates.
  expect(seen.since).toEqual([0, 4])
  expect([seen.caughtUp, seen.lost]).toEqual([1, 0])
  expect(outbound.tell(message(5))).toBe(true)
})

test('a full state is outside the marks; a reader that then goes on not reading is not', async () => {
  const { runtime, outbound, seen, drain, transport } = setUp({}, createGate(8), 50_000)
  outbound.asked(NEW)
  expect([transport.buffered, seen.lost]).toEqual([50_000, 0])
  expect(outbound.tell(message(5))).toBe(false)
  drain()
  await runtime.advance(100)
  // Nothing happened meanwhile, so there is nothing to send.
  expect(seen.since).toEqual([0])
  expect(outbound.tell(message(5))).toBe(true)
})

test('G8: above the hard mark the reader is given up', () => {
  const { outbound, seen } = setUp({ outboundSoft: 0 })
  outbound.asked(NEW)
  for (let i = 0; i < 20; i++) outbound.tell(message(300))
  expect(seen.lost).toBeGreaterThan(0)
})

test('one answer at a time; the newest question counts; not more than the rate', async () => {
  const { runtime, outbound, seen } = setUp({ outboundSoft: 10_000 })
  for (let i = 0; i < 20; i++) outbound.asked(new Uint8Array([i]))
  expect(seen.since).toEqual([0, 1, 2, 3])
  await runtime.advance(1000)
  expect(seen.since).toEqual([0, 1, 2, 3, 19])
})

test('G8: a slow reader keeps its place among the full states for 5 s at most', async () => {
  const gate = createGate(1)
  const slow = setUp({}, gate, 50_000)
  const other = setUp({}, gate)
  slow.outbound.asked(NEW)
  other.outbound.asked(NEW)
  expect(other.seen.since).toEqual([])
  await slow.runtime.advance(5_000)
  expect(other.seen.since).toEqual([0])
})

test('when it ends its place is free, and no timer is left', () => {
  const gate = createGate(1)
  const slow = setUp({}, gate, 50_000)
  const waiting = setUp({}, gate)
  const other = setUp({}, gate)
  slow.outbound.asked(NEW)
  waiting.outbound.asked(NEW)
  other.outbound.asked(NEW)
  waiting.outbound.end()
  slow.outbound.end()
  expect([waiting.seen.since, other.seen.since]).toEqual([[], [0]])
  expect(slow.runtime.waiting).toBe(0)
})
