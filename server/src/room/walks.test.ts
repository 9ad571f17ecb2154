import { virtualRuntime } from '@weft/space/testing'
import { climbers, deletion, items, ladder, letters } from '@weft/space/walk/testing'
import { Close, encodeUp } from '@weft/space/wire'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { LIMITS } from '../limits.ts'
import { DurableDocument } from './document.ts'
import { atOnce } from './lane.ts'
import { person, type TestClient, world } from './testing.ts'
import { FarWalkers, mayWalk } from './walks.ts'

const ann = person('ann')
const eve = person('eve')
const refusals = (client: TestClient) => client.all('notice').map(({ notice }) => notice)
const textOf = (doc: Y.Doc) => doc.getText('t').toString()

async function together(limits = {}) {
  const w = await world({ limits })
  const a = w.client(ann).hello()
  const e = w.client(eve)
  e.transport.stalled = true
  await w.pass(40)
  const send = async (update: Uint8Array) => {
    e.sendBytes(encodeUp({ type: 'update', update }))
    await w.pass(40)
  }
  return { w, a, e, send }
}

test('G8: an update that would have Yjs look at the same things a hundred million times is refused whole', async () => {
  const { w, a, e, send } = await together()
  await send(ladder(20_000))
  expect([e.code, textOf(a.doc).length]).toEqual([null, 20_020])
  const frame = climbers(2, 0, 5_000, 20_000)
  expect(frame.length).toBeLessThan(64 * 1024)
  await send(frame)
  expect(e.code).toBe(Close.refused)
  e.transport.stalled = false
  await w.pass(40)
  expect(refusals(e)).toEqual([{ kind: 'refused', count: 2, reason: 'bounds' }])
  expect(textOf(a.doc)).toHaveLength(20_020)
  a.write('still here')
  await w.pass(40)
  expect(a.acked).toBe(2)
})

test('G8: so is one that leans on what is taken and not yet applied', async () => {
  const { w, e } = await together()
  w.disk.hold()
  e.sendBytes(encodeUp({ type: 'update', update: ladder(20_000) }))
  await w.pass(40)
  e.sendBytes(encodeUp({ type: 'update', update: letters(3, 0, [null]) }))
  e.sendBytes(encodeUp({ type: 'update', update: climbers(2, 0, 5_000, 20_000) }))
  await w.pass(40)
  expect(e.code).toBe(Close.refused)
  w.disk.release()
  await w.pass(40)
})

test('G8: what three wrote at the top of the same list while they were away, 5,000 things each, is taken', async () => {
  const { w, a, send } = await together()
  await send(letters(1, 0, [null]))
  const away = [5, 7, 6].map((client) => {
    const doc = new Y.Doc()
    doc.clientID = client
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(a.doc))
    for (let i = 0; i < 5_000; i++) doc.getText('t').insert(0, String(client), { n: i % 2 })
    return w.client(person(`p${client}`), { doc }).hello()
  })
  await w.pass(40)
  expect(away.map(({ code, acked }) => [code, acked])).toEqual([
    [null, 1],
    [null, 1],
    [null, 1],
  ])
  expect(textOf(a.doc)).toHaveLength(15_001)
  for (const { doc } of away) expect(textOf(doc)).toBe(textOf(a.doc))
})

test('G8: one message passes all that others said while its writer was away', async () => {
  const { w, a, e, send } = await together({ walk: 5_000 })
  await send(ladder(19_000))
  await send(letters(2, 0, [{ client: 1, clock: 3 }]))
  await w.pass(40)
  expect([e.code, textOf(a.doc).length]).toEqual([null, 19_021])
})

test('G8: but not more than four times the limit', async () => {
  const { a, e, send } = await together({ walk: 4_000 })
  await send(ladder(19_000))
  await send(letters(2, 0, [{ client: 1, clock: 3 }]))
  expect([e.code, textOf(a.doc).length]).toEqual([Close.refused, 19_020])
})

test('G8: who sends one after another that goes far is slowed, and nobody else', async () => {
  const { w, a, e, send } = await together()
  await send(ladder(40_000))
  for (let i = 0; i < 30; i++)
    e.sendBytes(encodeUp({ type: 'update', update: climbers(2, 2 * i, 2, 40_000) }))
  await w.pass(100)
  expect(e.transport.paused).toBe(true)
  const { length } = textOf(a.doc)
  expect(length).toBeLessThan(40_020 + 60)
  a.write('unhindered')
  await w.pass(40)
  expect([a.acked, a.transport.paused]).toEqual([2, false])
  await w.pass(30_000)
  expect([e.code, e.transport.paused, textOf(a.doc).length]).toEqual([null, false, 40_020 + 60])
})

test('G8: in a space that goes far to be made, ordinary writing is taken, and what goes far isn’t', async () => {
  const { w, a, e, send } = await together({ spaceWalk: 10_000 })
  await send(ladder(9_000))
  await send(climbers(2, 0, 3, 9_000))
  expect(e.code).toBeNull()
  a.write('one')
  a.doc.getText('t').insert(5, 'b')
  await w.pass(40)
  expect(a.acked).toBe(3)
  await send(climbers(2, 3, 3, 9_000))
  expect(e.code).toBe(Close.refused)
})

test('a document is made in short turns, however far its items go to find their places', () => {
  const made = new DurableDocument()
  made.apply([ladder(3_000), climbers(2, 0, 200, 3_000)])
  const { state } = atOnce(made.everything())
  expect(made.walked).toBeGreaterThan(500_000)

  const again = new DurableDocument()
  expect(Math.max(...turns(again, again.install(state)))).toBeLessThan(30_000)
  expect(again.walked).toBeGreaterThan(500_000)
  expect(textOf(again.doc)).toBe(textOf(made.doc))

  const records = [ladder(3_000), ...Array.from({ length: 60 }, (_, i) => climbers(2, 3 * i, 3, 3_000))]
  const restored = new DurableDocument()
  const ways = turns(restored, restored.restore(records.map((update) => ({ update }))))
  expect(Math.max(...ways)).toBeLessThan(40_000)
  expect(textOf(restored.doc)).toHaveLength(3_200)
})

/** How far each turn went. */
function turns(document: DurableDocument, work: Iterator<void, unknown>): number[] {
  const all: number[] = []
  for (let done = false; !done; ) {
    const before = document.walked
    done = work.next().done ?? false
    all.push(document.walked - before)
  }
  return all
}

test('how far an update may go', () => {
  expect(mayWalk(LIMITS, LIMITS.spaceWalk)).toBe(LIMITS.walk)
  expect(mayWalk(LIMITS, LIMITS.spaceWalk + 1)).toBe(LIMITS.walk / 50)
  expect(mayWalk({ ...LIMITS, spaceWalk: 0 }, 1e12)).toBe(LIMITS.walk)
  expect(mayWalk({ ...LIMITS, walk: 0 }, 1e12)).toBe(0)
})

test('who goes far is held until that is paid for, and released when the room ends', async () => {
  const runtime = virtualRuntime(1)
  const released: string[] = []
  const far = new FarWalkers<string>(runtime, (writer) => released.push(writer))
  expect(far.walked('ann', 999)).toBe(false)
  expect(far.walked('ann', 500_000)).toBe(false)
  expect(far.walked('ann', 50_000)).toBe(true)
  expect(far.holds('ann')).toBe(true)
  await runtime.advance(499)
  expect(released).toEqual([])
  await runtime.advance(1)
  expect(released).toEqual(['ann'])
  expect(far.holds('ann')).toBe(false)
  expect(far.walked('ben', 50_000)).toBe(true)
  far.end()
  expect(released).toEqual(['ann', 'ben'])
})

test('G8: a list of very many values is cut in many places, within the limit and without slowing anybody', async () => {
  const { w, a, e, send } = await together()
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getArray('a').push(Array.from({ length: 200_000 }, (_, i) => i % 10))
  await send(Y.encodeStateAsUpdate(doc))
  for (let i = 0; i < 200; i++)
    e.sendBytes(encodeUp({ type: 'update', update: deletion(1, [[997 * i + 1, 1]]) }))
  await w.pass(100)
  expect([e.code, e.transport.paused, a.doc.getArray('a').length]).toEqual([null, false, 199_800])
  const all = Array.from({ length: 5_000 }, (_, i) => [30 * i + 5, 1] as const)
  await send(deletion(1, all))
  expect([e.code, a.doc.getArray('a').length]).toEqual([null, 194_805])
})

test('G8: cuts that would move very many structs again and again are refused, and slowed one by one', async () => {
  const { w, a, e, send } = await together()
  const many = 100_000
  await send(
    items(
      1,
      0,
      Array.from({ length: many }, () => ({ after: null, text: 'ab' })),
    ),
  )
  const cuts = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => [4 * (from + i) + 1, 1] as const)
  for (let i = 0; i < 700; i++) e.sendBytes(encodeUp({ type: 'update', update: deletion(1, cuts(i, 1)) }))
  await w.pass(100)
  expect([e.code, e.transport.paused]).toEqual([null, true])
  expect(textOf(a.doc).length).toBeGreaterThan(2 * many - 700)
  await w.pass(60_000)
  expect([e.code, textOf(a.doc).length]).toEqual([null, 2 * many - 700])
  await send(deletion(1, cuts(700, 1_500)))
  expect(e.code).toBe(Close.refused)
  expect(textOf(a.doc)).toHaveLength(2 * many - 700)
})
