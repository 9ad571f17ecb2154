import { Suspense, useState } from 'react'
import { usePublish } from '../presence/hooks.ts'
import { TimelinePane } from '../timeline/TimelinePane.tsx'
import { NARROW, useMedia } from '../ui/media.ts'
import { Splitter } from '../ui/Splitter.tsx'
import { Crash } from './Crash.tsx'
import { recall, remember } from './device.ts'
import { NoteSkeleton, NoteSlot } from './NoteSlot.tsx'
import css from './PaneArea.module.css'
import { PaneHeader } from './PaneHeader.tsx'
import { type PaneContent, paneText, type Side } from './panes.ts'
import { usePanes } from './use-panes.ts'

/** The left pane's share of the room, in percent, and how far it may be moved. */
const SHARE = { first: 46, least: 25, most: 75 }

/** One or two panes. */
export function PaneArea() {
  const panes = usePanes()
  const narrow = useMedia(NARROW)
  const [share, setShare] = useState(() => shareOf(recall('share')))
  const { left, right, shown } = panes.now
  const both = (
    [
      ['left', left],
      ['right', right],
    ] as const
  ).filter(
    (pane): pane is readonly [Side, PaneContent] =>
      pane[1] !== null && (!narrow || pane[0] === (shown === 'list' ? 'left' : shown)),
  )
  const seen = both.map(([, content]) => content)
  usePublish(
    seen.some((content) => content.kind === 'timeline'),
    seen.flatMap((content) => (content.kind === 'note' ? [content.note] : [])),
  )
  // Drawn in an order that doesn't change when panes are swapped: what a pane holds stays where it was scrolled to.
  const drawn = both.toSorted(([, a], [, b]) => (paneText(a) < paneText(b) ? -1 : 1))
  const two = both.length === 2
  return (
    <div
      className={css.area}
      style={two ? { gridTemplateColumns: `minmax(0, ${share}fr) 1px minmax(0, ${100 - share}fr)` } : {}}
    >
      {drawn.map(([side, content]) => (
        <section
          key={paneText(content)}
          className={css.pane}
          style={{ order: side === 'left' ? 0 : 2 }}
          aria-label={content.kind === 'timeline' ? 'Conversation' : 'Note'}
          data-pane={side}
          onPointerDownCapture={() => panes.touch(side)}
          onFocusCapture={() => panes.touch(side)}
        >
          <PaneHeader content={content} side={side} narrow={narrow} />
          <Crash what={content.kind === 'timeline' ? 'This conversation' : 'This note'}>
            {content.kind === 'timeline' ? (
              <TimelinePane />
            ) : (
              <Suspense fallback={<NoteSkeleton />}>
                <NoteSlot note={content.note} />
              </Suspense>
            )}
          </Crash>
        </section>
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

function shareOf(kept: string | null): number {
  const share = Number(kept ?? Number.NaN)
  return share >= SHARE.least && share <= SHARE.most ? share : SHARE.first
}
