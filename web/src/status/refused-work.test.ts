import { type PersonId, sendMessage } from '@weft/space'
import { expect, it } from 'vitest'
import * as Y from 'yjs'
import { refusedFile, refusedWords } from './refused-work.ts'

/** The last change of a document alone, whose causes are missing: what a refusal leaves. */
function lastOf(doc: Y.Doc, write: () => void): Uint8Array {
  const before = Y.encodeStateVector(doc)
  write()
  return Y.encodeStateAsUpdate(doc, before)
}

it('reads the words of refused work, though what they were written into is gone (G7)', () => {
  const doc = new Y.Doc()
  const body = doc.getXmlFragment('x')
  const text = new Y.XmlText()
  body.insert(0, [text])
  const update = lastOf(doc, () => {
    text.insert(0, 'the kitchen runs a short menu')
    sendMessage(doc, { by: 'me' as PersonId, at: 1, text: 'Bring the ladder' })
  })
  const words = refusedWords(update)
  expect(words).toContain('the kitchen runs a short menu')
  expect(words).toContain('Bring the ladder')
})

it('exports refused work whole', () => {
  const doc = new Y.Doc()
  const update = lastOf(doc, () => sendMessage(doc, { by: 'me' as PersonId, at: 1, text: 'x' }))
  const file = refusedFile({ id: 3, at: 0, reason: 'viewer', update }, 'space')
  const read: { update: string; words: string } = JSON.parse(file.text)
  expect(file.name).toBe('weft-not-accepted-1970-01-01T00-00-00-3.json')
  expect(read.words).toBe('x')
  expect(Uint8Array.from(atob(read.update), (c) => c.charCodeAt(0))).toEqual(update)
})
