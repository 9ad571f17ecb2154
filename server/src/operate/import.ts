import { createNote, type NoteId, noteId, type PersonId, type Runtime, type SpaceId } from '@weft/space'
import { blocksToYjs, parseMarkdown, readNoteMarkdown } from '@weft/space/note'
import type { Rooms } from '../room/contract.ts'

export interface ImportWish {
  readonly space: SpaceId
  readonly by: PersonId
  /** Null: the first heading of the first level, or `fallback`. */
  readonly title: string | null
  readonly fallback: string
  readonly markdown: string
}

/** Turns Markdown into a note of the space; resolves once it is durable and told to all who are there. */
export async function importNote(
  rooms: Rooms,
  runtime: Runtime,
  wish: ImportWish,
): Promise<{ readonly note: NoteId; readonly title: string }> {
  const { space, by, markdown, fallback } = wish
  const id = noteId((bytes) => runtime.random(bytes))
  const { title, blocks } =
    wish.title === null
      ? readNoteMarkdown(markdown, fallback)
      : { title: wish.title, blocks: parseMarkdown(markdown) }
  await rooms.edit(space, by, (doc) =>
    createNote(doc, { id, title, by, at: runtime.now(), blocks: blocksToYjs(blocks) }),
  )
  return { note: id, title }
}
