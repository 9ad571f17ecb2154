import type { KeyboardEvent, PointerEvent } from 'react'
import { cx } from './classes.ts'
import css from './Splitter.module.css'

interface SplitterProps {
  readonly label: string
  /** The left part's share of the room, in percent. */
  readonly share: number
  readonly least: number
  readonly most: number
  readonly onShare: (share: number) => void
  /** The hand let go: the time to remember it. */
  readonly onDone: () => void
  readonly className?: string | undefined
}

/** The line between two panes: dragged, or moved by the arrow keys; a double click makes them even. */
export function Splitter({ label, share, least, most, onShare, onDone, className }: SplitterProps) {
  const bounded = (percent: number): number => Math.min(most, Math.max(least, percent))
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return
    const room = event.currentTarget.parentElement?.getBoundingClientRect()
    if (room === undefined || room.width === 0) return
    onShare(bounded(((event.clientX - room.left) / room.width) * 100))
  }
  const press = (event: KeyboardEvent): void => {
    const steps: Record<string, number> = {
      ArrowLeft: share - 2,
      ArrowRight: share + 2,
      Home: least,
      End: most,
    }
    const next = steps[event.key]
    if (next === undefined) return
    event.preventDefault()
    onShare(bounded(next))
    onDone()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: reason: a separator that is moved is no <hr>
    <div
      className={cx(css.splitter, className)}
      role="separator"
      aria-label={label}
      aria-orientation="vertical"
      aria-valuenow={Math.round(share)}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={(event) => {
        if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId)
      }}
      onPointerMove={drag}
      onPointerUp={onDone}
      onDoubleClick={() => {
        onShare(50)
        onDone()
      }}
      onKeyDown={press}
    />
  )
}
