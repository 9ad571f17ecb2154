import {
  createTimeline,
  listNotes,
  type MessageView,
  type NoteView,
  noteBody,
  readMentions,
  type TimelineItem,
} from '@weft/space'
import { noteBlocks } from '@weft/space/note'
import type { Doc } from 'yjs'
import type { MessageWords, NoteWords, Words } from './contract.ts'

/** A message's words. Who and what is named in it is found by the name, not by the id beside it. */
export const messageWords = ({ id, text, by, at }: MessageView): MessageWords => ({
  kind: 'message',
  id,
  text: readMentions(text, ({ sign, name }) => sign + name),
  by,
  at,
})

export const noteWords = (
  { id, title, icon, archived, at }: NoteView,
  blocks: readonly string[],
): NoteWords => ({ kind: 'note', id, title, icon, archived, at, blocks })

export const isMessage = (item: TimelineItem | undefined): item is MessageView => item?.type === 'message'

/** All that can be found in a document that nobody has open. */
export function allWords(doc: Doc): Words[] {
  const timeline = createTimeline(doc)
  const messages = timeline.items.filter(isMessage).map(messageWords)
  timeline.destroy()
  const notes = listNotes(doc).map((note) => {
    const body = noteBody(doc, note.id)
    return noteWords(note, body === null ? [] : noteBlocks(body))
  })
  return [...notes, ...messages]
}
