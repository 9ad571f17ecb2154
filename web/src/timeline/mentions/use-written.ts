import { useRef, useState } from 'react'
import { useShownName } from './names.ts'
import { type Chosen, fromMessage, rewritten, toMessage, type Written, withChosen } from './written.ts'

/** The message in a field: what one reads there, and what it says. `changed` hears of each change what the message is. */
export function useWritten(
  message: () => string,
  changed?: (message: string) => void,
): Written & {
  readonly message: () => string
  /** The field holds this text now, and one writes on at `caret`. */
  readonly change: (text: string, caret?: number) => void
  readonly choose: (one: Chosen) => void
} {
  const shown = useShownName()
  const [written, setWritten] = useState(() => fromMessage(message(), shown))
  // Two changes may follow each other before anything is drawn: what was typed, and what it stands for.
  const now = useRef(written)
  const set = (next: Written): void => {
    now.current = next
    setWritten(next)
    changed?.(toMessage(next))
  }
  return {
    ...written,
    message: () => toMessage(now.current),
    change: (text, caret) => set(rewritten(now.current, text, caret)),
    choose: (one) => set(withChosen(now.current, one)),
  }
}
