import type { NoteId } from '@weft/space'
import { unknownContent } from '@weft/space/note'
import { type RefObject, useEffect, useMemo, useState } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'
import { systemRuntime } from '../../sync/system-runtime.ts'
import type { BinderEvent } from '../binding/binder.ts'
import { type MountedNote, mountNote } from '../mount.ts'
import { canStandIn } from '../nodes/unknown-nodes.ts'
import theme from './theme.ts'

/** What a person should know of the editor. */
export type EditorState =
  | { readonly kind: 'well' }
  /** Made anew from the shared text after a failure: said for a while. */
  | { readonly kind: 'rebuilt' }
  /** It holds what this version doesn't know, and is only shown. */
  | { readonly kind: 'unknown'; readonly names: readonly string[] }
  /** It can't be shown in an editor: as plain text. */
  | { readonly kind: 'frozen' }

/** A word about a rebuilt editor stays this long (ms). */
const SAID = 8_000

interface Places {
  readonly root: RefObject<HTMLElement | null>
  readonly under: RefObject<HTMLElement | null>
  readonly over: RefObject<HTMLElement | null>
}
interface Wanted {
  readonly note: NoteId
  readonly body: Y.XmlElement
  readonly awareness: Awareness
  readonly writable: boolean
  /** The note is gone: the words stay, and nothing else. */
  readonly released: boolean
}

/** The editor in the page, for as long as the component is there. */
export function useMountedNote(
  places: Places,
  wanted: Wanted,
): {
  mounted: MountedNote | null
  state: EditorState
  retry: () => void
} {
  const { note, body, awareness, writable, released } = wanted
  const { root, under, over } = places
  const [mounted, setMounted] = useState<MountedNote | null>(null)
  const [trouble, setTrouble] = useState<'rebuilt' | 'frozen' | null>(null)
  const [attempt, setAttempt] = useState(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: read anew at each attempt
  const unknown = useMemo(() => unknownContent(body), [body, attempt])
  const strange = unknown.elements.size + unknown.texts.size > 0
  const plain = trouble === 'frozen' || !canStandIn(unknown)

  useEffect(() => {
    const places = [root.current, under.current, over.current] as const
    if (places[0] === null || places[1] === null || places[2] === null || plain) return
    const onEvent = (event: BinderEvent): void => {
      switch (event.kind) {
        case 'healed':
          console.warn('A note’s editor showed something else than the note, and was made anew.')
          break
        case 'unknown':
          // Made anew with stand-ins, or shown plainly if there can't be any.
          setAttempt((before) => before + 1)
          break
        case 'rebuilt':
        case 'frozen':
          console.error('A note’s editor failed:', event.error)
          setTrouble(event.kind)
      }
    }
    const next = mountNote({
      root: places[0],
      under: places[1],
      over: places[2],
      note,
      body,
      awareness,
      unknown,
      writable: writable && !strange,
      theme,
      runtime: systemRuntime,
      onEvent,
    })
    setMounted(next)
    return () => {
      setMounted(null)
      next.unmount()
    }
  }, [root, under, over, note, body, awareness, writable, unknown, strange, plain])

  useEffect(() => {
    if (released) mounted?.release()
  }, [released, mounted])

  useEffect(
    () => (trouble === 'rebuilt' ? systemRuntime.timer(SAID, () => setTrouble(null)) : undefined),
    [trouble],
  )

  const names = [...unknown.elements, ...unknown.texts]
  const state: EditorState = plain
    ? { kind: 'frozen' }
    : strange
      ? { kind: 'unknown', names }
      : { kind: trouble === 'rebuilt' ? 'rebuilt' : 'well' }
  return {
    mounted,
    state,
    retry: () => {
      setTrouble(null)
      setAttempt((before) => before + 1)
    },
  }
}
