import { Suspense, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { usePublish } from '../presence/hooks.ts'
import { TimelinePane } from '../timeline/TimelinePane.tsx'
import { focusPane, isFocusLost } from '../ui/focus.ts'
import { SINGLE, useMedia } from '../ui/media.ts'
import { Splitter } from '../ui/Splitter.tsx'
import { Crash } from './Crash.tsx'
import { recall, remember } from './device.ts'
import { NoteSkeleton, NoteSlot } from './NoteSlot.tsx'
import { focusTitle } from './naming.ts'
import css from './PaneArea.module.css'
import { PaneHeader } from './PaneHeader.tsx'
import { type PaneContent, paneText, type Side } from './panes.ts'
import { useSpace } from './space.tsx'
import { usePanes } from './use-panes.ts'

/** The left pane's share of the room, in percent, and how far it may be moved. */
const SHARE = { first: 46, least: 25, most: 75 }

/** One or two panes. */
export function PaneArea() {
  const panes = usePanes()
  const single = useMedia(SINGLE)
  const [share, setShare] = useState(() => shareOf(recall('share')))
  const { left, right, shown } = panes.now
  const both = (
    [
      ['left', left],
      ['right', right],
    ] as const
  ).filter(
    (pane): pane is readonly [Side, PaneContent] =>
      pane[1] !== null && (!single || pane[0] === (shown === 'list' ? 'left' : shown)),
  )
  const seen = both.map(([, content]) => content)
  usePublish(
    seen.some((content) => content.kind === 'timeline'),
    seen.flatMap((content) => (content.kind === 'note' ? [content.note] : [])),
  )
  // Drawn in an order that doesn't change when panes are swapped: what a pane holds stays where it was scrolled to. The
  // conversation comes first, as it mostly stands on the left: the tab key goes by this order.
  const drawn = both.toSorted(([, a], [, b]) => (paneText(a) > paneText(b) ? -1 : 1))
  const two = both.length === 2
  useFocusKept(drawn.map(([, content]) => paneText(content)).join())
  return (
    <div
      className={css.area}
      style={two ? { gridTemplateColumns: `minmax(0, ${share}fr) 1px minmax(0, ${100 - share}fr)` } : {}}
    >
      {drawn.map(([side, content]) => (
        <Pane key={paneText(content)} content={content} side={side} single={single} />
      ))}
      {two && (
        <Splitter
          label="Width of the panes"
          className={css.line}
          share={share}
          least={SHARE.least}
          most={SHARE.most}
          onShare={setShare}
          onDone={() => remember('share', String(Math.round(share)))}
        />
      )}
    </div>
  )
}

interface PaneProps {
  readonly content: PaneContent
  readonly side: Side
  readonly single: boolean
}

function Pane({ content, side, single }: PaneProps) {
  const { open } = useSpace()
  const panes = usePanes()
  const pane = useRef<HTMLElement | null>(null)
  const note = content.kind === 'note' ? content.note : null
  // Before the next key: it belongs to the new note's name, not to the button that made it.
  useLayoutEffect(() => {
    if (note === null || pane.current === null || open.unnamed.get() !== note) return
    open.unnamed.set(null)
    return focusTitle(pane.current)
  }, [note, open])
  return (
    <section
      ref={pane}
      className={css.pane}
      style={{ order: side === 'left' ? 0 : 2 }}
      aria-label={note === null ? 'Conversation' : 'Note'}
      data-pane={side}
      tabIndex={-1}
      onPointerDownCapture={() => panes.touch(side)}
      onFocusCapture={() => panes.touch(side)}
    >
      <PaneHeader content={content} side={side} single={single} />
      <Crash what={note === null ? 'This conversation' : 'This note'}>
        {note === null ? (
          <TimelinePane />
        ) : (
          <Suspense fallback={<NoteSkeleton note={note} />}>
            <NoteSlot note={note} />
          </Suspense>
        )}
      </Crash>
    </section>
  )
}

/** A pane that is closed may take the focus with it: then the one that stays has it. */
function useFocusKept(shown: string): void {
  const before = useRef(shown)
  useEffect(() => {
    if (before.current !== shown && isFocusLost()) focusPane()
    before.current = shown
  }, [shown])
}

function shareOf(kept: string | null): number {
  const share = Number(kept ?? Number.NaN)
  return share >= SHARE.least && share <= SHARE.most ? share : SHARE.first
}
