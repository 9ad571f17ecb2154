import {
  deleteMessage,
  type Entry,
  type EntryId,
  entryId,
  type NoteId,
  type PersonId,
  sendMessage,
} from '@weft/space'
import * as Y from 'yjs'
import { readText, textOf } from '../replay/agent.ts'

/** One thing that somebody typed. What becomes known of it is never taken back. */
export interface Edit {
  readonly by: string
  readonly what:
    | { readonly kind: 'line'; readonly id: EntryId; readonly text: string }
    | { readonly kind: 'word'; readonly text: string }
    | { readonly kind: 'deletion'; readonly of: EntryId }
  /** The author's clock after it: who has less doesn't have it. */
  readonly clock: number
  /** The server said that it is on its disk. */
  acked: boolean
  /** Another client had it from the server. */
  shown: boolean
  lost: boolean
}

/** What a document holds of the edits, as a person would see it. */
export interface View {
  readonly lines: ReadonlySet<string>
  readonly deleted: ReadonlySet<string>
  readonly words: ReadonlySet<string>
}

export function viewOf(doc: Y.Doc, note: NoteId): View {
  const lines = new Set<string>()
  const deleted = new Set<string>()
  for (const entry of doc.getArray<Entry>('timeline').toArray()) {
    if (entry.kind === 'message') lines.add(entry.text)
    if (entry.kind === 'delete') deleted.add(entry.of)
  }
  return { lines, deleted, words: new Set(readText(doc, note).split(' ')) }
}

/** `texts`: what the lines say that have a name. */
export function holds(view: View, { what }: Edit, texts: ReadonlyMap<EntryId, string>): boolean {
  switch (what.kind) {
    case 'line':
      return view.lines.has(what.text) || view.deleted.has(what.id)
    case 'word':
      return view.words.has(what.text)
    case 'deletion':
      return view.deleted.has(what.of) && !view.lines.has(texts.get(what.of) ?? '')
  }
}

/** Where a person types: their document, and the note that all write in. */
export interface Desk {
  readonly doc: Y.Doc
  readonly note: NoteId
  readonly person: PersonId
  /** Milliseconds since 1970. */
  now(): number
  chance(): number
}

/** A line, most of the time; or a word, between two others of the note; or one of one's own lines goes. */
export function type({ doc, note, person, now, chance }: Desk, text: string, mine: EntryId[]): Edit['what'] {
  const kind = chance()
  if (kind < 0.1 && mine.length > 0) {
    const [of] = mine.splice(Math.floor(chance() * mine.length), 1)
    if (of !== undefined && deleteMessage(doc, { by: person, at: now(), of })) return { kind: 'deletion', of }
  }
  // It isn't there on a device that begins anew, because it was refused; the run tells of that after the next kill.
  const words = textOf(doc, note)
  if (kind < 0.4 && words !== null) {
    const before = words.toString().lastIndexOf(' ', Math.floor(chance() * words.length))
    words.insert(before + 1, `${text} `)
    return { kind: 'word', text }
  }
  // Not what `sendMessage` gives: that is only sure inside the transaction.
  const id = entryId(doc.clientID, Y.getState(doc.store, doc.clientID))
  sendMessage(doc, { by: person, at: now(), text })
  mine.push(id)
  return { kind: 'line', id, text }
}
