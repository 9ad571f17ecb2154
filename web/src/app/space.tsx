import {
  listNotes,
  type Meta,
  mayWrite,
  type NoteId,
  type NoteView,
  noteView,
  observeMeta,
  observeNotes,
  type Persona,
  type Role,
  readMeta,
  type SpaceId,
  schemaState,
} from '@weft/space'
import { createContext, useCallback, useContext, useMemo, useSyncExternalStore } from 'react'
import type { Doc } from 'yjs'
import type { Keeping, SpaceSession } from '../sync/contract.ts'
import { useLive, usePaced } from './live.ts'
import type { OpenSpace } from './open-spaces.ts'
import { useArchived } from './queries.ts'

/** The space on the screen, and who looks at it. */
export interface Space {
  readonly id: SpaceId
  readonly open: OpenSpace
  readonly session: SpaceSession
  readonly me: Persona
}

export const SpaceContext = createContext<Space | null>(null)

export function useSpace(): Space {
  const space = useContext(SpaceContext)
  if (space === null) throw new Error('useSpace outside of a space')
  return space
}

/** Something read from a document: the same object until the document says that it changed. */
function useRead<T>(
  doc: Doc,
  observe: (doc: Doc, changed: () => void) => () => void,
  read: (doc: Doc) => T,
): T {
  const store = useMemo(() => {
    let value: { readonly read: T } | null = null
    return {
      subscribe: (changed: () => void) => {
        // What changed before anyone listened.
        value = null
        return observe(doc, () => {
          value = null
          changed()
        })
      },
      get: () => {
        value ??= { read: read(doc) }
        return value.read
      },
    }
  }, [doc, observe, read])
  return useSyncExternalStore(store.subscribe, store.get)
}

export const useDoc = (): Doc => useLive(useSpace().session.doc)
export const useMeta = (): Meta => useRead(useDoc(), observeMeta, readMeta)
export const useNotes = (): readonly NoteView[] => useRead(useDoc(), observeNotes, listNotes)
export const useNote = (id: NoteId): NoteView | null =>
  useRead(
    useDoc(),
    observeNotes,
    useCallback((doc: Doc) => noteView(doc, id), [id]),
  )
const useSchema = (): 'ok' | 'newer' | 'empty' => useRead(useDoc(), observeMeta, schemaState)

/** Final close codes after which a space isn't this person's to see. */
const SHUT: readonly number[] = [4403, 4410]

/** How many edits the server doesn't have yet; for `usePaced`. */
export const unsavedIn = ({ unsaved }: Keeping): number => unsaved

/** The close code for which a space isn't shown; null while it is: also when this device alone has words of theirs. */
export function useShut({ session }: Space): number | null {
  const link = useLive(session.link)
  const unsaved = usePaced(session.keeping, unsavedIn)
  return link.state === 'stopped' && SHUT.includes(link.code) && unsaved === 0 ? link.code : null
}

/** Why nothing can be written here, or null when it can. */
export type Reading = 'viewer' | 'archived' | 'newer' | 'unknown'
export function useReading(): Reading | null {
  const { id, session } = useSpace()
  const role = useLive(session.role)
  const archived = useArchived(id)
  const why = readingOf(role, useSchema())
  // The line says at once that nothing can be written; the list, a moment later, why.
  return why === 'viewer' && archived ? 'archived' : why
}

function readingOf(role: Role | null, schema: 'ok' | 'newer' | 'empty'): Reading | null {
  if (schema === 'newer') return 'newer'
  // An empty document isn't one to write into: the server makes a space's first content.
  if (role === null || schema === 'empty') return 'unknown'
  return mayWrite(role) ? null : 'viewer'
}

/** A note's name as shown: what isn't named yet is called so. */
export const titleText = (note: Pick<NoteView, 'title'>): string => note.title.trim() || 'Untitled'

export const noteById = (notes: readonly NoteView[], id: NoteId): NoteView | null =>
  notes.find((n) => n.id === id) ?? null
