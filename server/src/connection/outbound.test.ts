import { virtualRuntime } from '@weft/space/testing'
import { decodeDown, encodeDown } from '@weft/space/wire'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS, type Limits } from '../limits.ts'
import type { Outgoing, Transport } from '../room/contract.ts'
import { createGate, type Gate } from '../room/gate.ts'
import { FRAME_COST, Outbound, type Source } from './outbound.ts'

const message = (size: number): Outgoing => ({ payload: new Uint8Array(size) })
const MARKS = { outboundSoft: 100_000, outboundHard: 150_000 }

/** A document that grows by `write`, its reader's buffer, and what the reader made of what left it. */
function setUp(limits: Partial<Limits> = {}, gate: Gate = createGate(8)) {
  const runtime = virtualRuntime(1)
  const doc = new Y.Doc()
  doc.clientID = 1
  const reader = new Y.Doc()
  const seen = {
    /** The kinds of what was sent and isn't just bytes, and all sizes. */
    kinds: [] as string[],
    sizes: [] as number[],
    since: [] as number[],
    caughtUp: [] as boolean[],
    lost: 0,
    pings: 0,
    most: 0,
    version: 0,
    slowly: false,
    making: [] as (() => void)[],
  }
  const waiting: { readonly bytes: Uint8Array; readonly last: boolean }[] = []
  let buffered = 0
  let parts: Uint8Array[] = []
  const put = (bytes: Uint8Array, last: boolean) => {
    waiting.push({ bytes, last })
    buffered += bytes.length
    seen.most = Math.max(seen.most, buffered + waiting.length * FRAME_COST)
    seen.sizes.push(bytes.length)
  }
  const full: Transport = {
    send: ({ payload }) => put(payload, true),
    sendPart: ({ payload }, from, to) => put(payload.subarray(from, to), to === payload.length),
    get buffered() {
      return buffered
    },
    received: 0,
    cork: () => undefined,
    uncork: () => undefined,
    close: () => undefined,
    drop: () => undefined,
    pause: () => undefined,
    resume: () => undefined,
    ping: () => seen.pings++,
  }
  const context = { runtime, limits: { ...LIMITS, ...MARKS, ...limits }, fullStates: gate }
  const source: Source = {
    difference(since, use) {
      seen.since.push(Y.decodeStateVector(since).get(1) ?? 0)
      const made = () =>
        use({ payload: encodeDown({ type: 'step2', update: Y.encodeStateAsUpdate(doc, since) }) })
      if (seen.slowly) seen.making.push(made)
      else made()
    },
    stateVector: () => Y.encodeStateVector(doc),
    version: () => seen.version,
  }
  const outbound: Outbound = new Outbound(context, full, source, {
    caughtUp: (resynced) => seen.caughtUp.push(resynced),
    lost: () => {
      seen.lost++
      outbound.end()
    },
    failed: (error) => {
      throw error
    },
  })
  return {
    runtime,
    seen,
    outbound,
    doc,
    reader,
    get buffered() {
      return buffered
    },
    /** Somebody writes one thing of about this size, and it is told. */
    write(size: number): boolean {
      let told: Uint8Array | null = null
      doc.once('update', (update: Uint8Array) => {
        told = update
      })
      doc.getArray('a').push(['x'.repeat(size)])
      seen.version++
      return told !== null && outbound.tell({ payload: encodeDown({ type: 'update', update: told }) })
    },
    /** The reader takes everything that waits, or so many messages. */
    read(most = Number.POSITIVE_INFINITY): void {
      for (const { bytes, last } of waiting.splice(0, most)) {
        buffered -= bytes.length
        parts.push(bytes)
        if (!last) continue
        const whole = Buffer.concat(parts)
        parts = []
        if (whole.every((byte) => byte === 0)) continue
        const down = decodeDown(whole)
        seen.kinds.push(down.type)
        if (down.type === 'step2' || down.type === 'update') Y.applyUpdate(reader, down.update)
      }
      if (buffered === 0) outbound.drained()
    },
    here: () => doc.getArray('a').length,
    there: () => reader.getArray('a').length,
  }
}
type SetUp = ReturnType<typeof setUp>
const ask = ({ outbound, reader }: SetUp) => outbound.asked(Y.encodeStateVector(reader))

test('updates go only to who has been sent what came before them', () => {
  const s = setUp()
  expect(s.write(5)).toBe(false)
  ask(s)
  expect(s.write(5)).toBe(true)
  s.read()
  expect([s.seen.kinds, s.there()]).toEqual([['step2', 'update'], 2])
})

test('while its difference is being made it is told nothing, for that will be in it; then it is told all', () => {
  const s = setUp()
  s.seen.slowly = true
  ask(s)
  expect(s.write(5)).toBe(false)
  s.seen.making.shift()?.()
  expect(s.write(6)).toBe(true)
  s.read()
  expect([s.seen.kinds, s.there()]).toEqual([['step2', 'update'], 2])
})

test('who asks again while its difference is being made gets that one, and another', () => {
  const s = setUp()
  s.seen.slowly = true
  s.write(1)
  s.write(1)
  s.outbound.asked(Y.encodeStateVector(new Map([[1, 1]])))
  s.outbound.asked(new Uint8Array([0]))
  expect(s.seen.since).toEqual([1])
  s.seen.making.shift()?.()
  expect(s.write(5)).toBe(false)
  expect(s.seen.since).toEqual([1, 0])
  s.seen.making.shift()?.()
  expect(s.write(5)).toBe(true)
  s.read()
  expect([s.seen.kinds, s.there()]).toEqual([['step2', 'step2', 'update'], 4])
})

test('who leaves while its difference is being made is sent nothing, and its place is free', () => {
  const gate = createGate(1)
  const leaver = setUp({}, gate)
  const other = setUp({}, gate)
  leaver.seen.slowly = true
  ask(leaver)
  ask(other)
  expect(other.seen.sizes).toEqual([])
  leaver.outbound.end()
  expect(other.seen.sizes).toHaveLength(1)
  leaver.seen.making.shift()?.()
  expect(leaver.seen.sizes).toEqual([])
})

test('G8: a slow reader gets nothing that would go above the soft mark, and one difference when it has drained', async () => {
  const s = setUp()
  ask(s)
  s.read()
  for (let i = 0; i < 100; i++) s.write(3_000)
  expect(s.seen.most).toBeLessThanOrEqual(MARKS.outboundSoft)
  const told = s.seen.sizes.length - 1
  await s.runtime.advance(1000)
  expect(s.seen.since).toEqual([0])
  s.seen.kinds.length = 0
  s.read()
  // From where it stood before the first that it wasn't sent; it is larger than the mark, and so in pieces.
  expect(s.seen.since).toEqual([0, told])
  while (s.buffered > 0) s.read()
  expect(s.seen.kinds.filter((kind) => kind === 'step2')).toHaveLength(1)
  expect([s.there(), s.seen.caughtUp, s.seen.lost]).toEqual([100, [true], 0])
  expect(s.seen.most).toBeLessThanOrEqual(MARKS.outboundSoft)
  expect(s.write(5)).toBe(true)
})

test('G8: what waits is counted with what a frame costs', async () => {
  const s = setUp()
  ask(s)
  s.read()
  for (let i = 0; i < 1_000; i++) s.outbound.offer(message(6))
  expect(s.buffered).toBeLessThan(6 * (MARKS.outboundSoft / FRAME_COST))
  expect(s.seen.most).toBeLessThanOrEqual(MARKS.outboundSoft)
  // What was left out is made up for when there is room.
  expect(s.seen.caughtUp).toEqual([])
  s.read()
  await s.runtime.advance(50)
  expect(s.seen.caughtUp).toEqual([false])
})

test('G8: presence is left out while there is room for words still, and made up for', async () => {
  const s = setUp()
  ask(s)
  s.read()
  while (s.outbound.show(message(5_000)));
  expect(s.seen.most).toBeLessThanOrEqual(MARKS.outboundSoft / 2)
  expect(s.write(20_000)).toBe(true)
  s.read()
  await s.runtime.advance(50)
  expect(s.seen.caughtUp).toEqual([false])
  expect(s.outbound.show(message(5_000))).toBe(true)
})

test('G8: a large difference goes in pieces as it is read, and of who stops reading it nothing is kept', async () => {
  const s = setUp()
  for (let i = 0; i < 400; i++) s.write(2_000)
  ask(s)
  expect(s.buffered).toBeLessThan(100_000)
  s.read()
  s.read()
  const [before] = s.seen.since
  await s.runtime.advance(1_050)
  // Somebody writes meanwhile, and it reads on a second later.
  s.write(1)
  expect([before, s.seen.since]).toEqual([0, [0]])
  while (s.buffered > 0) s.read()
  // What it has been sent isn't sent again.
  expect(s.seen.since).toHaveLength(2)
  expect(s.seen.since[1]).toBeGreaterThan(30)
  expect([s.there(), s.seen.kinds.filter((kind) => kind === 'step2').length]).toEqual([401, 1])
  expect(s.seen.most).toBeLessThanOrEqual(MARKS.outboundSoft)
  expect(s.write(5)).toBe(true)
})

test('what is written while a large difference is on its way follows it', () => {
  const s = setUp()
  for (let i = 0; i < 200; i++) s.write(2_000)
  ask(s)
  expect(s.write(1)).toBe(false)
  while (s.buffered > 0) s.read()
  expect([s.there(), s.seen.since]).toEqual([201, [0, 200]])
})

test('G8: an update that is larger than the mark goes at once to who has nothing waiting, in pieces', () => {
  const s = setUp()
  ask(s)
  s.read()
  const told: Uint8Array[] = []
  s.doc.on('update', (update: Uint8Array) => told.push(update))
  s.doc.transact(() => {
    for (let i = 0; i < 100; i++) s.doc.getArray('a').push(['x'.repeat(3_000)])
  })
  s.seen.version++
  expect(
    s.outbound.tell({ payload: encodeDown({ type: 'update', update: told[0] ?? new Uint8Array() }) }),
  ).toBe(true)
  while (s.buffered > 0) s.read()
  expect(s.there()).toBe(100)
  expect(s.seen.since).toEqual([0])
  expect(s.seen.most).toBeLessThanOrEqual(MARKS.outboundSoft)
})

test('G8: one value that is larger than the mark goes in parts, to who is seen to read', async () => {
  const s = setUp()
  ask(s)
  s.read()
  s.write(400_000)
  expect([s.buffered, s.seen.pings]).toEqual([0, 1])
  s.outbound.answered()
  expect(s.buffered).toBeGreaterThan(0)
  // What must be told waits for the message's end, and what may be left out is.
  s.outbound.send(message(100))
  expect(s.outbound.offer(message(100))).toBe(false)
  while (s.buffered > 0) s.read()
  expect(s.there()).toBe(1)
  expect(s.seen.sizes.at(-1)).toBe(100)
  expect(s.seen.most).toBeLessThanOrEqual(MARKS.outboundSoft)
  await s.runtime.advance(50)
  expect(s.seen.caughtUp).toEqual([false])
})

test('G8: who doesn’t read is sent no part of it, and it isn’t kept for them; who stops in its midst is given up', async () => {
  const s = setUp()
  ask(s)
  s.read()
  s.write(400_000)
  await s.runtime.advance(30_000)
  expect([s.buffered, s.seen.pings, s.seen.since]).toEqual([0, 1, [0]])
  s.outbound.answered()
  await s.runtime.advance(50)
  expect(s.seen.since).toEqual([0, 0])
  expect(s.buffered).toBeGreaterThan(0)
  await s.runtime.advance(4_900)
  expect(s.seen.lost).toBe(0)
  await s.runtime.advance(200)
  expect([s.seen.lost, s.runtime.waiting]).toEqual([1, 0])
})

test('G8: above the hard mark the reader is given up', () => {
  const s = setUp()
  ask(s)
  for (let i = 0; i < 40; i++) s.outbound.send(message(5_000))
  expect(s.seen.lost).toBe(1)
  expect(s.seen.most).toBeLessThanOrEqual(MARKS.outboundHard + 5_000 + FRAME_COST)
})

test('G8: where a reader stands counts too, when it is kept', () => {
  const s = setUp()
  ask(s)
  s.outbound.send(message(90_000))
  s.outbound.asked(new Uint8Array(70_000))
  expect(s.seen.lost).toBe(1)
})

test('one answer at a time; the newest question counts; not more than the rate', async () => {
  const s = setUp()
  for (let i = 0; i < 20; i++) s.write(1)
  for (let i = 0; i < 20; i++) s.outbound.asked(Y.encodeStateVector(new Map([[1, i]])))
  expect(s.seen.since).toEqual([0, 1, 2, 3])
  await s.runtime.advance(1000)
  expect(s.seen.since).toEqual([0, 1, 2, 3, 19])
})

test('G8: who stops reading keeps its place among the large differences for a second', async () => {
  const gate = createGate(1)
  const slow = setUp({}, gate)
  const other = setUp({}, gate)
  for (let i = 0; i < 200; i++) slow.write(2_000)
  ask(slow)
  ask(other)
  expect(other.seen.since).toEqual([])
  await slow.runtime.advance(1_050)
  expect(other.seen.since).toEqual([0])
})

test('when it ends its place is free, and no timer is left', () => {
  const gate = createGate(1)
  const slow = setUp({}, gate)
  const waiting = setUp({}, gate)
  const other = setUp({}, gate)
  for (let i = 0; i < 200; i++) slow.write(2_000)
  ask(slow)
  ask(waiting)
  ask(other)
  waiting.outbound.end()
  slow.outbound.end()
  expect([waiting.seen.since, other.seen.since]).toEqual([[], [0]])
  expect(slow.runtime.waiting).toBe(0)
})

test('who comes with nothing and reads gets a state of up to four marks uncut', () => {
  const s = setUp()
  for (let i = 0; i < 100; i++) s.write(3_000)
  ask(s)
  expect([s.buffered, s.seen.pings]).toEqual([0, 1])
  s.outbound.answered()
  while (s.buffered > 0) s.read()
  expect([s.there(), s.seen.kinds, s.seen.since]).toEqual([100, ['step2'], [0]])
  expect(s.seen.most).toBeLessThanOrEqual(MARKS.outboundSoft)
  expect(s.write(5)).toBe(true)
})

test('G8: who answers late, or not for long, gets it in pieces, of which each can be the last', async () => {
  for (const late of [301, 5_000]) {
    const s = setUp()
    for (let i = 0; i < 100; i++) s.write(3_000)
    ask(s)
    await s.runtime.advance(late)
    expect(s.buffered).toBe(0)
    s.outbound.answered()
    await s.runtime.advance(1_000)
    while (s.buffered > 0) s.read()
    expect([s.there(), s.seen.lost]).toEqual([100, 0])
    expect(s.seen.kinds.length).toBeGreaterThan(2)
    expect(s.seen.kinds.at(-1)).toBe('step2')
  }
})
