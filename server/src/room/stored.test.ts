import { initSpace, setMeta } from '@weft/space'
import { Close } from '@weft/space/wire'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { PACE } from './lane.ts'
import { person, SPACE, type TestClient, type World, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')
const cem = person('cem', 'viewer')

interface Told {
  readonly w: World
  readonly a: TestClient
  readonly b: TestClient
  /** What was there before the last two lines. */
  readonly before: Y.Doc
}

/** Two who take turns, so that their lines aren't joined; and then the process dies. */
async function told(lines: number, pace = PACE): Promise<Told> {
  const first = await world({ pace: { ...PACE, rest: 1_000 } })
  const a = first.client(ann).hello()
  const b = first.client(ben).hello()
  await first.pass()
  const before = new Y.Doc()
  for (let i = 0; i < lines; i++) {
    const writer = i % 2 === 0 ? a : b
    if (i === lines - 2) Y.applyUpdate(before, Y.encodeStateAsUpdate(a.doc))
    writer.write(`line ${i}`)
    await first.pass(20)
  }
  return { w: await first.crash(pace), a, b, before }
}

/** As `told`, with a snapshot, and some records after it. */
async function compacted(change: (a: TestClient) => void = () => undefined): Promise<World> {
  const first = await world({ pace: { ...PACE, rest: 1_000 } })
  const a = first.client(ann).hello()
  await first.pass()
  initSpace(a.doc, { name: 'Loom' })
  for (let i = 0; i < 210; i++) {
    a.write(`line ${i}`)
    await first.pass(16)
  }
  await first.pass(3_000)
  expect(first.counted.get('compactions')).toBe(1)
  a.write('after')
  change(a)
  await first.pass(40)
  return await first.crash()
}

const documents = ({ counted }: World): number => counted.get('rooms_opened') ?? 0

test('G4: who comes to a server just started is given everything, and no document is made for it', async () => {
  const { w, a } = await told(6)
  const plain = w.client(cem, { protocol: 'weft.0' }).hello()
  const whole = w.client(ben).hello()
  const back = w.client(ann, { doc: a.doc }).hello()
  await w.pass(40)
  for (const client of [plain, whole, back]) expect(client.lines).toEqual(a.lines)
  // Their answers to our step1 bring nothing, and are settled.
  expect([whole.acked, back.acked]).toEqual([1, 1])
  expect([whole, back, plain].map((client) => client.all('step2').length)).toEqual([1, 1, 1])
  expect(documents(w)).toBe(0)
  whole.write('and on')
  await w.pass(40)
  expect(documents(w)).toBe(1)
  expect(whole.acked).toBe(2)
  for (const client of [plain, back]) expect(client.lines).toEqual(whole.lines)
})

test('G4: so is who comes back with a part of it, and with what the server lacks', async () => {
  const { w, a } = await told(8)
  const part = w.client(ben).hello()
  await w.pass()
  part.transport.drop()
  const late = new Y.Doc()
  Y.applyUpdate(late, Y.encodeStateAsUpdate(part.doc))
  late.getArray('timeline').push([{ kind: 'message', at: 0, by: ben.id, text: 'written offline' }])
  expect(documents(w)).toBe(0)
  const b = w.client(ben, { doc: late }).hello()
  const c = w.client(cem).hello()
  await w.pass(40)
  expect(documents(w)).toBe(1)
  expect(b.acked).toBe(1)
  expect(c.lines).toEqual([...a.lines, 'written offline'])
})

test('G1: what a crash follows is on the disk, also the first that is written after a start', async () => {
  const { w } = await told(2)
  const b = w.client(ben).hello()
  await w.pass()
  b.write('first')
  b.write('second')
  await w.pass(40)
  expect(b.acked).toBe(3)
  const again = await w.crash()
  const c = again.client(ann).hello()
  await again.pass()
  expect(c.lines).toEqual(['line 0', 'line 1', 'first', 'second'])
})

test('what is written while somebody’s answer is being put together is in it', async () => {
  const { w, a } = await told(120, { ...PACE, turn: 0, stride: 1 })
  const known = new Y.Doc()
  const first = w.client(ben, { doc: known }).hello()
  await w.pass(2_000)
  expect(first.lines).toEqual(a.lines)
  const c = w.client(cem).hello()
  first.write('meanwhile')
  await w.pass(2_000)
  expect(c.lines).toEqual([...a.lines, 'meanwhile'])
})

test('G4: nobody is answered with what was stored before somebody wrote, though the answer was begun then', async () => {
  const { w, a, before } = await told(200, { ...PACE, turn: 0, stride: 1 })
  const first = w.client(ben).hello()
  await w.pass(3_000)
  // Who is about to write has the document made, while those who come are still given the stored bytes.
  first.send({ type: 'presence', entries: [{ client: 11, clock: 1, state: '{"typing":true}' }] })
  const c = w.client(cem, { doc: before }).hello()
  expect(documents(w)).toBe(0)
  while (documents(w) === 0) await w.pass(1)
  expect(c.all('step2')).toEqual([])
  first.write('meanwhile')
  await w.pass(2_000)
  expect(c.lines).toEqual([...a.lines, 'meanwhile'])
})

test('G5: a viewer’s write is refused there as everywhere', async () => {
  const { w } = await told(2)
  const c = w.client(cem).hello()
  await w.pass()
  c.write('I may not')
  await w.pass(40)
  expect(c.code).toBe(Close.refused)
})

test('G7: a viewer who comes while nothing of the space is in memory is asked, too, for what they have', async () => {
  const { w, a } = await told(2)
  w.client(ben).hello()
  await w.pass(40_000)
  const old = new Y.Doc()
  Y.applyUpdate(old, Y.encodeStateAsUpdate(a.doc))
  old.getArray('timeline').push([{ kind: 'message', at: 0, by: cem.id, text: 'from when I was a member' }])
  const c = w.client(cem, { doc: old }).hello()
  await w.pass(40)
  expect(c.all('notice').at(-1)?.notice).toEqual({ kind: 'refused', count: 1, reason: 'viewer' })
})

test('nobody is given words that were deleted, from a snapshot or after it', async () => {
  const w = await compacted((a) => {
    const text = a.doc.getText('other')
    text.insert(0, 'a secret, and more')
    text.delete(2, 6)
    const own = a.doc.getArray<{ text: string }>('timeline')
    own.delete(own.toArray().findIndex((entry) => entry.text === 'line 100'))
  })
  const b = w.client(ben).hello()
  await w.pass()
  expect(documents(w)).toBe(0)
  expect(b.lines).toHaveLength(210)
  expect(b.lines).not.toContain('line 100')
  expect(b.doc.getText('other').toString()).toBe('a , and more')
  const [step2] = b.all('step2')
  const words = Buffer.from(step2?.update ?? []).toString('latin1')
  expect(words).toContain('line 101')
  expect(words).not.toContain('secret')
  expect(words).not.toContain('line 100')
})

test('a space that got another name since its snapshot tells it to the lists', async () => {
  const same = await compacted()
  same.client(ben).hello()
  await same.pass()
  expect([documents(same), same.names]).toEqual([0, []])
  const other = await compacted((a) => setMeta(a.doc, { name: 'Heddle' }))
  other.client(ben).hello()
  await other.pass()
  expect(other.names).toEqual([{ space: SPACE, name: 'Heddle', icon: null }])
})

test('the stored bytes leave memory too, and are read again for the next who comes', async () => {
  const { w, a } = await told(4)
  let reads = 0
  const { load } = w.store.log
  w.store.log.load = (space) => {
    reads++
    return load.call(w.store.log, space)
  }
  w.client(ben).hello()
  await w.pass()
  w.client(ben).hello()
  await w.pass(1_000)
  expect(reads).toBe(1)
  await w.pass(40_000)
  const c = w.client(cem).hello()
  await w.pass()
  expect([reads, documents(w)]).toEqual([2, 0])
  expect(c.lines).toEqual(a.lines)
})

test('the server goes down while a document is made: what it had taken is on the disk, and acknowledged', async () => {
  const { w } = await told(60, { ...PACE, turn: 0, stride: 1 })
  const b = w.client(ben).hello()
  await w.pass(2_000)
  b.write('the last')
  b.flow()
  const closed = w.rooms.close()
  await w.pass(2_000)
  await closed
  await w.pass()
  expect([b.acked, b.code]).toEqual([2, Close.goingAway])
  const again = await w.crash(PACE)
  const c = again.client(ann).hello()
  await again.pass()
  expect(c.lines.at(-1)).toBe('the last')
})
