import * as Y from 'yjs'
import { type EntryId, entryId, type PersonId } from '../ids.ts'
import { type Entry, readEntry } from './entries.ts'
import { eachItem, timelineOf } from './types.ts'

/** Who says something, and when (ms since 1970, this device's clock). */
export interface Word {
  readonly by: PersonId
  readonly at: number
}
/** The same about a message. */
export interface WordOn extends Word {
  readonly of: EntryId
}

/** Puts an entry at the end of the timeline; returns its name. */
export function appendEntry(doc: Y.Doc, entry: Entry): EntryId {
  return doc.transact(() => {
    const id = entryId(doc.clientID, Y.getState(doc.store, doc.clientID))
    const timeline = timelineOf(doc)
    // Not push(): it walks the whole list each time, where insert() keeps a mark near the end.
    timeline.insert(timeline.length, [entry])
    return id
  })
}

export function sendMessage(
  doc: Y.Doc,
  said: Word & { readonly text: string; readonly re?: EntryId },
): EntryId {
  const { at, by, text, re } = said
  return appendEntry(doc, { kind: 'message', at, by, text, ...(re === undefined ? {} : { re }) })
}
/** Only the author's edits of a message are shown. */
export const editMessage = (doc: Y.Doc, { at, by, of, text }: WordOn & { readonly text: string }): EntryId =>
  appendEntry(doc, { kind: 'edit', at, by, of, text })
export const react = (doc: Y.Doc, { at, by, of, emoji }: WordOn & { readonly emoji: string }): EntryId =>
  appendEntry(doc, { kind: 'react', at, by, of, emoji })
export const unreact = (doc: Y.Doc, { at, by, of, emoji }: WordOn & { readonly emoji: string }): EntryId =>
  appendEntry(doc, { kind: 'unreact', at, by, of, emoji })
export const pin = (doc: Y.Doc, { at, by, of }: WordOn): EntryId =>
  appendEntry(doc, { kind: 'pin', at, by, of })
export const unpin = (doc: Y.Doc, { at, by, of }: WordOn): EntryId =>
  appendEntry(doc, { kind: 'unpin', at, by, of })

/**
 * Says that a message is deleted, and deletes the words: its item and those of its edits, in one transaction. Takes with it
 * edits of messages that this person deleted before, made elsewhere at that same moment. Returns false, and writes
 * nothing, if there is no such message or somebody else wrote it. Who `owns` the space deletes anybody's.
 */
export function deleteMessage(
  doc: Y.Doc,
  { at, by, of, owns = false }: WordOn & { readonly owns?: boolean },
): boolean {
  const timeline = timelineOf(doc)
  const theirs: { index: number; id: EntryId; entry: Entry }[] = []
  let index = 0
  eachItem(timeline, ({ id: { client, clock } }, values) => {
    values.forEach((value, offset) => {
      const entry = readEntry(value)
      if (entry !== null && (owns || entry.by === by))
        theirs.push({ index: index + offset, id: entryId(client, clock + offset), entry })
    })
    index += values.length
  })
  if (!theirs.some(({ id, entry }) => id === of && entry.kind === 'message')) return false
  const deleted = new Set([of])
  for (const { entry } of theirs) if (entry.kind === 'delete' && entry.by === by) deleted.add(entry.of)
  const words = theirs.filter(({ id, entry }) =>
    entry.kind === 'message' ? deleted.has(id) : entry.kind === 'edit' && deleted.has(entry.of),
  )
  doc.transact(() => {
    appendEntry(doc, { kind: 'delete', at, by, of })
    for (const word of words.reverse()) timeline.delete(word.index)
  })
  return true
}
