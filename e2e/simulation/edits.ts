import {
  archiveNote,
  createNote,
  createTimeline,
  deleteMessage,
  editMessage,
  listNotes,
  type NoteId,
  noteBody,
  noteId,
  noteTitle,
  type PersonId,
  type Runtime,
  sendMessage,
} from '@weft/space'
import { emptyBlock, plainText } from '@weft/space/note'
import * as Y from 'yjs'
import type { Action } from './actions.ts'

/** Carries an edit out, as the app's panes would, through the document's accessors. Does nothing where there is nothing. */
export function edit(action: Action, doc: Y.Doc, by: PersonId, runtime: Runtime): void {
  switch (action.do) {
    case 'say':
      sendMessage(doc, { by, at: runtime.now(), text: action.text })
      break
    case 'amend': {
      const of = ownMessage(doc, by, action.which)
      if (of) editMessage(doc, { by, at: runtime.now(), of, text: action.text })
      break
    }
    case 'unsay': {
      const of = ownMessage(doc, by, action.which)
      if (of) deleteMessage(doc, { by, at: runtime.now(), of })
      break
    }
    case 'createNote':
      if (listNotes(doc).length < 6)
        createNote(doc, {
          id: noteId((bytes) => runtime.random(bytes)),
          title: 'Note',
          by,
          at: runtime.now(),
        })
      break
    case 'archive': {
      const id = pickNote(doc, action.which)
      if (id) archiveNote(doc, id)
      break
    }
    case 'title': {
      const id = pickNote(doc, action.which)
      const title = id && noteTitle(doc, id)
      if (title) title.insert(between(title.toString(), action.at), action.text)
      break
    }
    case 'type': {
      const run = pickRun(doc, action.which, action.at)
      if (run) run.insert(between(plainText(run), action.at), action.text)
      break
    }
    case 'erase': {
      const run = pickRun(doc, action.which, action.at)
      if (!run) break
      const text = plainText(run)
      const from = between(text, action.at)
      const to = between(text, Math.min(1, (from + action.length) / Math.max(1, text.length)))
      if (to > from) run.delete(from, to - from)
      break
    }
    case 'newParagraph': {
      const id = pickNote(doc, action.which)
      const body = id && noteBody(doc, id)
      if (body) body.insert(Math.floor(action.at * (body.length + 1)), [emptyBlock()])
      break
    }
    default:
      throw new Error(`${action.do} is not an edit`)
  }
}

function ownMessage(doc: Y.Doc, by: PersonId, which: number) {
  const timeline = createTimeline(doc)
  const mine = timeline.items.filter((item) => item.type === 'message' && item.by === by)
  timeline.destroy()
  return mine[which % Math.max(1, mine.length)]?.id ?? null
}

function pickNote(doc: Y.Doc, which: number): NoteId | null {
  const notes = listNotes(doc)
  return notes[which % Math.max(1, notes.length)]?.id ?? null
}

/** A run of text in a note; a block that has none gets one. */
function pickRun(doc: Y.Doc, which: number, at: number): Y.XmlText | null {
  const id = pickNote(doc, which)
  const blocks = (id && noteBody(doc, id))?.toArray() ?? []
  const block = blocks[Math.min(blocks.length - 1, Math.floor(at * blocks.length))]
  if (!(block instanceof Y.XmlElement)) return null
  const run = block.toArray().find((child) => child instanceof Y.XmlText)
  if (run instanceof Y.XmlText) return run
  const fresh = new Y.XmlText()
  block.insert(0, [fresh])
  return fresh
}

/** A place in a text, 0 to 1, never between the halves of one character, which Yjs would destroy. */
function between(text: string, at: number): number {
  const place = Math.round(at * text.length)
  return /[\ud800-\udbff]/.test(text.charAt(place - 1)) ? place - 1 : place
}
