import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import type { NoteId, PersonId } from '../ids.ts'
import { emptyBlock } from '../note/schema.ts'
import {
  archiveNote,
  createNote,
  deleteNote,
  listNotes,
  moveNote,
  noteBody,
  noteTitle,
  observeNotes,
  observeNoteWords,
  renameNote,
  restoreNote,
  setNoteIcon,
} from './notes.ts'
import { notesOf } from './types.ts'

const by = 'ann_____________' as PersonId
const id = (name: string): NoteId => name.padEnd(16, '_') as NoteId
const [a, b, c, d] = [id('a'), id('b'), id('c'), id('d')] as const

const newDoc = (client: number, ...notes: NoteId[]): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = client
  for (const note of notes) createNote(doc, { id: note, title: note.replaceAll('_', ''), by, at: 1 })
  return doc
}
const sync = (from: Y.Doc, to: Y.Doc): void =>
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)))
const titles = (doc: Y.Doc): string =>
  listNotes(doc)
    .map((note) => note.title)
    .join(' ')

describe('notes', () => {
  it('are listed as they were made', () => {
    const doc = newDoc(1)
    createNote(doc, { id: a, title: ' Plan\nfor  May', by, at: 5, icon: '🌱' })
    expect(listNotes(doc)).toEqual([
      { id: a, title: ' Plan for May', icon: '🌱', order: 'V', by, at: 5, archived: false },
    ])
    expect(() => createNote(doc, { id: a, title: '', by, at: 6 })).toThrow('already')
  })

  it('come with their first block in the same transaction', () => {
    const doc = newDoc(1)
    let updates = 0
    doc.on('update', () => updates++)
    createNote(doc, { id: a, title: 'x', by, at: 1 })
    createNote(doc, { id: b, title: 'x', by, at: 1, blocks: [emptyBlock(), emptyBlock()] })
    expect(updates).toBe(2)
    expect(noteBody(doc, a)?.length).toBe(1)
    expect(noteBody(doc, b)?.length).toBe(2)
    expect(noteBody(doc, c)).toBeNull()
  })

  it('are archived, restored, given an icon, and deleted with their words', () => {
    const doc = newDoc(1, a, b)
    archiveNote(doc, a)
    setNoteIcon(doc, a, '🌊')
    expect(listNotes(doc)[0]).toMatchObject({ archived: true, icon: '🌊' })
    restoreNote(doc, a)
    setNoteIcon(doc, a, null)
    expect(listNotes(doc)[0]).toMatchObject({ archived: false, icon: null })
    noteTitle(doc, a)?.insert(0, 'secret')
    deleteNote(doc, a)
    expect(titles(doc)).toBe('b')
    expect(new TextDecoder().decode(Y.encodeStateAsUpdate(doc))).not.toContain('secret')
    for (const change of [archiveNote, restoreNote, deleteNote]) expect(() => change(doc, a)).not.toThrow()
  })

  it('G4: keep what two people type into a title at once', () => {
    const here = newDoc(1)
    const there = newDoc(2)
    createNote(here, { id: a, title: 'Plan', by, at: 1 })
    sync(here, there)
    renameNote(here, a, 'Our Plan')
    renameNote(there, a, 'Plan for May')
    sync(here, there)
    sync(there, here)
    expect(titles(here)).toBe('Our Plan for May')
    expect(titles(there)).toBe('Our Plan for May')
  })

  it('are renamed to exactly what was asked for, and never break a character in two', () => {
    const title = fc.string({ unit: fc.constantFrom('a', 'b', '😀', '😁', '🎉', 'é'), maxLength: 12 })
    fc.assert(
      fc.property(title, title, (from, to) => {
        const doc = newDoc(1)
        createNote(doc, { id: a, title: from, by, at: 1 })
        renameNote(doc, a, to)
        const other = newDoc(2)
        sync(doc, other)
        expect(noteTitle(other, a)?.toString()).toBe(to)
      }),
      { seed: 9, numRuns: 300 },
    )
    const doc = newDoc(1, a)
    renameNote(doc, a, '😀'.repeat(300))
    expect(titles(doc)).toBe('😀'.repeat(200))
  })

  it('are moved to where they were put', () => {
    const doc = newDoc(1, a, b, c, d)
    moveNote(doc, d, a)
    expect(titles(doc)).toBe('a d b c')
    moveNote(doc, c, null)
    expect(titles(doc)).toBe('c a d b')
    moveNote(doc, c, b)
    expect(titles(doc)).toBe('a d b c')
    moveNote(doc, c, c)
    moveNote(doc, c, id('gone'))
    moveNote(doc, id('gone'), c)
    expect(titles(doc)).toBe('a d b c')
  })

  it('are moved right between notes that two people made at once, and between others without a place', () => {
    const here = newDoc(1, a)
    const there = newDoc(2)
    sync(here, there)
    createNote(here, { id: b, title: 'b', by, at: 1 })
    createNote(there, { id: c, title: 'c', by, at: 1 })
    createNote(there, { id: d, title: 'd', by, at: 1 })
    sync(there, here)
    expect(titles(here)).toBe('a b c d')
    moveNote(here, a, b)
    expect(titles(here)).toBe('b a c d')
    for (const note of [a, b, c, d]) (notesOf(here).get(note) as Y.Map<unknown>).set('order', 7)
    expect(titles(here)).toBe('a b c d')
    moveNote(here, d, b)
    expect(titles(here)).toBe('a b d c')
  })

  it('tell when the list changed, and not when somebody types in a body', () => {
    const doc = newDoc(1, a, b)
    let calls = 0
    const stop = observeNotes(doc, () => calls++)
    noteBody(doc, a)?.push([new Y.XmlElement('block')])
    const text = new Y.XmlText()
    noteBody(doc, a)?.push([text])
    text.insert(0, 'words')
    expect(calls).toBe(0)
    renameNote(doc, a, 'new')
    moveNote(doc, a, b)
    createNote(doc, { id: c, title: '', by, at: 1 })
    expect(calls).toBe(3)
    stop()
    deleteNote(doc, a)
    expect(calls).toBe(3)
  })

  it('G8: survive whatever strangers write', () => {
    const doc = newDoc(1, a)
    const notes = notesOf(doc)
    notes.set('not an id', new Y.Map())
    notes.set(b, 'a text')
    notes.set(c, new Y.Array())
    const odd = new Y.Map<unknown>(
      Object.entries({
        title: 'plain',
        icon: 5,
        order: '0',
        by: 'x',
        at: 'y',
        archived: 'yes',
        body: new Y.XmlElement('div'),
      }),
    )
    notes.set(d, odd)
    expect(listNotes(doc)).toEqual([
      { id: d, title: 'plain', icon: null, order: '', by: null, at: null, archived: false },
      { id: a, title: 'a', icon: null, order: 'V', by, at: 1, archived: false },
    ])
    for (const note of [b, c, d]) {
      expect(noteBody(doc, note)).toBeNull()
      expect(noteTitle(doc, note)).toBeNull()
    }
    renameNote(doc, d, 'mended')
    expect(noteTitle(doc, d)?.toString()).toBe('mended')
    expect(() => renameNote(doc, b, 'x')).not.toThrow()
    expect(() => moveNote(doc, d, a)).not.toThrow()
  })
})

it('tells which notes’ words changed, whatever changed in them, and nothing of others', () => {
  const doc = newDoc(1)
  const told: string[][] = []
  const stop = observeNoteWords(doc, (notes) => told.push([...notes].sort()))
  for (const note of [a, b]) createNote(doc, { id: note, title: 'Plan', by, at: 1 })
  const line = noteBody(doc, a)?.get(0)
  const text = line instanceof Y.XmlElement ? line.get(0) : null
  if (!(text instanceof Y.XmlText)) throw new Error('no line')
  text.insert(0, 'words')
  renameNote(doc, b, 'Another plan')
  archiveNote(doc, a)
  doc.transact(() => {
    text.insert(0, 'more ')
    deleteNote(doc, b)
  })
  doc.getMap('meta').set('topic', 'Opening week')
  stop()
  text.insert(0, 'unheard ')
  expect(told).toEqual([[a], [b], [a], [b], [a], [a, b]])
})
