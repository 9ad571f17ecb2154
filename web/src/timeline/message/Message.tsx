import type { MessageView, Persona, PersonId, TimelineItem } from '@weft/space'
import { Check, CircleDashed, Ellipsis, Pencil, Pin, Reply, SmilePlus } from 'lucide-react'
import { memo, type ReactNode } from 'react'
import { cx } from '../../ui/classes.ts'
import { Face } from '../../ui/Face.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import type { Icon } from '../../ui/icon.ts'
import { clockText, dayText, momentText, shortClockText } from '../list/days.ts'
import { Reactions } from '../reactions/Reactions.tsx'
import { type Act, KEYS, keysOf, type MessageActs, may, type Standing } from './acts.ts'
import type { Delivery } from './delivery.ts'
import css from './Message.module.css'
import { MessageEditor } from './MessageEditor.tsx'
import { MessageText } from './MessageText.tsx'
import { Quote } from './Quote.tsx'

interface MessageProps {
  readonly item: TimelineItem
  readonly author: Persona | null
  /** The day that begins here, in ms since 1970. */
  readonly day: number | null
  /** Drawn anew at midnight, when "Today" becomes "Yesterday". */
  readonly today: number
  readonly lead: boolean
  readonly me: PersonId
  /** What who looks at it may do in this space. */
  readonly writes: boolean
  readonly owns: boolean
  /** What it answers, as it is now; null when that was deleted, undefined when it answers nothing. */
  readonly quoted: MessageView | null | undefined
  readonly editing: boolean
  /** Somebody has just gone to it. */
  readonly sought: boolean
  readonly delivery: Delivery | null
  readonly offline: boolean
  readonly acts: MessageActs
  readonly authorOf: (id: PersonId) => Persona | null
  /** What is open for it beside the page: its menu, the choice of a reaction. */
  readonly opened: Act | null
  /** What stands above the first one. */
  readonly above: ReactNode
}

const SOMEBODY = 'Somebody'
/** What stands over a message at hand; the menu has the rest. */
const TOOLS: readonly {
  readonly act: Act
  readonly icon: Icon
  readonly label: string
  readonly opens?: 'dialog' | 'menu'
}[] = [
  { act: 'react', icon: SmilePlus, label: 'Add a reaction', opens: 'dialog' },
  { act: 'reply', icon: Reply, label: 'Reply' },
  { act: 'edit', icon: Pencil, label: 'Edit' },
  { act: 'menu', icon: Ellipsis, label: 'More', opens: 'menu' },
]

export const Message = memo(function Message(props: MessageProps) {
  const { item, author, day, today, lead, me, writes, owns, quoted, editing, acts, opened } = props
  const name = author?.name ?? SOMEBODY
  const nameOf = (id: PersonId): string => props.authorOf(id)?.name ?? SOMEBODY
  const standing: Standing = { writes, mine: item.by === me, owns }
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
        aria-keyshortcuts={keysOf(standing)}
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
          {quoted !== undefined && (
            <Quote
              of={quoted}
              name={quoted === null ? '' : nameOf(quoted.by)}
              onGo={({ id }) => acts.goTo(id)}
            />
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
          {item.type === 'message' && (
            <Reactions
              of={item}
              me={me}
              mayReact={may('react', standing)}
              nameOf={nameOf}
              onToggle={(emoji) => acts.toggle(item, emoji)}
              onMore={(anchor) => acts.run('react', item, anchor)}
              choosing={opened === 'react'}
            />
          )}
        </div>
        {/* By the keyboard a message is chosen with the arrows and has keys: to tab through them all leads nowhere. */}
        {item.type === 'message' && !editing && (
          <div className={css.acts}>
            {TOOLS.map(
              ({ act, icon, label, opens }) =>
                may(act, standing) && (
                  <IconButton
                    key={act}
                    icon={icon}
                    label={label}
                    keys={KEYS[act]}
                    tabIndex={-1}
                    aria-haspopup={opens}
                    aria-expanded={opens && opened === act}
                    onClick={(event) => acts.run(act, item, event.currentTarget)}
                  />
                ),
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
      {item.pinned && (
        <span className={css.mark} data-tip="Pinned">
          <Pin size={12} strokeWidth={2} className={cx(css.tick, css.pin)} role="img" aria-label="Pinned" />
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
