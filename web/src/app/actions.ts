import {
  archiveNote,
  createNote,
  listNotes,
  type NoteId,
  noteId,
  observeNotes,
  restoreNote,
} from '@weft/space'
import { useMemo } from 'react'
import { systemRuntime } from '../sync/system-runtime.ts'
import { useNotices } from '../ui/notices.ts'
import { notePane } from './panes.ts'
import { noteById, useSpace } from './space.tsx'
import { usePanes } from './use-panes.ts'

/** What a person does to notes, from wherever they do it: the sidebar, a pane's menu, the palette. */
export function useNoteActions() {
  const { session, open, me } = useSpace()
  const panes = usePanes()
  const board = useNotices()
  return useMemo(
    () => ({
      /** Makes a note and opens it; its title is where one begins to write. */
      create: (how: 'open' | 'beside' = 'open'): void => {
        const id = noteId(systemRuntime.random)
        createNote(session.doc.get(), { id, title: '', by: me.id, at: systemRuntime.now() })
        open.unnamed.set(id)
        panes[how](notePane(id))
      },
      archive: (id: NoteId, title: string): void => {
        const doc = session.doc.get()
        archiveNote(doc, id)
        panes.drop(notePane(id))
        const takeDown = board.say({
          text: `“${title}” is archived.`,
          action: { label: 'Undo', run: () => restoreNote(session.doc.get(), id) },
        })
        // Whoever restores it, and wherever: from then on the words aren't true.
        const stop = observeNotes(doc, () => {
          if (noteById(listNotes(doc), id)?.archived === true) return
          stop()
          takeDown()
        })
      },
      restore: (id: NoteId): void => {
        restoreNote(session.doc.get(), id)
        panes.open(notePane(id))
      },
    }),
    [session, open, me, panes, board],
  )
}
