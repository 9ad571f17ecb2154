import { archiveNote, createNote, type NoteId, noteId, restoreNote } from '@weft/space'
import { useMemo } from 'react'
import { systemRuntime } from '../sync/system-runtime.ts'
import { useNotices } from '../ui/notices.ts'
import { notePane } from './panes.ts'
import { useSpace } from './space.tsx'
import { usePanes } from './use-panes.ts'

/** What a person does to notes, from wherever they do it: the sidebar, a pane's menu, the palette. */
export function useNoteActions() {
  const { session, me } = useSpace()
  const panes = usePanes()
  const board = useNotices()
  return useMemo(
    () => ({
      /** Makes a note and opens it; its title is where one begins to write. */
      create: (how: 'open' | 'beside' = 'open'): NoteId => {
        const id = noteId(systemRuntime.random)
        createNote(session.doc.get(), { id, title: '', by: me.id, at: systemRuntime.now() })
        panes[how](notePane(id))
        return id
      },
      archive: (id: NoteId, title: string): void => {
        archiveNote(session.doc.get(), id)
        panes.drop(notePane(id))
        board.say({
          text: `“${title}” is archived.`,
          action: { label: 'Undo', run: () => restoreNote(session.doc.get(), id) },
        })
      },
      restore: (id: NoteId): void => {
        restoreNote(session.doc.get(), id)
        panes.open(notePane(id))
      },
    }),
    [session, me, panes, board],
  )
}
