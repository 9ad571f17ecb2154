import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { DurableDocument } from './document.ts'
import { atOnce } from './lane.ts'

const EMPTY = new Uint8Array([0])

function updatesOf(write: (doc: Y.Doc) => void, client = 1): Uint8Array[] {
  const doc = new Y.Doc()
  doc.clientID = client
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  write(doc)
  return updates
}
const typed = (texts: string[], client?: number) =>
  updatesOf((doc) => {
    for (const text of texts) doc.getText('t').insert(doc.getText('t').length, text)
  }, client)
const read = (update: Uint8Array) => {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, update)
  return doc.getText('t').toString()
}

test('what is applied together is told as one update', () => {
  const document = new DurableDocument()
  const told = document.apply(typed(['a', 'b', 'c']))
  expect(told && read(told)).toBe('abc')
  expect(document.apply(typed(['a', 'b', 'c']))).toBeNull()
})

test('what waits for lost causes is in snapshots and in nothing that is sent, until they come', () => {
  const [first, second, third] = typed(['a', 'b', 'c'])
  if (!first || !second || !third) throw new Error('three updates were made')
  const document = new DurableDocument()
  document.apply([first, third])
  expect(document.stranded).toBe(true)
  expect(document.misses(1)).toBe(true)
  const sent = new Y.Doc()
  Y.applyUpdate(sent, atOnce(document.difference(EMPTY)).update)
  expect(sent.store.pendingStructs).toBeNull()
  expect(sent.getText('t').toString()).toBe('a')

  const again = new DurableDocument()
  again.apply([atOnce(document.everything()).state])
  expect(again.stranded).toBe(true)
  const told = again.apply([second])
  expect(again.stranded).toBe(false)
  expect(again.doc.getText('t').toString()).toBe('abc')
  Y.applyUpdate(sent, told ?? new Uint8Array())
  expect(sent.getText('t').toString()).toBe('abc')
})

test('G2: it adds nothing of its own: Yjs would tidy up formatting by deletions that are in no log', () => {
  const [base] = typed(['hello world'])
  const change = (client: number, write: (text: Y.Text) => void) => {
    const doc = new Y.Doc()
    doc.clientID = client
    Y.applyUpdate(doc, base ?? EMPTY)
    const before = Y.encodeStateVector(doc)
    write(doc.getText('t'))
    return Y.encodeStateAsUpdate(doc, before)
  }
  const updates = [
    base ?? EMPTY,
    change(2, (text) => text.format(0, 5, { bold: true })),
    change(3, (text) => text.delete(0, 5)),
  ]
  const plain = new Y.Doc()
  plain.getText('t')
  for (const update of updates) Y.applyUpdate(plain, update)
  const document = new DurableDocument()
  document.doc.getText('t')
  for (const update of updates) document.apply([update])
  // Client 2's items are the marks that nothing stands between any more.
  const marks = (doc: Y.Doc) => doc.store.clients.get(2)?.map((struct) => struct.deleted)
  expect(marks(plain)).toContain(true)
  expect(marks(document.doc)).not.toContain(true)
})

test('a range counts as deleted only when all of it is here and deleted', () => {
  const document = new DurableDocument()
  document.apply(
    updatesOf((doc) => {
      doc.getText('t').insert(0, 'abcdef')
      doc.getText('t').delete(1, 3)
    }),
  )
  expect(document.isDeleted(1, 1, 3)).toBe(true)
  expect(document.isDeleted(1, 2, 1)).toBe(true)
  expect(document.isDeleted(1, 1, 4)).toBe(false)
  expect(document.isDeleted(1, 0, 1)).toBe(false)
  expect(document.isDeleted(1, 5, 2)).toBe(false)
  expect(document.isDeleted(2, 0, 1)).toBe(false)
})

test('a copy that is made in steps has what is written and deleted meanwhile', () => {
  const [first, ...others] = updatesOf((doc) => {
    const text = doc.getText('t')
    doc.transact(() => {
      for (const letter of 'abcdefghij') text.insert(0, letter)
    })
    text.insert(10, 'new')
    text.delete(0, 4)
  })
  let steps = 0
  for (let isDone = false; !isDone; steps++) {
    const document = new DurableDocument(2)
    document.apply(first ? [first] : [])
    const copying = document.copy()
    for (let step = 0; step < steps && !isDone; step++) isDone = copying.next().done === true
    if (isDone) break
    document.apply(others)
    expect(atOnce(copying).getText('t').toString()).toBe('fedcbanew')
  }
  expect(steps).toBeGreaterThan(5)
})
