import { expect, test, vi } from 'vitest'
import { isAboutToWrite } from './about-to-write.ts'
import { PACE } from './lane.ts'
import { person, SPACE, type TestClient, type World, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')
const TYPING = '{"at":{"timeline":true},"typing":true}'
/** Two take turns, so that their lines can't be joined; and so many that a snapshot is made, which is taken apart in turns. */
const LINES = 600
const slow = { turn: 0, stride: 1, rest: 5_000 }

let clock = 0
const show = (client: TestClient, state: string, id = 11) =>
  client.send({ type: 'presence', entries: [{ client: id, clock: ++clock, state }] })

const documents = ({ counted }: World): number => counted.get('rooms_opened') ?? 0

/** A server just started, and a space that was written in before. */
async function restarted(pace = PACE): Promise<World> {
  const first = await world()
  const writers = [first.client(ann).hello(), first.client(ben).hello()]
  await first.pass()
  for (let i = 0; i < LINES; i++) {
    writers[i % 2]?.write(`line ${i}`)
    await first.pass(4)
  }
  for (const writer of writers) writer.transport.drop()
  await first.pass(33_000)
  return await first.crash(pace)
}

test.each([
  ['a key in the message box', TYPING],
  [
    'a caret in a note',
    '{"note:x":{"anchorPos":{"item":{"client":1,"clock":2}},"focusPos":null,"focusing":true}}',
  ],
  [
    'a place in a text of ProseMirror or CodeMirror',
    '{"cursor":{"anchor":{"tname":"t"},"head":{"tname":"t"}}}',
  ],
])('%s says that somebody is about to write', (_, state) => {
  expect(isAboutToWrite(null, state)).toBe(true)
  expect(isAboutToWrite('{}', state)).toBe(true)
  expect(isAboutToWrite(state, state)).toBe(false)
})

test.each([
  ['a stock client that arrives', '{}'],
  ['one that says who it is', '{"user":{"name":"Ann","color":"#abc"}}'],
  ['the web app, as it opens', '{"at":{"timeline":true,"notes":["x"]}}'],
  ['a caret where it was left', '{"note:x":{"anchorPos":{"item":{}},"focusing":false},"cursor":null}'],
  ['a device that nobody touches', '{"typing":true,"idle":true}'],
  ['who leaves', null],
])('%s doesn’t', (_, state) => {
  expect(isAboutToWrite('{"x":1}', state)).toBe(false)
})

test('the document is made while somebody types, and the first edit finds it', async () => {
  const w = await restarted(slow)
  const a = w.client(ann).hello()
  await w.pass(2_000)
  expect([documents(w), a.lines.length]).toEqual([0, LINES])
  show(a, TYPING)
  await w.pass(1_000)
  expect(documents(w)).toBe(1)
  a.write('at once')
  // With a document to make it would take some turns more.
  await w.pass()
  expect(a.acked).toBe(2)
  expect(documents(w)).toBe(1)
})

test('while it is made, who comes is given the stored bytes, and an edit waits for that one document', async () => {
  const w = await restarted(slow)
  const a = w.client(ann).hello()
  await w.pass(2_000)
  show(a, TYPING)
  await w.pass(1)
  const b = w.client(ben, { doc: a.doc }).hello()
  await w.pass(1)
  // Its step2 brings nothing, and needs no document.
  expect([b.acked, documents(w)]).toEqual([1, 0])
  a.write('already')
  await w.pass(1)
  expect([a.acked, documents(w)]).toEqual([1, 0])
  await w.pass(1_000)
  expect([a.acked, documents(w)]).toEqual([2, 1])
  expect(b.lines.at(-1)).toBe('already')
})

test('an edit that comes while it is made has nothing read once more', async () => {
  const w = await restarted()
  const a = w.client(ann).hello()
  // So long that the stored bytes were let go.
  await w.pass(40_000)
  const loads = vi.spyOn(w.store.log, 'load')
  show(a, TYPING)
  a.flow()
  a.write('meanwhile')
  a.flow()
  await w.pass(40)
  expect([a.acked, loads.mock.calls.length]).toEqual([2, 1])
})

test('newcomers first: at arrival nothing is made ahead, nor while others arrive', async () => {
  const w = await restarted()
  const a = w.client(ann).hello()
  show(a, TYPING)
  for (let i = 0; i < 5; i++) {
    w.client(person(`p${i}`)).hello()
    await w.pass(800)
    expect(documents(w)).toBe(0)
  }
  await w.pass(2_000)
  expect(documents(w)).toBe(1)
})

test('nobody who does nothing has a document made, however long they stay', async () => {
  const w = await restarted()
  const plain = w.client(ann, { protocol: 'weft.0' }).hello()
  const app = w.client(ben).hello()
  const viewer = w.client(person('cem', 'viewer')).hello()
  await w.pass(2_000)
  for (let i = 0; i < 10; i++) {
    show(plain, '{}')
    show(app, '{"at":{"timeline":true}}', 12)
    show(viewer, TYPING, 13)
    show(viewer, '{}', 13)
    await w.pass(15_000)
  }
  expect([plain.code, app.code, viewer.code, documents(w)]).toEqual([null, null, null, 0])
})

test('a caret that stands still doesn’t keep the document; one that moves has it made again', async () => {
  const w = await restarted({ ...PACE, rest: 5_000 })
  const a = w.client(ann).hello()
  await w.pass(2_000)
  show(a, TYPING)
  await w.pass(20_000)
  show(a, TYPING)
  await w.pass(20_000)
  expect([documents(w), w.counted.get('rooms_closed')]).toEqual([1, 1])
  show(a, '{"cursor":{"anchor":{"tname":"t"}}}')
  await w.pass(40)
  expect(documents(w)).toBe(2)
  a.transport.drop()
  await w.pass(40_000)
  expect([w.counted.get('rooms_closed'), w.runtime.waiting]).toEqual([2, 0])
})

test('a space that is deleted while its document is made ahead is left alone afterwards', async () => {
  const w = await restarted(slow)
  const a = w.client(ann).hello()
  await w.pass(2_000)
  show(a, TYPING)
  await w.pass(1)
  let gone = false
  const done = w.rooms.gone(SPACE).then(() => {
    gone = true
  })
  await w.pass(2)
  expect(gone).toBe(false)
  await w.pass(1_000)
  await done
  const { calls } = w.disk
  await w.pass(60_000)
  expect([w.disk.calls, w.runtime.waiting]).toEqual([calls, 0])
})

test('when it can’t be made ahead, who reads stays, and the first edit tries again', async () => {
  const w = await restarted()
  const a = w.client(ann).hello()
  // So long that the stored bytes were let go.
  await w.pass(40_000)
  w.disk.failNext('range')
  show(a, TYPING)
  a.flow()
  const viewer = w.client(person('cem', 'viewer')).hello()
  await w.pass(40)
  expect(w.warnings.map(({ event }) => event)).toContain('document not made ahead')
  expect([a.code, documents(w), viewer.lines.length]).toEqual([null, 0, LINES])
  a.write('now')
  await w.pass(40)
  expect([a.acked, documents(w)]).toEqual([2, 1])
})
