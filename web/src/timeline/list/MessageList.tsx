import type { EntryId, MessageView, Persona, PersonId, Timeline, TimelineItem } from '@weft/space'
import { ArrowDown } from 'lucide-react'
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { Virtualizer, type VirtualizerHandle } from 'virtua'
import { useOwnLinks } from '../../app/go-to.ts'
import { systemRuntime } from '../../sync/system-runtime.ts'
import { cx } from '../../ui/classes.ts'
import { isPress } from '../../ui/keys.ts'
import { type Act, actOf, type MessageActs } from '../message/acts.ts'
import type { Delivery } from '../message/delivery.ts'
import { Message } from '../message/Message.tsx'
import type { NewSince } from '../seen/use-new-since.ts'
import { sinceText } from './days.ts'
import css from './MessageList.module.css'
import { rowOf } from './rows.ts'
import { atEnd, follows, movedBy, type Scrolled } from './scroll.ts'

export interface MessageListHandle {
  /** Goes to the newest message and stays there. */
  toEnd(): void
  /** Brings an item into view. */
  reveal(id: EntryId): void
  /** Goes to an item, wherever it is, puts the focus on it, and marks it for a moment. */
  goTo(id: EntryId): void
}

interface MessageListProps {
  readonly ref: Ref<MessageListHandle>
  readonly timeline: Timeline
  readonly items: readonly TimelineItem[]
  readonly me: PersonId
  readonly mayWrite: boolean
  /** Whether that one owns the space: then anybody's words may be taken away. */
  readonly owns: boolean
  readonly today: number
  readonly offline: boolean
  readonly editing: EntryId | null
  /** What is open beside the page for a message. */
  readonly opened: { readonly act: Act; readonly message: MessageView } | null
  readonly marks: ReadonlyMap<number, Delivery>
  /** Where what is new begins; null when nothing is. */
  readonly news: NewSince | null
  readonly acts: MessageActs
  readonly authorOf: (id: PersonId) => Persona | null
  /** Stands above the first message. */
  readonly beginning: ReactNode
  /** Escape, or a letter typed while a message has the focus: back to the box. */
  readonly onLeave: () => void
}

/**
 * Pixels of the lowest row, for those that aren't measured yet. More would be too much for most: the list would shrink as it
 * is measured, and whoever had begun to scroll up would find themselves at its end again.
 */
const LEAST = 24
const EXTENT: Scrolled = { offset: 0, size: 0, viewport: 0 }
/** Ms after which a hand that moved nothing is taken for none. */
const HOLD = 250
/** Ms for which a message that one went to is marked. As in the style sheet. */
const SOUGHT = 2_400
/** Frames for which a row that was scrolled to is waited for, until it is drawn. */
const FRAMES = 40

const extentOf = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement): Scrolled => ({
  offset: scrollTop,
  size: scrollHeight,
  viewport: clientHeight,
})
const stick = (box: HTMLElement | null): void => {
  box?.scrollTo({ top: box.scrollHeight, behavior: 'instant' })
}

export function MessageList(props: MessageListProps) {
  const {
    ref,
    timeline,
    items,
    me,
    mayWrite,
    owns,
    today,
    offline,
    editing,
    opened,
    marks,
    news,
    acts,
    authorOf,
    beginning,
    onLeave,
  } = props
  const list = useRef<VirtualizerHandle | null>(null)
  const scroller = useRef<HTMLDivElement | null>(null)
  const following = useRef<boolean>(true)
  const before = useRef<Scrolled>(EXTENT)
  /** What stands at the top of the view, and where it stood in the list: what one reads must not move. */
  const reading = useRef<{ readonly id: EntryId; readonly index: number } | null>(null)
  /** The newest item when the reader left the end; null while they are there. */
  const [leftAt, setLeftAt] = useState<EntryId | null>(null)
  const [placed, setPlaced] = useState(false)
  const [sought, setSought] = useState<EntryId | null>(null)
  useEffect(
    () => (sought === null ? undefined : systemRuntime.timer(SOUGHT, () => setSought(null))),
    [sought],
  )
  const followOwn = useOwnLinks()
  const last = items.length - 1

  const toEnd = useCallback(() => {
    following.current = true
    setLeftAt(null)
    stick(scroller.current)
  }, [])

  // Not by the list's own way to an item, which goes there again and again while rows are measured: whoever turns the
  // wheel at that moment would be taken back.
  useLayoutEffect(() => {
    const box = scroller.current
    if (box === null) return
    const grown = new ResizeObserver(() => {
      if (following.current) stick(box)
    })
    for (const one of [box, ...box.children]) grown.observe(one)
    return () => grown.disconnect()
  }, [])

  /** A hand is about to scroll: nothing pulls against it. What scrolls tells whether it went anywhere. */
  useEffect(() => {
    const box = scroller.current
    if (box === null) return
    let cancel = (): void => {}
    const hold = (): void => {
      if (!following.current) return
      following.current = false
      cancel()
      cancel = systemRuntime.timer(HOLD, () => {
        if (atEnd(extentOf(box))) following.current = true
      })
    }
    const aborter = new AbortController()
    const options = { signal: aborter.signal, passive: true }
    box.addEventListener(
      'wheel',
      ({ deltaY }) => {
        if (deltaY < 0) hold()
      },
      options,
    )
    box.addEventListener('touchmove', hold, options)
    box.addEventListener(
      'pointerdown',
      ({ target }) => {
        if (target === box) hold()
      },
      options,
    )
    return () => {
      aborter.abort()
      cancel()
    }
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: whenever the items change, the end may have moved
  useLayoutEffect(() => {
    if (following.current) stick(scroller.current)
    const anchor = reading.current
    if (anchor !== null) {
      const index = timeline.indexOf(anchor.id)
      reading.current = index === -1 ? null : { id: anchor.id, index }
    }
  }, [items, timeline])

  // The rows are measured in the first frames; until they stand, nothing is shown that would jump.
  useLayoutEffect(() => {
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => setPlaced(true))
    })
    return () => cancelAnimationFrame(frame)
  }, [])

  const scrolled = (offset: number): void => {
    const handle = list.current
    const box = scroller.current
    if (handle === null || box === null) return
    // From the page itself: the list learns of a new height only after the scrolling that it caused.
    const now = extentOf(box)
    const follow = follows(following.current, before.current, now)
    before.current = now
    following.current = follow
    setLeftAt((left) => (follow ? null : (left ?? items[last]?.id ?? null)))
    const index = handle.findItemIndex(offset)
    const top = items[index]
    reading.current = top === undefined ? null : { id: top.id, index }
  }
  /** A row far away is drawn some frames after it was scrolled to, and a list that has just opened can't be seen yet. */
  const focusRow = useCallback((id: EntryId, then?: (row: HTMLElement) => void, frames = FRAMES): void => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-entry-id="${id}"]`)
    row?.focus({ preventScroll: true })
    if (row && row === document.activeElement) then?.(row)
    else if (frames > 0) requestAnimationFrame(() => focusRow(id, then, frames - 1))
  }, [])

  useImperativeHandle(
    ref,
    () => ({
      toEnd,
      reveal: (id) => {
        const index = timeline.indexOf(id)
        if (index !== -1) list.current?.scrollToIndex(index, { align: 'nearest' })
      },
      goTo: (id) => {
        const index = timeline.indexOf(id)
        if (index === -1) return
        following.current = false
        setLeftAt(timeline.items.at(-1)?.id ?? null)
        setSought(id)
        list.current?.scrollToIndex(index, { align: 'center' })
        focusRow(id, (row) => {
          const box = scroller.current
          if (box === null) return
          if (row.offsetHeight > box.clientHeight) row.scrollIntoView({ block: 'start' })
          // Where all of it fits, or the end is in view anyway, nothing scrolled.
          following.current = atEnd(extentOf(box))
          if (following.current) setLeftAt(null)
        })
      },
    }),
    [toEnd, timeline, focusRow],
  )

  const unseen = useMemo(() => {
    if (leftAt === null) return 0
    const seen = timeline.indexOf(leftAt)
    return seen === -1 ? 0 : items.slice(seen + 1).filter((item) => item.by !== me).length
  }, [leftAt, items, timeline, me])

  const anchor = reading.current
  const shift = !following.current && anchor !== null && movedBy(anchor.index, timeline.indexOf(anchor.id))
  const kept = editing ?? opened?.message.id
  const keptAt = kept === undefined ? -1 : timeline.indexOf(kept)

  const move = (from: EventTarget, step: 'up' | 'down' | 'first' | 'last'): void => {
    const current =
      from instanceof Element ? from.closest('[data-entry-id]')?.getAttribute('data-entry-id') : null
    const at = current === null || current === undefined ? -1 : timeline.indexOf(current as EntryId)
    const target =
      step === 'first'
        ? 0
        : step === 'last' || (at === -1 && step === 'up')
          ? last
          : step === 'up'
            ? at - 1
            : at + 1
    const item = items[target]
    if (item === undefined || (at === -1 && step === 'down')) {
      if (step === 'down') onLeave()
      return
    }
    list.current?.scrollToIndex(target, { align: 'nearest' })
    focusRow(item.id)
  }
  const press = (event: KeyboardEvent<HTMLDivElement>): void => {
    const { target } = event
    const steps = { ArrowUp: 'up', ArrowDown: 'down', Home: 'first', End: 'last' } as const
    const step = event.key in steps ? steps[event.key as keyof typeof steps] : null
    if (step !== null && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault()
      move(target, step)
      return
    }
    if (event.key === 'Escape') onLeave()
    const row = target instanceof Element ? target.closest<HTMLElement>('[data-entry-id]') : null
    const item = row === null ? undefined : items[timeline.indexOf(row.dataset.entryId as EntryId)]
    if (row === null || item?.type !== 'message') return
    const aside = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (aside !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey) {
      event.preventDefault()
      stepIn(row, aside)
      return
    }
    const act = actOf(event, { writes: mayWrite, mine: item.by === me, owns })
    // Enter presses the button that has the focus; Ctrl+C copies what is selected, or else the message.
    const copies = isPress(event, 'Mod+C') && getSelection()?.isCollapsed === true
    if ((act === null && !copies) || (act === 'menu' && target !== row)) return
    event.preventDefault()
    acts.run(act ?? 'copy', item, null)
  }
  const quotedBy = (item: TimelineItem): MessageView | null | undefined => {
    if (item.type !== 'message' || item.re === null) return undefined
    const quoted = items[timeline.indexOf(item.re)]
    return quoted?.type === 'message' ? quoted : null
  }

  return (
    <div className={css.frame}>
      <div
        ref={scroller}
        className={cx(css.scroller, placed && css.placed)}
        role="log"
        aria-label="Conversation"
        aria-live="off"
        data-testid="timeline"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: reason: it scrolls, and is entered by the keyboard
        tabIndex={0}
        onKeyDown={press}
        onClick={followOwn}
      >
        <div className={css.space} />
        <Virtualizer
          ref={list}
          data={items}
          shift={shift}
          itemSize={LEAST}
          bufferSize={400}
          scrollRef={scroller}
          keepMounted={keptAt === -1 ? NONE : [keptAt]}
          onScroll={scrolled}
        >
          {(item, index) => {
            const row = rowOf(items, index)
            const line = item.id === news?.first ? <NewLine since={news.since} now={today} /> : null
            return (
              <Message
                key={item.id}
                above={
                  line === null ? (index === 0 ? beginning : null) : [index === 0 ? beginning : null, line]
                }
                item={item}
                author={item.by === null ? null : authorOf(item.by)}
                day={row.day ? item.at : null}
                today={today}
                lead={row.lead || line !== null}
                me={me}
                writes={mayWrite}
                owns={owns}
                quoted={quotedBy(item)}
                editing={editing === item.id}
                sought={sought === item.id}
                delivery={marks.get(index) ?? null}
                offline={offline}
                acts={acts}
                authorOf={authorOf}
                opened={opened?.message.id === item.id ? opened.act : null}
              />
            )
          }}
        </Virtualizer>
      </div>
      {leftAt !== null && (
        <button
          type="button"
          className={cx(css.jump, unseen > 0 && css.fresh)}
          onClick={() => {
            toEnd()
            // The button goes; the focus stays with what it led to.
            scroller.current?.focus({ preventScroll: true })
          }}
        >
          <ArrowDown size={14} strokeWidth={2} aria-hidden />
          {unseen === 0 ? 'Newest' : `${unseen} new`}
        </button>
      )}
    </div>
  )
}

const NONE: readonly number[] = []

/** Among a message and what can be pressed in it. */
function stepIn(row: HTMLElement, step: number): void {
  const stops = [row, ...row.querySelectorAll<HTMLElement>('button, a')]
  const at = stops.indexOf(document.activeElement as HTMLElement)
  stops[(at + step + stops.length) % stops.length]?.focus({ preventScroll: true })
}

/** Above what came in since one last looked. */
function NewLine({ since, now }: { readonly since: number; readonly now: number }) {
  return (
    <p className={css.news} data-testid="new-line">
      <span>New since {sinceText(since, now)}</span>
    </p>
  )
}
