import { Close, encodeUp } from '@weft/space/wire'
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { message, person, SPACE, type TestClient, type World, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')
const eve = person('eve')
const vic = person('vic', 'viewer')

/** A space with some history, and two members whom nothing that follows may concern. */
async function peace(limits = {}): Promise<{ w: World; a: TestClient; b: TestClient }> {
  const w = await world({ limits })
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  for (const line of ['one', 'two', 'three']) a.write(line)
  await w.pass(40)
  a.doc.getArray('timeline').delete(1)
  await w.pass(40)
  return { w, a, b }
}
/** They go on writing, are told so, and see it. */
async function stillAtPeace(w: World, a: TestClient, b: TestClient): Promise<void> {
  const acked = b.acked
  b.write('still here')
  await w.pass(40)
  expect(b.acked).toBe(acked + 1)
  expect(a.lines).toEqual(['one', 'three', 'still here'])
  expect([a.code, b.code]).toEqual([null, null])
}
const refusals = (client: TestClient) => client.all('notice').map(({ notice }) => notice)

test('G5: a viewer reads; what a viewer writes is refused, kept from everybody, and told why', async () => {
  const { w, a, b } = await peace()
  const v = w.client(vic).hello()
  await w.pass(40)
  expect(v.lines).toEqual(['one', 'three'])
  v.write('let me in')
  await w.pass(40)
  expect(v.code).toBe(Close.refused)
  expect(refusals(v)).toEqual([{ kind: 'refused', count: 2, reason: 'viewer' }])
  await stillAtPeace(w, a, b)
})

test('G5: a viewer can delete as little as write', async () => {
  const { w, a, b } = await peace()
  const v = w.client(vic).hello()
  await w.pass(40)
  v.doc.getArray('timeline').delete(0)
  await w.pass(40)
  expect(v.code).toBe(Close.refused)
  await stillAtPeace(w, a, b)
})

test('G5: nor can a viewer delete words of a note, which belong to all who may write', async () => {
  const { w, a, b } = await peace()
  a.doc.getText('words').insert(0, 'of all')
  await w.pass(40)
  const v = w.client(vic).hello()
  await w.pass(40)
  v.doc.getText('words').delete(0, 2)
  await w.pass(40)
  expect(refusals(v)).toEqual([{ kind: 'refused', count: 2, reason: 'viewer' }])
  expect(a.doc.getText('words').toString()).toBe('of all')
  await stillAtPeace(w, a, b)
})

test('G5: what a viewer brings from an offline time as a member is refused, too', async () => {
  const { w, a, b } = await peace()
  const doc = new Y.Doc()
  doc.getArray('timeline').push([message(vic.id, 'from afar')])
  const v = w.client(vic, { doc }).hello()
  await w.pass(40)
  expect(v.code).toBe(Close.refused)
  await stillAtPeace(w, a, b)
})

test('a stock viewer repeats the whole document in its step2, and that is fine and acked', async () => {
  const { w, a } = await peace()
  const v = w.client(vic, { doc: a.doc }).hello()
  v.send({ type: 'step2', update: Y.encodeStateAsUpdate(a.doc) })
  await w.pass(40)
  expect(v.code).toBeNull()
  expect(v.acked).toBe(2)
})

test('a viewer whose answer would be too large to send is not asked for one', async () => {
  const { w, a } = await peace({ viewerMessage: 400 })
  const v = w.client(vic).hello()
  await w.pass(40)
  expect(v.all('step1')).toHaveLength(1)
  for (let i = 0; i < 300; i++) a.write(`line ${i}`)
  await w.pass(40)
  for (let i = 150; i > 0; i--) a.doc.getArray('timeline').delete(i * 2)
  await w.pass(40)
  const late = w.client(person('val', 'viewer')).hello()
  await w.pass(40)
  expect(late.all('step1')).toHaveLength(0)
  expect(late.lines).toEqual(a.lines)
  late.sendBytes(encodeUp({ type: 'step2', update: new Uint8Array(500) }))
  await w.pass()
  expect(late.code).toBe(Close.tooLarge)
})

test('G5: a role that is taken away, or lowered, works at once on open connections', async () => {
  const { w, a, b } = await peace()
  const e = w.client(eve).hello()
  await w.pass(40)
  w.rooms.roleChanged(SPACE, eve.id, 'viewer')
  e.write('too late')
  await w.pass(40)
  expect(refusals(e)).toEqual([
    { kind: 'role', role: 'viewer' },
    { kind: 'refused', count: 2, reason: 'viewer' },
  ])
  const again = w.client({ ...eve, role: 'viewer' }).hello()
  await w.pass(40)
  expect(again.lines).toEqual(['one', 'three'])
  w.rooms.roleChanged(SPACE, eve.id, null)
  await w.pass()
  expect(again.code).toBe(Close.spaceGone)
  await stillAtPeace(w, a, b)
})

test('G5: nothing is taken of what waits of a flood once its connection has ended', async () => {
  const { w, a, b } = await peace({ frameRate: 10, frameBurst: 4 })
  const e = w.client(eve).hello()
  await w.pass(1_000)
  for (let n = 0; n < 50; n++) e.write(`flood ${n}`)
  await w.pass(1_000)
  const before = a.lines.length
  expect(before).toBeLessThan(40)
  e.connection?.end(Close.unauthenticated, 'signed out')
  e.transport.dropped = true
  await w.pass(5_000)
  expect(e.code).toBe(Close.unauthenticated)
  expect(a.lines).toHaveLength(before)
  b.write('still here')
  await w.pass(1_000)
  expect(a.lines).toHaveLength(before + 1)
})
/** An update with one thing that is deleted already under each of so many client ids. */
const crowd = (from: number, ids: number): Uint8Array =>
  encoding.encode((out) => {
    encoding.writeVarUint(out, ids)
    for (let id = from; id < from + ids; id++) {
      for (const uint of [1, id, 0]) encoding.writeVarUint(out, uint)
      encoding.writeUint8(out, 0)
      encoding.writeVarUint(out, 1)
    }
    encoding.writeVarUint(out, 0)
  })

test('G8: a space has room for so many client ids; those who are in go on, and deletions are taken', async () => {
  const { w, a, b } = await peace({ clients: 5 })
  const e = w.client(eve).hello()
  await w.pass(40)
  e.send({ type: 'update', update: crowd(100, 3) })
  await w.pass(40)
  expect(e.code).toBeNull()
  e.send({ type: 'update', update: crowd(200, 2) })
  await w.pass(40)
  expect(refusals(e)).toEqual([{ kind: 'refused', count: 3, reason: 'spaceFull' }])
  expect(e.code).toBe(Close.tooLarge)
  const again = w.client(eve).hello()
  await w.pass(40)
  again.send({ type: 'update', update: crowd(200, 7) })
  await w.pass(40)
  expect(again.code).toBe(Close.tooLarge)
  await stillAtPeace(w, a, b)
})

test('G8: client ids that are on their way to the disk take their room, too', async () => {
  const { w } = await peace({ clients: 5 })
  const e = w.client(eve).hello()
  await w.pass(40)
  w.disk.hold()
  e.send({ type: 'update', update: crowd(100, 3) })
  await w.pass(40)
  e.send({ type: 'update', update: crowd(200, 2) })
  await w.pass(40)
  expect(refusals(e)).toEqual([{ kind: 'refused', count: 3, reason: 'spaceFull' }])
  w.disk.release()
  await w.pass(40)
})

test('G8: a viewer who names the same deletions again and again is not followed', async () => {
  const { w, a, b } = await peace()
  const v = w.client(vic).hello()
  await w.pass(40)
  const again = encoding.encode((out) => {
    for (const uint of [0, 1, a.doc.clientID, 3, 1, 1, 1, 1, 1, 1]) encoding.writeVarUint(out, uint)
  })
  v.send({ type: 'update', update: again })
  await w.pass(40)
  expect(refusals(v)).toEqual([{ kind: 'refused', count: 2, reason: 'malformed' }])
  await stillAtPeace(w, a, b)
})

test('G1: an update with more client ids than a call can have arguments is taken like any', async () => {
  const { w, a } = await peace({ clients: 0 })
  const e = w.client(eve)
  await w.pass(40)
  e.send({ type: 'update', update: crowd(1_000, 130_000) })
  await w.pass(40)
  expect([e.code, e.acked]).toEqual([null, 2])
  expect(a.code).toBeNull()
}, 60_000)

test('a viewer who may write from now on is asked for what they have', async () => {
  const { w, a } = await peace({ viewerMessage: 1 })
  const v = w.client({ ...vic, role: 'viewer' })
  await w.pass(40)
  const doc = v.doc
  v.transport.up.length = 0
  doc.getArray('timeline').push([message(vic.id, 'kept here')])
  v.transport.up.length = 0
  w.rooms.roleChanged(SPACE, vic.id, 'member')
  await w.pass(40)
  expect(a.lines).toContain('kept here')
})

test('G6 G1: nobody writes under the id that another shows themselves by, so that what that one writes there isn’t lost', async () => {
  const { w, a, b } = await peace()
  const shown = w.client(ben).hello()
  await w.pass(40)
  const { clientID } = shown.doc
  shown.send({ type: 'presence', entries: [{ client: clientID, clock: 1, state: '{}' }] })
  const e = w.client(eve).hello()
  await w.pass(2_500)
  expect(e.all('presence').flatMap(({ entries }) => entries.map(({ client }) => client))).toContain(clientID)
  shown.transport.drop()
  await w.pass(40)
  // All that is written under the id from now on would count as known.
  e.send({
    type: 'update',
    update: encoding.encode((out) => {
      for (const uint of [1, 1, clientID, 0, 0, 1_000, 0]) encoding.writeVarUint(out, uint)
    }),
  })
  await w.pass(40)
  expect(refusals(e)).toEqual([{ kind: 'refused', count: 2, reason: 'author' }])
  shown.write('made offline')
  const back = w.client(ben, { doc: shown.doc }).hello()
  await w.pass(40)
  expect(back.code).toBeNull()
  expect(a.lines).toEqual(['one', 'three', 'made offline'])
  expect([a.code, b.code]).toEqual([null, null])
})

test('G6: structs under somebody else’s client id are refused, whoever was first', async () => {
  const { w, a, b } = await peace()
  const forged = new Y.Doc()
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(a.doc))
  forged.clientID = a.doc.clientID
  const e = w.client(eve, { doc: forged }).hello()
  await w.pass(40)
  e.write('I am Ann')
  await w.pass(40)
  expect(refusals(e)).toEqual([{ kind: 'refused', count: 2, reason: 'author' }])
  expect(e.code).toBe(Close.refused)
  await stillAtPeace(w, a, b)
})

test('G6: of two who take one client id at the same moment the first has it, before anything is durable', async () => {
  const { w } = await peace()
  w.disk.hold()
  const doc = (...texts: string[]) => {
    const made = new Y.Doc()
    made.clientID = 777
    made.getArray('timeline').push(texts.map((text) => message(eve.id, text)))
    return made
  }
  const first = w.client(eve, { doc: doc('mine') }).hello()
  await w.pass(4)
  const second = w.client(person('mal'), { doc: doc('no', 'mine') }).hello()
  await w.pass(40)
  w.disk.release()
  await w.pass(40)
  expect([first.code, second.code]).toEqual([null, Close.refused])
  const after = await w.crash()
  const third = after.client(person('mal'), { doc: doc('and', 'now?') }).hello()
  await after.pass(40)
  expect(third.code).toBe(Close.refused)
})

const bad: [string, Uint8Array][] = [
  ['nothing', new Uint8Array()],
  ['an unknown type', new Uint8Array([77])],
  ['half a message', new Uint8Array([0, 2, 200, 1])],
  ['more than a message', new Uint8Array([0, 0, 1, 0, 9])],
  ['a document that is none', encodeUp({ type: 'update', update: new Uint8Array([1, 2, 3, 4]) })],
  [
    '30,000,000 structs in nine bytes',
    encodeUp({ type: 'update', update: new Uint8Array([1, 128, 135, 167, 14, 1, 0, 0, 0]) }),
  ],
  ['presence that is not JSON', new Uint8Array([1, 6, 1, 5, 1, 2, 123, 123])],
]
test.each(bad)('G8: a client that sends %s is closed, and nobody else notices', async (_, bytes) => {
  const { w, a, b } = await peace()
  const e = w.client(eve).hello()
  await w.pass(40)
  e.sendBytes(bytes)
  e.write('and this is not taken')
  await w.pass(40)
  expect(e.code).toBe(Close.badFrame)
  await stillAtPeace(w, a, b)
})

test('G8: a clock out of bounds, which would silence somebody for ever, is refused', async () => {
  const { w, a, b } = await peace()
  const e = w.client(eve).hello()
  await w.pass(40)
  // One GC struct of client 5, 2^40 long.
  const update = new Uint8Array([1, 1, 5, 0, 0, 128, 128, 128, 128, 128, 32, 0])
  e.send({ type: 'update', update })
  await w.pass(40)
  expect(e.code).toBe(Close.refused)
  await stillAtPeace(w, a, b)
})

test('G8: a text under a key, which would shut the space for good at the next deletion, is refused', async () => {
  const { w, a, b } = await peace()
  a.doc.getArray('other').insert(0, [new Y.Map([['k', 'v']])])
  await w.pass(40)
  const { client, clock } = { client: a.doc.clientID, clock: Y.getState(a.doc.store, a.doc.clientID) - 1 }
  const e = w.client(eve).hello()
  await w.pass(40)
  const update = encoding.encode((out) => {
    // Client 9: the text "ab", to the right of that value; the second letter is deleted.
    for (const number of [1, 1, 9, 0, 0x84]) encoding.writeUint8(out, number)
    for (const number of [client, clock]) encoding.writeVarUint(out, number)
    encoding.writeVarString(out, 'ab')
    for (const number of [1, 9, 1, 1, 1]) encoding.writeVarUint(out, number)
  })
  e.send({ type: 'update', update })
  await w.pass(40)
  expect(e.code).toBe(Close.badFrame)
  a.doc.getArray('other').delete(0)
  await stillAtPeace(w, a, b)
  expect(w.warnings).toEqual([])
})

test('G8: what grows deep in many small steps, and would overflow every stack at its deletion, is refused', async () => {
  const { w, a, b } = await peace()
  const e = w.client(eve).hello()
  await w.pass(40)
  let inner = e.doc.getMap<unknown>('deep')
  for (let depth = 0; depth < 80 && e.code === null; depth++) {
    const next = new Y.Map<unknown>()
    inner.set('in', next)
    inner = next
    if (depth % 4 === 0) await w.pass(40)
  }
  await w.pass(40)
  expect(refusals(e)).toMatchObject([{ kind: 'refused', reason: 'bounds' }])
  expect(e.code).toBe(Close.refused)
  await stillAtPeace(w, a, b)
})

test('a space that is as large as it may be takes deletions only', async () => {
  const { w, a, b } = await peace({ space: 4_000 })
  const e = w.client(eve).hello()
  await w.pass(40)
  e.write('x'.repeat(3_000))
  await w.pass(40)
  const f = w.client(person('fay')).hello()
  await w.pass(40)
  f.write('y'.repeat(3_000))
  await w.pass(40)
  expect(refusals(f)).toEqual([{ kind: 'refused', count: 2, reason: 'spaceFull' }])
  expect(f.code).toBe(Close.tooLarge)
  e.doc.getArray('timeline').delete(2)
  await w.pass(10_000)
  expect(e.code).toBeNull()
  const g = w.client(person('gus')).hello()
  await w.pass(40)
  g.write('y'.repeat(3_000))
  await w.pass(40)
  expect([g.code, a.code, b.code]).toEqual([null, null, null])
})

test('deletions are taken though not a byte more fits, for they make room', async () => {
  const { w, a } = await peace({ space: 4_000 })
  const e = w.client(eve).hello()
  await w.pass(40)
  e.write('x'.repeat(3_000))
  await w.pass(40)
  for (let code = e.code; code === null; ) {
    const f = w.client(eve).hello()
    await w.pass(2_500)
    f.write('z')
    await w.pass(40)
    code = f.code
  }
  const g = w.client(eve).hello()
  await w.pass(2_500)
  g.doc.getArray('timeline').delete(2)
  await w.pass(40)
  expect(g.code).toBeNull()
  expect(a.lines.slice(0, 3)).toEqual(['one', 'three', 'z'])
})

test('other programs may add 64 root types of their own, and not one more', async () => {
  const { w } = await peace()
  const e = w.client(eve).hello()
  await w.pass(40)
  for (let i = 0; i < 64; i++) e.doc.getMap(`extra ${i}`).set('k', 1)
  await w.pass(40)
  expect(e.code).toBeNull()
  e.doc.getMap('extra 64').set('k', 1)
  await w.pass(40)
  expect(refusals(e)).toMatchObject([{ kind: 'refused', reason: 'bounds' }])
})

test('other programs may add root types of their own, a bounded number', async () => {
  const { w, a, b } = await peace()
  const e = w.client(eve).hello()
  await w.pass(40)
  for (let i = 0; i < 60; i++) e.doc.getMap(`extra ${i}`).set('k', 1)
  await w.pass(40)
  expect(e.code).toBeNull()
  for (let i = 60; i < 80; i++) e.doc.getMap(`extra ${i}`).set('k', 1)
  await w.pass(40)
  expect(e.code).toBe(Close.refused)
  await stillAtPeace(w, a, b)
})
