import { Close } from '@weft/space/wire'
import { expect, test, vi } from 'vitest'
import { decodeRecord } from '../log/record.ts'
import { person, SPACE, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')

test('two people see what the other writes, and each is told that it is on the disk', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  a.write('hello')
  b.write('you too')
  await w.pass(40)
  expect(a.lines.sort()).toEqual(['hello', 'you too'])
  expect(b.lines.sort()).toEqual(['hello', 'you too'])
  // Each sent a step2 and an update.
  expect([a.acked, b.acked]).toEqual([2, 2])
})

test('G1: an ack comes only after the commit, and survives losing the power', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  w.disk.hold()
  a.write('hello')
  await w.pass(500)
  expect(a.acked).toBe(1)
  w.disk.release()
  await w.pass(20)
  expect(a.acked).toBe(2)
  const after = await w.crash()
  const b = after.client(ben).hello()
  await after.pass()
  expect(b.lines).toEqual(['hello'])
})

test('an ack and what is told to all leave in one piece', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass(40)
  const before = [a.transport.writes, b.transport.writes]
  a.write('hello')
  await w.pass(40)
  expect(a.acked).toBe(2)
  expect(b.lines).toEqual(['hello'])
  expect([a.transport.writes, b.transport.writes].map((writes, i) => writes - (before[i] ?? 0))).toEqual([
    1, 1,
  ])
})

test('what is told to all is framed once, and the same bytes are written to each', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const others = ['ben', 'cem', 'dea'].map((name) => w.client(person(name)).hello())
  await w.pass(40)
  const sent = [a, ...others].map(({ transport }) => vi.spyOn(transport, 'send'))
  a.write('hello')
  await w.pass(40)
  const updates = sent.map(({ mock }) =>
    mock.calls.map(([out]) => out).filter(({ payload }) => payload[1] === 2),
  )
  expect(updates.map((all) => all.length)).toEqual([1, 1, 1, 1])
  expect(new Set(updates.flat()).size).toBe(1)
})

test('in a crowd, presence that is due leaves with what is told to all, in one piece', async () => {
  const w = await world({ limits: { presenceRate: 0 } })
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  for (const name of ['cem', 'dea', 'eli', 'fay', 'gus', 'hal', 'ina']) w.client(person(name)).hello()
  const move = (n: number) =>
    a.send({
      type: 'presence',
      entries: [{ client: a.doc.clientID, clock: n, state: JSON.stringify({ n }) }],
    })
  b.send({ type: 'presence', entries: [{ client: b.doc.clientID, clock: 1, state: '{}' }] })
  move(1)
  await w.pass(100)
  // The first of both go at once, the next wait for their tick: presence for a later one, if nothing takes it along.
  a.write('one')
  move(2)
  await w.pass(1)
  const before = b.transport.writes
  const heard = b.got.length
  a.write('two')
  move(3)
  await w.pass(40)
  expect(b.lines).toEqual(['one', 'two'])
  expect(b.got.slice(heard).map(({ type }) => type)).toEqual(['update', 'presence'])
  expect(b.transport.writes - before).toBe(1)
})

test('a record says who wrote what when, and whose client ids are new', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass(40)
  w.disk.hold()
  a.write('first')
  await w.pass(20)
  a.write('second')
  b.write('third')
  await w.pass(20)
  w.disk.release()
  await w.pass(40)
  const { records } = await w.store.log.load(SPACE)
  const [first, second] = records.map(({ bytes }) => decodeRecord(bytes))
  const id = { a: a.doc.clientID, b: b.doc.clientID }
  expect(first?.owners).toEqual([[id.a, ann.id]])
  expect(first?.at).toBeGreaterThan(0)
  expect(second?.owners).toEqual([[id.b, ben.id]])
  expect(second?.parts.map(({ person, unverified, ranges }) => ({ person, unverified, ranges }))).toEqual([
    { person: ann.id, unverified: false, ranges: [{ client: id.a, clock: 1, length: 1 }] },
    { person: ben.id, unverified: false, ranges: [{ client: id.b, clock: 0, length: 1 }] },
  ])
})

test('G2: nobody is shown what is not durable: not those who are there, not who joins meanwhile', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  w.disk.hold()
  a.write('hello')
  await w.pass(100)
  const c = w.client(person('cem')).hello()
  await w.pass(100)
  expect([b.lines, c.lines]).toEqual([[], []])
  expect(c.all('step2')).toHaveLength(1)
  w.disk.release()
  await w.pass(20)
  expect([b.lines, c.lines]).toEqual([['hello'], ['hello']])
})

test('a newcomer during the load waits for it, and is served everything', async () => {
  const first = await world()
  const a = first.client(ann).hello()
  await first.pass()
  a.write('hello')
  await first.pass(20)
  const w = await first.crash()
  const b = w.client(ben).hello()
  expect(b.transport.paused).toBe(true)
  expect(b.got).toEqual([])
  await w.pass()
  expect(b.lines).toEqual(['hello'])
})

test('the server goes down: what was taken is written and acked, then everybody is told to come back', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  a.write('first')
  await w.pass(40)
  a.write('one')
  a.write('two')
  a.flow()
  const closed = w.rooms.close()
  await w.pass(20)
  await closed
  await w.pass()
  expect(a.acked).toBe(4)
  expect(a.code).toBe(Close.goingAway)
  const late = w.client(ben).hello()
  expect(late.code).toBe(Close.goingAway)
})
