import type { MessageView, PersonId } from '@weft/space'
import { SmilePlus } from 'lucide-react'
import type { ReactNode } from 'react'
import { cx } from '../../ui/classes.ts'
import css from './Reactions.module.css'
import { SHOWN, whoText } from './reacting.ts'

interface ReactionsProps {
  readonly of: MessageView
  readonly me: PersonId
  readonly mayReact: boolean
  readonly nameOf: (id: PersonId) => string
  readonly onToggle: (emoji: string) => void
  readonly onMore: (anchor: HTMLElement) => void
  /** The choice of more is open. */
  readonly choosing: boolean
}

/** Below a message: how people answered it without words. A press adds one's own, or takes it back. */
export function Reactions({
  of,
  me,
  mayReact,
  nameOf,
  onToggle,
  onMore,
  choosing,
}: ReactionsProps): ReactNode {
  if (of.reactions.length === 0) return null
  return (
    <div className={css.row} data-testid="reactions">
      {of.reactions.slice(0, SHOWN).map(({ emoji, by }) => {
        const mine = by.includes(me)
        const who = whoText(by.filter((id) => id !== me).map(nameOf), mine)
        return (
          <button
            key={emoji}
            type="button"
            className={css.chip}
            tabIndex={-1}
            aria-pressed={mine}
            aria-disabled={!mayReact}
            aria-label={`${emoji} ${by.length}: ${who}`}
            data-tip={who}
            onClick={() => mayReact && onToggle(emoji)}
          >
            <span className={css.emoji}>{emoji}</span>
            {by.length}
          </button>
        )
      })}
      {of.reactions.length > SHOWN && <span className={css.rest}>+{of.reactions.length - SHOWN}</span>}
      {mayReact && (
        <button
          type="button"
          className={cx(css.chip, css.more)}
          tabIndex={-1}
          aria-label="Add a reaction"
          aria-haspopup="dialog"
          aria-expanded={choosing}
          data-tip="Add a reaction"
          onClick={(event) => onMore(event.currentTarget)}
        >
          <SmilePlus size={14} strokeWidth={1.75} aria-hidden />
        </button>
      )}
    </div>
  )
}
