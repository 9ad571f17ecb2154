import type { NoteId } from '@weft/space'
import { renameNote, restoreNote } from '@weft/space'
import { Archive } from 'lucide-react'
import { useState } from 'react'
import { Skeleton } from '../ui/Skeleton.tsx'
import css from './NoteSlot.module.css'
import { NotePane } from './note-pane.ts'
import { notePane } from './panes.ts'
import { noteById, useNotes, useReading, useSpace } from './space.tsx'
import { usePanes } from './use-panes.ts'

/** A note in its pane: the editor, or why there is none. */
export function NoteSlot({ note: id }: { readonly note: NoteId }) {
  const { open, session, me } = useSpace()
  const notes = useNotes()
  const reading = useReading()
  const panes = usePanes()
  const archived = noteById(notes, id)?.archived === true
  return (
    <>
      {archived && (
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
      <NotePane
        key={id}
        session={session}
        note={id}
        me={me}
        readOnly={reading !== null || archived}
        spot={open.spot}
        onClose={() => panes.drop(notePane(id))}
      />
    </>
  )
}

/** A note that is being opened. A new one can be named meanwhile: nobody waits for an editor to type a title. */
export function NoteSkeleton({ note }: { readonly note: NoteId }) {
  const { open, session } = useSpace()
  const [unnamed] = useState(() => open.unnamed.get() === note)
  return (
    <div className={css.skeleton} role="status" aria-label="Opening the note">
      {unnamed ? (
        <textarea
          className={css.naming}
          aria-label="Title"
          placeholder="Untitled"
          rows={1}
          maxLength={200}
          data-waiting=""
          onChange={(event) => renameNote(session.doc.get(), note, event.target.value)}
        />
      ) : (
        <>
          <Skeleton className={css.title ?? ''} width={52} />
          <Skeleton width={92} />
          <Skeleton width={86} />
          <Skeleton width={40} />
          <Skeleton width={88} />
          <Skeleton width={74} />
        </>
      )}
    </div>
  )
}
