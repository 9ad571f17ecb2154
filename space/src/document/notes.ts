import * as Y from 'yjs'
import { isNoteId, isPersonId, type NoteId, type PersonId } from '../ids.ts'
import { emptyBlock } from '../note/schema.ts'
import { isOrder, orderBetween } from './order.ts'
import { notesOf } from './types.ts'

/** A note as it stands in a list. */
export interface NoteView {
  readonly id: NoteId
  readonly title: string
  readonly icon: string | null
  /** Its place in the list; '' if it has none that can be read, and it stands first. */
  readonly order: string
  /** Who made it, and when (ms since 1970); null if that can't be read. */
  readonly by: PersonId | null
  readonly at: number | null
  readonly archived: boolean
}
export interface NewNote {
  readonly id: NoteId
  readonly title: string
  readonly by: PersonId
  readonly at: number
  readonly icon?: string
  /** New blocks for its body; one empty block if there are none. */
  readonly blocks?: readonly Y.XmlElement[]
}

const LONGEST_TITLE = 200
const LONGEST_ICON = 32

/**
 * Makes a note at the end of the list. Its body is there with its first block from the very first transaction: when each
 * editor makes the first block itself, two that open the note at once make two. @throws {Error} if the id is taken.
 */
export function createNote(doc: Y.Doc, { id, title, by, at, icon, blocks = [] }: NewNote): void {
  const notes = notesOf(doc)
  if (notes.has(id)) throw new Error(`there is a note ${id} already`)
  doc.transact(() => {
    const body = new Y.XmlElement()
    body.insert(0, blocks.length > 0 ? [...blocks] : [emptyBlock()])
    const note = new Y.Map<unknown>()
    note.set('title', new Y.Text(oneLine(title)))
    if (icon !== undefined) note.set('icon', icon)
    note.set('order', orderBetween(listNotes(doc).at(-1)?.order ?? '', null))
    note.set('by', by)
    note.set('at', at)
    note.set('body', body)
    notes.set(id, note)
  })
}

/** All notes by their order, archived ones too. What others wrote into `notes` in another form is left out. */
export function listNotes(doc: Y.Doc): NoteView[] {
  const views: NoteView[] = []
  for (const [id, note] of notesOf(doc))
    if (isNoteId(id) && note instanceof Y.Map) views.push(viewOf(id, note))
  return views.sort((a, b) => compare(a.order, b.order) || compare(a.id, b.id))
}

/** One note as it stands in the list; null if there is none. */
export function noteView(doc: Y.Doc, id: NoteId): NoteView | null {
  const note = find(doc, id)
  return note && viewOf(id, note)
}

function viewOf(id: NoteId, note: Y.Map<unknown>): NoteView {
  const title = note.get('title')
  const icon = note.get('icon')
  const order = note.get('order')
  const by = note.get('by')
  const at = note.get('at')
  return {
    id,
    title: cut(title instanceof Y.Text || typeof title === 'string' ? title.toString() : ''),
    icon: typeof icon === 'string' && icon !== '' ? icon.slice(0, LONGEST_ICON) : null,
    order: isOrder(order) ? order : '',
    by: isPersonId(by) ? by : null,
    at: typeof at === 'number' && Number.isFinite(at) ? at : null,
    archived: note.get('archived') === true,
  }
}

/** The root that an editor is bound to; null if there is no such note, or its body has a form that editors can't take. */
export function noteBody(doc: Y.Doc, id: NoteId): Y.XmlElement | null {
  const body = find(doc, id)?.get('body')
  // The binding knows a root by its missing name, which Yjs writes as UNDEFINED.
  return body instanceof Y.XmlElement && body.nodeName === 'UNDEFINED' ? body : null
}

/** The title's text, in which two people may type at once. */
export function noteTitle(doc: Y.Doc, id: NoteId): Y.Text | null {
  const title = find(doc, id)?.get('title')
  return title instanceof Y.Text ? title : null
}

/** Changes only the characters that differ, so that what somebody else types into the title at the same moment stays. */
export function renameNote(doc: Y.Doc, id: NoteId, to: string): void {
  const note = find(doc, id)
  if (note === null) return
  const wanted = oneLine(to)
  const title = noteTitle(doc, id)
  if (title === null) {
    note.set('title', new Y.Text(wanted))
    return
  }
  const { start, end, insert } = difference(title.toString(), wanted)
  doc.transact(() => {
    if (end > start) title.delete(start, end - start)
    if (insert !== '') title.insert(start, insert)
  })
}

export const setNoteIcon = (doc: Y.Doc, id: NoteId, icon: string | null): void => put(doc, id, 'icon', icon)
export const archiveNote = (doc: Y.Doc, id: NoteId): void => put(doc, id, 'archived', true)
export const restoreNote = (doc: Y.Doc, id: NoteId): void => put(doc, id, 'archived', false)
/** Its words are gone from the document; nothing brings them back but history. */
export const deleteNote = (doc: Y.Doc, id: NoteId): void => notesOf(doc).delete(id)

/** Puts a note behind another one of the list, or at its start (null). */
export function moveNote(doc: Y.Doc, id: NoteId, after: NoteId | null): void {
  if (id === after || find(doc, id) === null) return
  const others = listNotes(doc).filter((note) => note.id !== id)
  const before = others.findIndex((note) => note.id === after)
  if (after !== null && before < 0) return
  let low = others[before]?.order ?? ''
  const rest = others.slice(before + 1)
  const high = rest.find((note) => note.order > low)?.order ?? null
  // Notes that two people made at once share a place: those behind the moved one get places of their own.
  const tied = rest.filter((note) => note.order === low)
  doc.transact(() => {
    for (const place of [id, ...tied.map((note) => note.id)]) {
      low = orderBetween(low, high)
      put(doc, place, 'order', low)
    }
  })
}

/** Calls `changed` after each transaction that changed what `listNotes` gives (typing in a body doesn't); the result ends it. */
export function observeNotes(doc: Y.Doc, changed: () => void): () => void {
  const notes = notesOf(doc)
  const listed = ({ target }: Y.YEvent<Y.AbstractType<unknown>>): boolean => {
    const note = target.parent
    return (
      target === notes ||
      note === notes ||
      (note instanceof Y.Map && note.parent === notes && target instanceof Y.Text)
    )
  }
  const follow = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
    if (events.some(listed)) changed()
  }
  notes.observeDeep(follow)
  return () => notes.unobserveDeep(follow)
}

/**
 * Calls `changed` after each transaction with the notes whose title, words or other properties it changed, and those that came or
 * went; the result ends it.
 */
export function observeNoteWords(doc: Y.Doc, changed: (notes: ReadonlySet<NoteId>) => void): () => void {
  const notes = notesOf(doc)
  /** The note that a type stands in: the key under which the outermost of those around it stands. */
  const noteOf = (type: Y.AbstractType<unknown> | null): unknown => {
    for (let one = type; one !== null; one = one.parent) if (one.parent === notes) return one._item?.parentSub
    return null
  }
  const follow = (events: Y.YEvent<Y.AbstractType<unknown>>[]) => {
    const ids = new Set<NoteId>()
    for (const event of events) {
      const named = event.target === notes ? event.keys.keys() : [noteOf(event.target)]
      for (const id of named) if (isNoteId(id)) ids.add(id)
    }
    if (ids.size > 0) changed(ids)
  }
  notes.observeDeep(follow)
  return () => notes.unobserveDeep(follow)
}

function find(doc: Y.Doc, id: NoteId): Y.Map<unknown> | null {
  const note = notesOf(doc).get(id)
  return note instanceof Y.Map ? note : null
}

function put(doc: Y.Doc, id: NoteId, key: string, value: unknown): void {
  const note = find(doc, id)
  if (note !== null && note.get(key) !== value) note.set(key, value)
}

const oneLine = (title: string): string => cut(title.replaceAll(/\s+/g, ' '))
/** By characters, not by UTF-16 units, so that no half of one is left. */
const cut = (title: string): string =>
  title.length <= LONGEST_TITLE ? title : Array.from(title).slice(0, LONGEST_TITLE).join('')
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The stretch of `from` to be replaced. It never begins or ends inside a surrogate pair: Yjs destroys halves. */
function difference(from: string, to: string): { start: number; end: number; insert: string } {
  const shorter = Math.min(from.length, to.length)
  let start = 0
  while (start < shorter && from[start] === to[start]) start++
  if (splitsPair(from, start) || splitsPair(to, start)) start--
  let tail = 0
  while (tail < shorter - start && from.at(-1 - tail) === to.at(-1 - tail)) tail++
  if (splitsPair(from, from.length - tail) || splitsPair(to, to.length - tail)) tail--
  return { start, end: from.length - tail, insert: to.slice(start, to.length - tail) }
}

const splitsPair = (text: string, at: number): boolean =>
  /^[\ud800-\udbff]$/.test(text.charAt(at - 1)) && /^[\udc00-\udfff]$/.test(text.charAt(at))
