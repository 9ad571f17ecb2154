import type { NoteId, Persona } from '@weft/space'
import { noteText } from '@weft/space/note'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { useLive } from '../../app/live.ts'
import { othersHere } from '../../presence/who.ts'
import type { SpaceSession } from '../../sync/contract.ts'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { countWords, metaText } from './meta-text.ts'
import css from './NotePane.module.css'

interface MetaLineProps {
  readonly session: SpaceSession
  readonly note: NoteId
  readonly me: Persona
  readonly body: Y.XmlElement
}

/** Who is here, and how long the note is. */
export function MetaLine({ session, note, me, body }: MetaLineProps) {
  const awareness = useLive(session.awareness)
  const online = useLive(session.link).state === 'online'
  const store = useMemo(() => namesStore(awareness, note, me), [awareness, note, me])
  const names = useSyncExternalStore(store.subscribe, store.get)
  const words = useWords(body)
  return <p className={css.meta}>{metaText(online && names !== '' ? names.split('\n') : [], words)}</p>
}

/** Names of the others in a note, as one text: the same while only cursors move. */
function namesStore(awareness: Awareness, note: NoteId, me: Persona) {
  const get = (): string =>
    othersHere(awareness.getStates(), awareness.clientID, me.id)
      .filter(({ notes }) => notes.includes(note))
      .map(({ name }) => name)
      .join('\n')
  return {
    get,
    subscribe: (changed: () => void) => {
      awareness.on('change', changed)
      return () => awareness.off('change', changed)
    },
  }
}

/** Counting waits until this long (ms) after a change: it reads all of the note. */
const COUNT_AFTER = 500

function useWords(body: Y.XmlElement): number {
  const [words, setWords] = useState(() => countWords(noteText(body)))
  useEffect(() => {
    let cancel: (() => void) | null = null
    const changed = (): void => {
      cancel ??= systemRuntime.timer(COUNT_AFTER, () => {
        cancel = null
        setWords(countWords(noteText(body)))
      })
    }
    body.observeDeep(changed)
    return () => {
      body.unobserveDeep(changed)
      cancel?.()
    }
  }, [body])
  return words
}
