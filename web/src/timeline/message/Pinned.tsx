import { type MessageView, unpin } from '@weft/space'
import { Pin, PinOff } from 'lucide-react'
import { useLayoutEffect, useRef, useSyncExternalStore } from 'react'
import { useGoTo } from '../../app/go-to.ts'
import { useLive } from '../../app/live.ts'
import { useDoc, useReading, useSpace } from '../../app/space.tsx'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { Face } from '../../ui/Face.tsx'
import { focusPane, isFocusLost } from '../../ui/focus.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Popover } from '../../ui/Popover.tsx'
import { dayText } from '../list/days.ts'
import { useShownName } from '../mentions/names.ts'
import css from './Pinned.module.css'
import { firstWords } from './plain-text.ts'

/** Ms after which a panel that was closed has given the focus back. */
const BACK = 50

/** How many messages are pinned in the conversation, and which, the newest first. Draws nothing when none is. */
export default function Pinned() {
  const { open } = useSpace()
  const timeline = open.timeline(useDoc())
  const pinned = useSyncExternalStore(timeline.subscribe, () => timeline.pinned)
  if (pinned.length === 0) return null
  const label = `${pinned.length} pinned`
  return (
    <Popover
      className={css.button}
      aria-label={label}
      data-tip="Pinned messages"
      data-testid="pinned"
      panel="Pinned messages"
      content={(close) => <PinnedList pinned={pinned} onClose={close} />}
    >
      <Pin size={15} strokeWidth={1.75} aria-hidden />
      {pinned.length}
    </Popover>
  )
}

interface PinnedListProps {
  readonly pinned: readonly MessageView[]
  readonly onClose: () => void
}

function PinnedList({ pinned, onClose }: PinnedListProps) {
  const { session, me } = useSpace()
  const people = useLive(session.people)
  const reading = useReading()
  const goTo = useGoTo()
  const shown = useShownName()
  const now = systemRuntime.now()
  const list = useRef<HTMLUListElement | null>(null)
  /** Which one was taken off. Its button goes with it, and the focus: that of the next one has it then. */
  const taken = useRef<number | null>(null)
  useLayoutEffect(() => {
    if (taken.current === null || !isFocusLost()) return
    const buttons = list.current?.querySelectorAll<HTMLElement>('[data-unpin]')
    buttons?.[Math.min(taken.current, pinned.length - 1)]?.focus()
    taken.current = null
  }, [pinned])
  return (
    <div className={css.panel}>
      <h3 className={css.heading}>Pinned messages</h3>
      <ul ref={list}>
        {pinned.map((message, i) => {
          const author = people.get(message.by) ?? (message.by === me.id ? me : null)
          const name = author?.name ?? 'Somebody'
          const words = firstWords(message.text, shown)
          return (
            <li key={message.id} className={css.one}>
              <button
                type="button"
                className={css.go}
                aria-label={`${name}: ${words}`}
                onClick={() => {
                  onClose()
                  systemRuntime.timer(BACK, () => goTo(message.id))
                }}
              >
                <Face person={author ?? { name: '?', dye: 'slate' }} size={24} className={css.face ?? ''} />
                <span className={css.both}>
                  <span className={css.head}>
                    <b dir="auto">{name}</b> {dayText(message.at, now)}
                  </span>
                  <span className={css.words} dir="auto">
                    {words}
                  </span>
                </span>
              </button>
              {reading === null && (
                <IconButton
                  icon={PinOff}
                  label="Unpin"
                  className={css.unpin}
                  data-unpin=""
                  onClick={() => {
                    taken.current = i
                    // The button that opened this goes, too.
                    if (pinned.length === 1) systemRuntime.timer(BACK, focusPane)
                    unpin(session.doc.get(), { by: me.id, at: systemRuntime.now(), of: message.id })
                  }}
                />
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}
