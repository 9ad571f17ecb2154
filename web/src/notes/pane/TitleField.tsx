import { useEffect, useRef } from 'react'
import type * as Y from 'yjs'
import css from './TitleField.module.css'
import { bindTitle } from './title-field.ts'

interface TitleFieldProps {
  /** Null once the note is gone; the field keeps what it showed. */
  readonly title: Y.Text | null
  readonly writable: boolean
  /** Enter, or the down arrow at the end: on to the note itself. */
  readonly onEnter: () => void
}

export function TitleField({ title, writable, onEnter }: TitleFieldProps) {
  const frame = useRef<HTMLDivElement | null>(null)
  const area = useRef<HTMLTextAreaElement | null>(null)
  useEffect(() => {
    if (area.current === null || title === null) return
    return bindTitle(area.current, title, (text) => {
      // A copy of the text beneath the field makes it as high as it needs to be.
      if (frame.current !== null) frame.current.dataset.text = text
    })
  }, [title])
  return (
    <div ref={frame} className={css.frame}>
      <textarea
        ref={area}
        className={css.title}
        rows={1}
        aria-label="Title"
        placeholder="Untitled"
        readOnly={!writable}
        maxLength={200}
        data-testid="note-title"
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          const { selectionStart, value } = event.currentTarget
          const down = event.key === 'ArrowDown' && selectionStart === value.length
          if (event.key !== 'Enter' && !down) return
          event.preventDefault()
          onEnter()
        }}
      />
    </div>
  )
}
