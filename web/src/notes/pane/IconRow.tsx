import { listNotes, type NoteId, observeNotes, setNoteIcon } from '@weft/space'
import { SmilePlus } from 'lucide-react'
import { lazy, Suspense, useCallback, useState, useSyncExternalStore } from 'react'
import type * as Y from 'yjs'
import { Popover } from '../../ui/Popover.tsx'
import css from './IconRow.module.css'

const load = () => import('../../ui/EmojiPicker.tsx')
const EmojiPicker = lazy(load)

interface IconRowProps {
  readonly doc: Y.Doc
  readonly note: NoteId
  readonly writable: boolean
}

/** The note's emoji, or a quiet invitation to choose one. */
export function IconRow({ doc, note, writable }: IconRowProps) {
  const now = useSyncExternalStore(
    useCallback((changed: () => void) => observeNotes(doc, changed), [doc]),
    () => listNotes(doc).find(({ id }) => id === note)?.icon,
  )
  // A note that was deleted keeps its face, as it keeps its words.
  const [last, setLast] = useState(now ?? null)
  if (now !== undefined && now !== last) setLast(now)
  const icon = now === undefined ? last : now
  if (!writable) return icon === null ? <div className={css.gap} /> : <div className={css.icon}>{icon}</div>
  return (
    <div className={css.row}>
      <Popover
        className={icon === null ? css.add : css.icon}
        aria-label={icon === null ? 'Add an icon' : `Icon ${icon}, change it`}
        panel="Icon"
        align="start"
        onNear={() => void load()}
        content={(close) => (
          <Suspense fallback={null}>
            <EmojiPicker
              value={icon}
              onPick={(emoji) => {
                setNoteIcon(doc, note, emoji)
                close()
              }}
            />
          </Suspense>
        )}
      >
        {icon ?? (
          <>
            <SmilePlus size={15} strokeWidth={1.75} aria-hidden /> Add icon
          </>
        )}
      </Popover>
    </div>
  )
}
