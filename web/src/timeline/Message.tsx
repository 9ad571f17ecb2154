import type { MessageView, Persona, TimelineItem } from '@weft/space'
import { Check, CircleDashed, Copy, Pencil, Trash2, UserPen } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { cx } from '../ui/classes.ts'
import { Face } from '../ui/Face.tsx'
import { IconButton } from '../ui/IconButton.tsx'
import { clockText, dayText, momentText, shortClockText } from './days.ts'
import type { Delivery } from './delivery.ts'
import css from './Message.module.css'
import { MessageEditor } from './MessageEditor.tsx'
import { MessageText } from './MessageText.tsx'

export interface MessageActs {
  edit(message: MessageView): void
  /** The text of the edit; null when it was given up. */
  edited(message: MessageView, text: string | null): void
  remove(message: MessageView): void
  copy(message: MessageView): void
  /** Shows who wrote it, by the server's own record. */
  who(message: MessageView): void
}

interface MessageProps {
  readonly item: TimelineItem
  readonly author: Persona | null
  /** The day that begins here, in ms since 1970. */
  readonly day: number | null
  /** Drawn anew at midnight, when "Today" becomes "Yesterday". */
  readonly today: number
  readonly lead: boolean
  /** It may be changed by who looks at it … */
  readonly mine: boolean
  /** … or taken away. */
  readonly removable: boolean
  readonly editing: boolean
  /** Somebody has just gone to it. */
  readonly sought: boolean
  readonly delivery: Delivery | null
  readonly offline: boolean
  readonly acts: MessageActs
  /** What stands above the first one. */
  readonly above: ReactNode
}

export const Message = memo(function Message(props: MessageProps) {
  const { item, author, day, today, lead, mine, removable, editing, acts } = props
  const name = author?.name ?? 'Somebody'
  return (
    <div className={css.item}>
      {props.above}
      {day !== null && (
        <div className={css.day}>
          <span>{dayText(day, today)}</span>
        </div>
      )}
      <article
        className={cx(css.message, lead && css.lead, props.sought && css.sought)}
        data-testid="message"
        data-entry-id={item.id}
        tabIndex={-1}
        aria-keyshortcuts={mine ? 'C W E Delete' : removable ? 'C W Delete' : 'C W'}
        aria-label={item.at === null ? name : `${name}, ${clockText(item.at)}`}
      >
        {lead ? (
          <Face person={author ?? { name: '?', dye: 'slate' }} size={30} className={css.face ?? ''} />
        ) : (
          <span className={css.gutter}>{item.at !== null && shortClockText(item.at)}</span>
        )}
        <div className={css.body}>
          {lead && (
            <div className={css.head}>
              <span className={css.who} dir="auto">
                {name}
              </span>
              {item.at !== null && (
                <time
                  className={css.when}
                  dateTime={new Date(item.at).toISOString()}
                  data-tip={momentText(item.at)}
                >
                  {clockText(item.at)}
                </time>
              )}
              {item.type === 'message' && item.late && (
                <span className={css.late} data-tip="Written before what stands above it, and came in after">
                  arrived late
                </span>
              )}
            </div>
          )}
          {item.type === 'unknown' ? (
            <p className={css.unknown}>
              Something that this version of Weft can’t show. Reload to get a newer one.
            </p>
          ) : editing ? (
            <MessageEditor text={item.text} onDone={(text) => acts.edited(item, text)} />
          ) : (
            <MessageText text={item.text} after={<Marks {...props} item={item} />} />
          )}
        </div>
        {/* By the keyboard a message is chosen with the arrows and has these keys: to tab through them all leads nowhere. */}
        {item.type === 'message' && !editing && (
          <div className={css.acts}>
            <IconButton
              icon={Copy}
              label="Copy text"
              keys="C"
              tabIndex={-1}
              onClick={() => acts.copy(item)}
            />
            <IconButton
              icon={UserPen}
              label="Who wrote this"
              keys="W"
              tabIndex={-1}
              onClick={() => acts.who(item)}
            />
            {mine && (
              <IconButton icon={Pencil} label="Edit" keys="E" tabIndex={-1} onClick={() => acts.edit(item)} />
            )}
            {removable && (
              <IconButton
                icon={Trash2}
                label="Delete"
                keys="Delete"
                tabIndex={-1}
                onClick={() => acts.remove(item)}
              />
            )}
          </div>
        )}
      </article>
    </div>
  )
})

/** What stands behind the words: edited, and how far an own message has come. */
function Marks({ item, delivery, offline }: MessageProps & { readonly item: MessageView }) {
  return (
    <>
      {item.editedAt !== null && (
        <span className={css.mark} data-tip={`Edited ${momentText(item.editedAt)}`}>
          edited
        </span>
      )}
      {delivery === 'saved' && (
        <span className={css.mark} data-tip="Saved on the server’s disk">
          <Check size={13} strokeWidth={2} className={css.tick} role="img" aria-label="Saved" />
        </span>
      )}
      {delivery === 'kept' && offline && (
        <span className={cx(css.mark, css.kept)} data-tip="On this device’s disk, and goes out by itself">
          kept here
        </span>
      )}
      {delivery !== null && delivery !== 'saved' && !(delivery === 'kept' && offline) && (
        <span
          className={cx(css.mark, css.waiting)}
          data-tip={delivery === 'kept' ? 'Kept here, being saved' : 'Being kept on this device'}
        >
          <CircleDashed
            size={12}
            strokeWidth={2}
            className={css.tick}
            role="img"
            aria-label="Not saved yet"
          />
        </span>
      )}
    </>
  )
}
