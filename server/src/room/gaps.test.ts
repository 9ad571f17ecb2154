import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { message, person, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')

test('an edit that overtakes what was written offline waits for it, and one ack covers both', async () => {
  const w = await world()
  const b = w.client(ben).hello()
  const doc = new Y.Doc()
  doc.getArray('timeline').push([message(ann.id, 'offline')])
  const a = w.client(ann, { doc })
  // Before it answers our step1, as a stock client does when somebody types at that moment.
  a.answers = false
  a.hello()
  await w.pass()
  a.write('online')
  await w.pass(40)
  expect([a.acked, b.lines]).toEqual([0, []])
  expect(a.all('step1')).toHaveLength(1)
  const step1 = a.all('step1')[0]
  a.send({ type: 'step2', update: Y.encodeStateAsUpdate(doc, step1?.stateVector) })
  await w.pass(40)
  expect(a.acked).toBe(2)
  expect(b.lines).toEqual(['offline', 'online'])
})

test('a lost update is asked for; meanwhile nothing is acked, stored or told; then all is', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  a.write('one')
  await w.pass(40)
  a.answers = false
  a.write('lost')
  a.transport.up.pop()
  a.write('three')
  a.write('four')
  await w.pass(40)
  expect(a.acked).toBe(2)
  expect(b.lines).toEqual(['one'])
  expect(a.all('step1')).toHaveLength(2)
  a.send({ type: 'step2', update: Y.encodeStateAsUpdate(a.doc, a.all('step1')[1]?.stateVector) })
  a.write('five')
  await w.pass(40)
  // step2, one, three, four, step2, five
  expect(a.acked).toBe(6)
  expect(b.lines).toEqual(['one', 'lost', 'three', 'four', 'five'])
  const after = await w.crash()
  const c = after.client(ben).hello()
  await after.pass()
  expect(c.lines).toEqual(b.lines)
})

test('G1: in a gap nothing is taken, not even what misses nothing: its ack would cover what was dropped', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  a.write('one')
  await w.pass(40)
  a.answers = false
  a.write('lost')
  a.transport.up.pop()
  a.write('dropped')
  await w.pass(40)
  a.doc.getArray('timeline').delete(0)
  await w.pass(40)
  expect(a.acked).toBe(2)
})

test('a full state that has nothing new ends a gap as well: what was dropped has come another way', async () => {
  const w = await world()
  const b = w.client(ben).hello()
  const doc = new Y.Doc()
  doc.clientID = 41
  const a = w.client(ann, { doc }).hello()
  await w.pass(40)
  a.answers = false
  a.write('one')
  a.transport.up.pop()
  a.write('dropped')
  await w.pass(40)
  expect(a.all('step1')).toHaveLength(2)
  // Another tab of hers brings both.
  const tab = w.client(ann, { doc: new Y.Doc() }).hello()
  await w.pass()
  tab.send({ type: 'update', update: Y.encodeStateAsUpdate(doc) })
  await w.pass(40)
  expect(b.lines).toEqual(['one', 'dropped'])
  a.send({ type: 'step2', update: Y.encodeStateAsUpdate(doc, a.all('step1')[1]?.stateVector) })
  a.write('and on')
  await w.pass(40)
  // step2, dropped, step2, and on
  expect([a.acked, b.lines]).toEqual([4, ['one', 'dropped', 'and on']])
})

test('deletions of what is not there are missing causes, too', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  const other = new Y.Doc()
  const updates: Uint8Array[] = []
  other.on('update', (update: Uint8Array) => updates.push(update))
  other.getArray('timeline').push(['x'])
  other.getArray('timeline').delete(0)
  const [, deletion] = updates
  if (!deletion) throw new Error('two updates were made')
  a.send({ type: 'update', update: deletion })
  await w.pass(40)
  expect(a.all('step1')).toHaveLength(2)
})

test('an edit may build on another that is on its way to the disk', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  w.disk.hold()
  a.write('one')
  await w.pass(40)
  a.write('two')
  await w.pass(40)
  w.disk.release()
  await w.pass(40)
  expect(a.all('step1')).toHaveLength(1)
  expect([a.acked, b.lines]).toEqual([3, ['one', 'two']])
})

test('G8: an update over what is here and forgotten is cut; Yjs would throw, with the room in its hands', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  // Of client 7: one unit that is gone; then two letters of a text, of which the first is that unit.
  a.send({ type: 'update', update: new Uint8Array([1, 1, 7, 0, 0, 1, 0]) })
  await w.pass(40)
  a.send({ type: 'update', update: new Uint8Array([1, 1, 7, 0, 4, 1, 1, 0x74, 2, 0x61, 0x62, 0]) })
  await w.pass(40)
  expect([a.code, b.code, a.acked, w.warnings]).toEqual([null, null, 3, []])
})

test('what is in flight already is not stored twice, and not acked before it is durable', async () => {
  const w = await world()
  const doc = new Y.Doc()
  doc.getArray('timeline').push([message(ann.id, 'both tabs have it')])
  w.disk.hold()
  const one = w.client(ann, { doc }).hello()
  const two = w.client(ann, { doc }).hello()
  await w.pass(60)
  expect([one.acked, two.acked]).toEqual([0, 0])
  w.disk.release()
  await w.pass(60)
  expect([one.acked, two.acked]).toEqual([1, 1])
  expect(w.counted.get('updates_stored')).toBe(1)
})
