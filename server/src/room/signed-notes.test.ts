import {
  archiveNote,
  createNote,
  deleteNote,
  listNotes,
  type NoteId,
  type PersonId,
  renameNote,
} from '@weft/space'
import { Close, type RefusalReason } from '@weft/space/wire'
import * as encoding from 'lib0/encoding'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { person, type TestClient, type World, world } from './testing.ts'

const ann = person('ann')
const eve = person('eve')
const id = 'noteAAAAAAAAAAAA' as NoteId
const HOUR = 3_600_000

/** Ann made a note; Eve has it. */
async function noted(): Promise<{ w: World; a: TestClient; e: TestClient }> {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  createNote(a.doc, { id, title: 'Lunch', by: ann.id, at: 7 })
  await w.pass(40)
  const e = w.client(eve).hello()
  await w.pass(40)
  return { w, a, e }
}
/** An update that deletes one unit, without saying so: its last five numbers are those of the deletion. */
function withoutDeletions(update: Uint8Array): Uint8Array {
  const { ds } = Y.decodeUpdate(update)
  const [[client, [range]] = [0, []]] = ds.clients
  const tail = encoding.encode((out) => {
    for (const n of [1, client, 1, range?.clock ?? 0, range?.len ?? 0]) encoding.writeVarUint(out, n)
  })
  expect(update.subarray(-tail.length)).toEqual(tail)
  return new Uint8Array([...update.subarray(0, -tail.length), 0])
}
const noteOf = (doc: Y.Doc) => doc.getMap('notes').get(id) as Y.Map<unknown>
async function refused(
  all: { w: World; a: TestClient; e: TestClient },
  reason: RefusalReason,
): Promise<void> {
  const { w, a, e } = all
  await w.pass(40)
  expect(e.all('notice').map(({ notice }) => notice)).toMatchObject([{ kind: 'refused', reason }])
  expect(listNotes(a.doc).map(({ by, at }) => [by, at])).toEqual([[ann.id, 7]])
  expect(a.code).toBeNull()
}
const make = (doc: Y.Doc, by: unknown, at: unknown): void => {
  const note = new Y.Map<unknown>([
    ['by', by],
    ['at', at],
  ])
  doc.getMap('notes').set('noteBBBBBBBBBBBB', note)
}

test('G6: a note that says it is another’s, or nobody’s, is refused', async () => {
  for (const by of [ann.id, 'somebody', null, 7, { id: eve.id }, new Y.Text(eve.id)]) {
    const all = await noted()
    make(all.e.doc, by, 7)
    await refused(all, 'author')
  }
})

test('G6: so is one that says it was made at no time, or at one that hasn’t been', async () => {
  for (const at of [-1, Number.NaN, 'yesterday', null, new Y.Text('7')]) {
    const all = await noted()
    make(all.e.doc, eve.id, at)
    await refused(all, 'malformed')
  }
  const all = await noted()
  make(all.e.doc, eve.id, all.w.runtime.now() + 25 * HOUR)
  await refused(all, 'bounds')
})

test('G6: nobody takes over another’s note, changes when it was made, or takes that away', async () => {
  const acts: ((note: Y.Map<unknown>, doc: Y.Doc) => void)[] = [
    (note) => note.set('by', eve.id),
    (note) => note.set('at', 8),
    (note) => note.set('by', new Y.Map()),
    (note) => note.delete('by'),
    (note) => note.delete('at'),
    (note, doc) =>
      doc.transact(() => {
        note.set('by', eve.id)
        note.delete('by')
      }),
    (note) => note.clear(),
    (_, doc) => doc.getMap('notes').set(id, new Y.Map([['by', eve.id]])),
    (_, doc) => doc.getMap('notes').set(id, 'nothing'),
  ]
  for (const act of acts) {
    const all = await noted()
    act(noteOf(all.e.doc), all.e.doc)
    await refused(all, 'author')
  }
})

test('G6: nor with the note on its way, or with an item that says nothing of its place', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const e = w.client(eve).hello()
  await w.pass()
  w.disk.hold()
  createNote(a.doc, { id, title: 'Lunch', by: ann.id, at: 7 })
  await w.pass(40)
  const forged = new Y.Doc()
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(a.doc))
  const before = Y.encodeStateVector(forged)
  noteOf(forged).set('by', eve.id)
  // Without saying that it replaces anything: the one it stands behind goes all the same.
  e.send({ type: 'update', update: withoutDeletions(Y.encodeStateAsUpdate(forged, before)) })
  await w.pass(40)
  w.disk.release()
  await refused({ w, a, e }, 'author')
  expect(e.code).toBe(Close.refused)
})

test('all else of a note belongs to all: its title, its place, its archive, its end', async () => {
  const { w, a, e } = await noted()
  renameNote(e.doc, id, 'Supper')
  archiveNote(e.doc, id)
  createNote(e.doc, {
    id: 'noteCCCCCCCCCCCC' as NoteId,
    title: 'Mine',
    by: eve.id,
    at: w.runtime.now() + HOUR,
  })
  await w.pass(40)
  expect(listNotes(a.doc).map(({ title, by }) => [title, by])).toEqual([
    ['Supper', ann.id],
    ['Mine', eve.id],
  ])
  deleteNote(e.doc, id)
  await w.pass(40)
  expect(e.code).toBeNull()
  expect(listNotes(a.doc).map(({ title }) => title)).toEqual(['Mine'])
  // Made and deleted without a network, and what others wrote meanwhile.
  const doc = new Y.Doc()
  createNote(doc, { id: 'noteDDDDDDDDDDDD' as NoteId, title: 'No', by: eve.id, at: 9 })
  deleteNote(doc, 'noteDDDDDDDDDDDD' as NoteId)
  createNote(doc, { id: 'noteEEEEEEEEEEEE' as NoteId, title: 'Yes', by: eve.id, at: 9 })
  const again = w.client(eve, { doc }).hello()
  await w.pass(40)
  expect(again.code).toBeNull()
  expect(listNotes(a.doc).map(({ title }) => title)).toContain('Yes')
})

test('a key of that name elsewhere is anybody’s', async () => {
  const { w, e } = await noted()
  const by = 'anybody' as PersonId
  e.doc.getMap('elsewhere').set('by', by)
  noteOf(e.doc).set('more', new Y.Map([['by', by]]))
  await w.pass(40)
  expect(e.code).toBeNull()
})
