import type { NoteId } from '@weft/space'
import { restoreNote } from '@weft/space'
import { Archive, FileQuestionMark } from 'lucide-react'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Skeleton } from '../ui/Skeleton.tsx'
import { useLive } from './live.ts'
import css from './NoteSlot.module.css'
import { NotePane } from './note-pane.ts'
import { notePane } from './panes.ts'
import { noteById, useNotes, useReading, useSpace } from './space.tsx'
import { usePanes } from './use-panes.ts'

/** A note in its pane: the editor, or why there is none. */
export function NoteSlot({ note: id }: { readonly note: NoteId }) {
  const { session, me } = useSpace()
  const notes = useNotes()
  const content = useLive(session.content)
  const reading = useReading()
  const panes = usePanes()
  const note = noteById(notes, id)
  if (note === null) {
    if (content !== 'ready' && content !== 'local') return <NoteSkeleton />
    return (
      <EmptyState
        icon={FileQuestionMark}
        title="There is no such note here"
        actions={<Button onClick={() => panes.drop(notePane(id))}>Close it</Button>}
      >
        {content === 'ready'
          ? 'It was deleted, or the link is to another space.'
          : 'It isn’t on this device yet. It comes when there is a connection.'}
      </EmptyState>
    )
  }
  return (
    <>
      {note.archived && (
        <div className={css.archived}>
          <Archive size={14} strokeWidth={1.75} aria-hidden />
          <span>This note is archived.</span>
          {reading === null && (
            <button type="button" className={css.restore} onClick={() => restoreNote(session.doc.get(), id)}>
              Restore it
            </button>
          )}
        </div>
      )}
      <NotePane key={id} session={session} note={id} me={me} readOnly={reading !== null || note.archived} />
    </>
  )
}

/** A note that is being opened. */
export const NoteSkeleton = () => (
  <div className={css.skeleton} role="status" aria-label="Opening the note">
    <Skeleton className={css.title ?? ''} width={52} />
    <Skeleton width={92} />
    <Skeleton width={86} />
    <Skeleton width={40} />
    <Skeleton width={88} />
    <Skeleton width={74} />
  </div>
)
