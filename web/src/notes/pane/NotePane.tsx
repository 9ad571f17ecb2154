import { type NoteId, noteBody, observeNotes, type Persona } from '@weft/space'
import { CloudOff, FileX2 } from 'lucide-react'
import { useCallback, useRef, useSyncExternalStore } from 'react'
import type { XmlElement } from 'yjs'
import { useLive } from '../../app/live.ts'
import type { OpenSpace } from '../../app/open-spaces.ts'
import type { SpaceSession } from '../../sync/contract.ts'
import { Button } from '../../ui/Button.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { NoteSkeleton } from './NoteSkeleton.tsx'
import { OpenNote } from './OpenNote.tsx'

export interface NotePaneProps {
  readonly session: SpaceSession
  readonly note: NoteId
  readonly me: Persona
  /** Nothing is written: a viewer, a note in the archive, a document of a newer version. */
  readonly readOnly: boolean
  /** Where in which note somebody wants to be brought to. */
  readonly spot: OpenSpace['spot']
  readonly onClose?: () => void
}

/** A note, whole: icon, title, who is here, and the editor. Fills the pane below its header, and scrolls. */
export function NotePane({ session, note, me, readOnly, spot, onClose }: NotePaneProps) {
  const doc = useLive(session.doc)
  const content = useLive(session.content)
  const body = useSyncExternalStore(
    useCallback((changed: () => void) => observeNotes(doc, changed), [doc]),
    () => noteBody(doc, note),
  )
  /** The body as it was last there, in this document: a deleted note keeps its words on the screen. */
  const last = useRef<{ doc: unknown; body: XmlElement } | null>(null)
  if (body !== null) last.current = { doc, body }
  const kept = last.current?.doc === doc ? last.current.body : null

  if (content === 'loading') return <NoteSkeleton />
  if (kept === null)
    return content === 'ready' ? <Missing onClose={onClose} /> : <Awaited onRetry={() => session.retry()} />
  return (
    <OpenNote
      key={`${doc.guid} ${note}`}
      session={session}
      note={note}
      body={kept}
      deleted={body === null}
      me={me}
      readOnly={readOnly}
      spot={spot}
      onClose={onClose}
    />
  )
}

const Missing = ({ onClose }: { readonly onClose: (() => void) | undefined }) => (
  <EmptyState
    icon={FileX2}
    title="There is no such note here"
    actions={onClose !== undefined && <Button onClick={onClose}>Close</Button>}
  >
    It was deleted, or the link is to another space.
  </EmptyState>
)

const Awaited = ({ onRetry }: { readonly onRetry: () => void }) => (
  <EmptyState
    icon={CloudOff}
    title="This note isn’t on this device yet"
    actions={<Button onClick={onRetry}>Try now</Button>}
  >
    It comes when there is a connection.
  </EmptyState>
)
