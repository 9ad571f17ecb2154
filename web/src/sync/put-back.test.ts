import fc from 'fast-check'
import { afterEach, expect, it, vi } from 'vitest'
import * as Y from 'yjs'
import { toPutBack } from './put-back.ts'

afterEach(() => vi.restoreAllMocks())

const ID = 7
const fresh = () => 99

/** A document with what both know, and what was written into it under `ID` since, as an update. */
function written(change: (doc: Y.Doc) => void, base = new Y.Doc()): Uint8Array {
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
  doc.clientID = ID
  const before = Y.encodeStateVector(doc)
  change(doc)
  return Y.encodeStateAsUpdate(doc, before)
}
function common(): Y.Doc {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getText('t').insert(0, 'common')
  return doc
}

it('is the same where nobody wrote under that id, and once it is back already', () => {
  const doc = common()
  const update = written((mine) => mine.getText('t').insert(3, 'words'), doc)
  expect(toPutBack(doc, update, fresh)).toBe(update)
  Y.applyUpdate(doc, update)
  expect(toPutBack(doc, update, fresh)).toBe(update)
})

it('G7 brings back all of it under another id where another wrote under this one, and leaves theirs alone', () => {
  const theirs = fc.constantFrom('w', 'words', 'quite something else, and longer than that')
  const edits = fc.array(
    fc.record({ at: fc.nat(), text: fc.stringMatching(/^[a-z]{1,5}$/), deletes: fc.nat({ max: 4 }) }),
    { minLength: 1, maxLength: 12 },
  )
  fc.assert(
    fc.property(edits, theirs, (all, other) => {
      const base = common()
      const change = (doc: Y.Doc): void => {
        const [text, list] = [doc.getText('t'), doc.getArray('timeline')]
        for (const { at, text: words, deletes } of all) {
          text.insert(at % (text.length + 1), words, { bold: true })
          const from = at % text.length
          text.delete(from, Math.min(deletes, text.length - from))
          list.push([{ kind: 'message', text: words }])
        }
        const note = new Y.Map<unknown>()
        doc.getMap('notes').set('n', note)
        note.set('title', new Y.Text('a title'))
      }
      const update = written(change, base)
      const alone = new Y.Doc()
      Y.applyUpdate(alone, Y.encodeStateAsUpdate(base))
      Y.applyUpdate(alone, update)

      const doc = new Y.Doc()
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(base))
      Y.applyUpdate(
        doc,
        written((thief) => thief.getText('elsewhere').insert(0, other)),
      )
      const put = toPutBack(doc, update, fresh)
      Y.applyUpdate(doc, put)
      expect(toPutBack(doc, put, () => 100)).toBe(put)
      expect(doc.getText('t').toDelta()).toEqual(alone.getText('t').toDelta())
      expect(doc.getArray('timeline').toJSON()).toEqual(alone.getArray('timeline').toJSON())
      expect(doc.getMap('notes').toJSON()).toEqual(alone.getMap('notes').toJSON())
      expect(doc.getText('elsewhere').toString()).toBe(other)
    }),
    { seed: 37, numRuns: 100 },
  )
})

it('is made with work in proportion, and stays small, of much that was written, deleted, or put back before', () => {
  const many = 20_000
  const base = new Y.Doc()
  base.clientID = 1
  base.getText('t').insert(0, 'x'.repeat(many))
  const thief = new Y.Doc()
  Y.applyUpdate(thief, Y.encodeStateAsUpdate(base))
  Y.applyUpdate(
    thief,
    written((doc) => doc.getText('elsewhere').insert(0, 'w')),
  )
  const letters = written((doc) => {
    for (let i = 0; i < many; i++) doc.getText('t').insert(0, 'y')
  })
  const words = written((doc) => doc.getText('t').insert(0, 'z'.repeat(many)))
  const swap = written((doc) => {
    doc.getText('t').delete(0, many)
    doc.getText('t').insert(0, 'words')
  }, base)
  const again = new Y.Doc()
  Y.applyUpdate(again, words)

  const read = vi.spyOn(Y.ContentString.prototype, 'getContent')
  const put = toPutBack(thief, swap, fresh)
  toPutBack(thief, letters, fresh)
  expect(toPutBack(again, words, fresh)).toBe(words)
  const copied = read.mock.results.reduce((sum, { value }) => sum + value.length, 0)
  expect(copied).toBeLessThan(4 * many)
  expect(put.length).toBeLessThan(swap.length + 20)
  Y.applyUpdate(thief, put)
  expect(thief.getText('t').toString()).toBe('words')
})

it('says so when what it was written into is gone', () => {
  const base = common()
  const update = written((mine) => mine.getText('t').insert(3, 'words'), base)
  expect(() => toPutBack(new Y.Doc(), update, fresh)).toThrow('You can still copy it')
})
