import { describe, expect, test } from 'vitest'
import { FRAME_COST } from '../connection/outbound.ts'
import { LIMITS } from '../limits.ts'
import { message, person, type TestClient, type World, world } from './testing.ts'

const MIB = 1024 * 1024
/** The promise: what a reader who has stopped reading may cost, beyond one who does nothing. */
const MOST = 1.5 * MIB

const ann = person('ann')
const ben = person('ben')
const cai = person('cai')
const sue = person('sue')

/** Memory that waits for one reader: bytes, and what a frame costs besides. */
const cost = ({ transport }: TestClient) => transport.buffered + transport.down.length * FRAME_COST
const kinds = (client: TestClient, from = 0) => client.got.slice(from).map(({ type }) => type)

/** It lives, and has a thin line: its machine answers for it. */
const passAlive = async (w: World, slow: TestClient, ms: number, each: () => void = () => undefined) => {
  for (let left = ms; left > 0; left -= 16) {
    await w.pass(16)
    slow.connection?.pong()
    each()
  }
}

async function setUp() {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  const slow = w.client(sue).hello()
  await w.pass(40)
  let most = 0
  const look = () => {
    most = Math.max(most, cost(slow))
  }
  return { w, a, b, slow, look, most: () => most }
}

test('the limits that Weft ships with keep the promise', () => {
  expect([LIMITS.outboundSoft, LIMITS.outboundHard]).toEqual([MIB, MOST])
})

describe('G8: with the limits that Weft ships with, a reader who has stopped reading costs at most 1.5 MiB', () => {
  test('whatever many small updates come; it is sent one difference when it reads again', async () => {
    const { w, a, b, slow, look, most } = await setUp()
    slow.transport.stalled = true
    const before = slow.got.length
    for (let i = 0; i < 3_000; i++) {
      a.write(`line ${i}`)
      await passAlive(w, slow, 16, look)
    }
    expect(most()).toBeGreaterThan(0.9 * MIB)
    expect(most()).toBeLessThanOrEqual(MOST)
    expect(b.lines).toHaveLength(3_000)
    slow.transport.stalled = false
    await w.pass(100)
    expect(kinds(slow, before).filter((kind) => kind === 'step2')).toHaveLength(1)
    expect(slow.lines).toEqual(b.lines)
    a.write('live again')
    await w.pass(40)
    expect([slow.lines.at(-1), kinds(slow).at(-1)]).toEqual(['live again', 'update'])
  })

  test.each([
    ['one message of 8 MiB', (a: TestClient) => a.write('x'.repeat(8 * MIB))],
    [
      '8 MiB of a conversation brought in at once',
      (a: TestClient) =>
        a.doc
          .getArray('timeline')
          .push(Array.from({ length: 80_000 }, (_, i) => message(a.me, `word ${i} `.repeat(10)))),
    ],
    ['8 MiB of a text', (a: TestClient) => a.doc.getText('page').insert(0, 'wörter '.repeat(MIB))],
  ])('whether it stopped with nothing waiting or not: %s', async (_, write) => {
    const { w, a, b, slow, look, most } = await setUp()
    const stopped = w.client(cai).hello()
    await w.pass(40)
    slow.transport.stalled = true
    stopped.transport.stalled = true
    stopped.transport.mute = true
    slow.transport.mute = true
    const before = [slow.got.length, stopped.got.length]
    for (let i = 0; i < 40; i++) {
      a.write('y'.repeat(20_000))
      await w.pass(16)
    }
    write(a)
    const half = () => {
      look()
      expect(cost(stopped)).toBeLessThanOrEqual(MOST)
    }
    for (let i = 0; i < 60; i++) {
      await w.pass(16)
      half()
    }
    expect([b.doc.getArray('timeline').length, b.doc.getText('page').length]).toEqual([
      a.doc.getArray('timeline').length,
      a.doc.getText('page').length,
    ])
    expect(most()).toBeLessThanOrEqual(MOST)
    for (const client of [slow, stopped]) {
      client.transport.stalled = false
      client.transport.mute = false
      client.connection?.pong()
    }
    await w.pass(2_500)
    for (const [at, client] of [slow, stopped].entries()) {
      expect(kinds(client, before[at]).filter((kind) => kind === 'step2')).toHaveLength(1)
      expect(client.doc.getArray('timeline').length).toBe(a.doc.getArray('timeline').length)
      expect(client.doc.getText('page').length).toBe(a.doc.getText('page').length)
    }
  })

  test('a newcomer to 10 MB, who stops in the middle and reads on later, is sent nothing twice', async () => {
    const { w, a, b } = await setUp()
    const c = w.client(cai).hello()
    await w.pass(40)
    const writers = [a, b, c]
    for (let i = 0; i < 150; i++) {
      for (const writer of writers) writer.write('z'.repeat(22_000))
      await w.pass(16)
    }
    const late = w.client(person('lea'))
    late.hello()
    late.transport.stalled = true
    let most = 0
    const all: number[] = []
    for (let i = 0; i < 120; i++) {
      await passAlive(w, late, 16, () => {
        most = Math.max(most, cost(late))
      })
    }
    expect(most).toBeGreaterThan(0.2 * MIB)
    // It reads a bit now and then.
    for (let i = 0; late.doc.getArray('timeline').length < 450; i++) {
      expect(i).toBeLessThan(100)
      late.transport.stalled = false
      late.flow()
      late.transport.stalled = true
      if (i % 8 === 0) await passAlive(w, late, 1_500)
      most = Math.max(most, cost(late))
      await w.pass(60)
    }
    for (const down of late.got)
      if (down.type === 'step2' || down.type === 'update') all.push(down.update.length)
    expect(most).toBeLessThanOrEqual(MOST)
    expect(kinds(late).filter((kind) => kind === 'step2')).toHaveLength(1)
    expect(all.reduce((sum, size) => sum + size, 0)).toBeLessThan(10.5e6)
  })

  test('who asks and asks, and reads no answer', async () => {
    const { w, slow, look, most } = await setUp()
    slow.transport.stalled = true
    for (let i = 0; i < 40; i++) {
      for (let n = 0; n < 100; n++) slow.send({ type: 'ping' })
      slow.hello()
      slow.send({ type: 'queryPresence' })
      await passAlive(w, slow, 96, look)
    }
    expect(most()).toBeGreaterThan(0.5 * MIB)
    expect(most()).toBeLessThanOrEqual(MOST)
    slow.transport.stalled = false
    slow.write('now I read')
    await w.pass(1_200)
    expect(slow.acked).toBe(2)
  })

  test('the presence of a hundred people; words go before it', async () => {
    const { w, a, slow, look, most } = await setUp()
    const crowd = Array.from({ length: 100 }, (_, i) => w.client(person(`p${i}`)).hello())
    await w.pass(100)
    slow.transport.stalled = true
    const move = (n: number) => {
      for (const [i, client] of crowd.entries())
        client.send({
          type: 'presence',
          entries: [
            { client: 1_000 + i, clock: n, state: JSON.stringify({ at: n, where: 'w'.repeat(200) }) },
          ],
        })
    }
    let shed = false
    for (let n = 1; n < 60; n++) {
      const { length } = slow.transport.down
      move(n)
      await passAlive(w, slow, 48, look)
      shed = slow.transport.down.length === length
    }
    // It is sent no presence any more, and words still.
    expect(shed).toBe(true)
    expect(most()).toBeLessThanOrEqual(MIB / 2)
    const before = slow.transport.down.length
    a.write('a word')
    await w.pass(40)
    expect(slow.transport.down.length).toBe(before + 1)
    slow.transport.stalled = false
    await w.pass(1_200)
    const newest = new Map(
      slow.all('presence').flatMap(({ entries }) => entries.map((e) => [e.client, e.state])),
    )
    const states = crowd.map((_, i) => JSON.parse(newest.get(1_000 + i) ?? 'null'))
    expect(states.every((state) => state?.at === 59)).toBe(true)
    expect(slow.lines).toEqual(['a word'])
  }, 60_000)
})

test('G8: what the others are sent, and when, doesn’t depend on it', async () => {
  const run = async (stalls: boolean) => {
    const { w, a, b, slow } = await setUp()
    slow.transport.stalled = stalls
    const heard: string[] = []
    for (let i = 0; i < 300; i++) {
      a.write(i === 150 ? 'x'.repeat(3 * MIB) : 'word '.repeat(2_000))
      const also = i % 3 === 0 ? [b] : []
      for (const one of also) one.write('and another')
      const { length } = b.got
      await passAlive(w, slow, 16)
      heard.push(kinds(b, length).join())
    }
    return { heard, lines: b.lines.length, clogged: slow.got.length < b.got.length }
  }
  const [stalled, read] = [await run(true), await run(false)]
  expect(stalled.heard).toEqual(read.heard)
  expect([stalled.lines, stalled.clogged]).toEqual([400, true])
})

test('G8: who clogged and misses who is who, and is told something for them alone, gets both', async () => {
  const { w, a, slow } = await setUp()
  slow.transport.stalled = true
  for (let i = 0; i < 60; i++) {
    a.write('x'.repeat(20_000))
    await passAlive(w, slow, 16)
  }
  w.people.push(ann, ben, sue)
  w.rooms.personaChanged({ ...ann, name: 'Anna' })
  w.client(cai).hello()
  await passAlive(w, slow, 48)
  w.rooms.notify(sue.id, () => ({ kind: 'reload' }))
  expect(slow.all('people').at(-1)?.people ?? []).toEqual([])
  slow.transport.stalled = false
  await w.pass(200)
  expect(slow.all('notice').map(({ notice }) => notice.kind)).toEqual(['reload'])
  expect(slow.all('people').at(-1)?.people).toHaveLength(3)
})
