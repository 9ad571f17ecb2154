import { useEffect, useRef, useState } from 'react'
import { cx } from './classes.ts'
import { isFocusLost } from './focus.ts'
import css from './RenameField.module.css'

interface RenameFieldProps {
  readonly label: string
  readonly value: string
  readonly maxLength: number
  /** An emptied field keeps what was there, unless this is set. */
  readonly mayBeEmpty?: boolean
  readonly placeholder?: string
  readonly className?: string
  /** Called once, with the new text, when it was changed and kept. */
  readonly onRename: (text: string) => void
  /** Called once, last: kept or not. */
  readonly onDone: () => void
}

/** A name that is edited where it stands: Enter or leaving keeps it, Escape doesn't. */
export function RenameField({
  label,
  value,
  maxLength,
  mayBeEmpty = false,
  placeholder,
  className,
  onRename,
  onDone,
}: RenameFieldProps) {
  const [text, setText] = useState(value)
  const field = useRef<HTMLInputElement | null>(null)
  const done = useRef<boolean>(false)
  useEffect(() => {
    const before = document.activeElement
    field.current?.focus()
    field.current?.select()
    return () => {
      // What opened it may have stayed: a menu's button. What was replaced by it takes the focus itself.
      if (isFocusLost() && before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [])
  const end = (keep: boolean): void => {
    if (done.current) return
    done.current = true
    const next = text.trim()
    if (keep && next !== value && (next !== '' || mayBeEmpty)) onRename(next)
    onDone()
  }
  return (
    <input
      ref={field}
      className={cx(css.field, className)}
      aria-label={label}
      dir="auto"
      placeholder={placeholder}
      value={text}
      maxLength={maxLength}
      spellCheck={false}
      onChange={(event) => setText(event.target.value)}
      onBlur={() => end(true)}
      onClick={(event) => event.stopPropagation()}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.nativeEvent.isComposing) return
        if (event.key !== 'Enter' && event.key !== 'Escape') return
        // What gets the focus next must not be pressed by the same key.
        event.preventDefault()
        end(event.key === 'Enter')
      }}
    />
  )
}
