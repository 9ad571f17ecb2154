import type { MessageView } from '@weft/space'
import { useShownName } from '../mentions/names.ts'
import { firstWords } from './plain-text.ts'
import css from './Quote.module.css'

interface QuoteProps {
  /** The message that is answered, as it is now; null when it isn't there any more. */
  readonly of: MessageView | null
  readonly name: string
  readonly onGo: (message: MessageView) => void
}

/** One line of the message that another one answers, and the way to it. */
export function Quote({ of, name, onGo }: QuoteProps) {
  const shown = useShownName()
  if (of === null) return <p className={css.quote}>This message was deleted</p>
  const words = firstWords(of.text, shown)
  return (
    <button
      type="button"
      className={css.quote}
      data-testid="quote"
      tabIndex={-1}
      aria-label={`In reply to ${name}: ${words}`}
      onClick={() => onGo(of)}
    >
      <b dir="auto">{name}</b> <span dir="auto">{words}</span>
    </button>
  )
}
