/** Pixels from the end within which one is at the end. */
const NEAR = 32

export interface Scrolled {
  /** Pixels from the start. */
  readonly offset: number
  readonly size: number
  readonly viewport: number
}

export const atEnd = ({ offset, size, viewport }: Scrolled): boolean => size - offset - viewport < NEAR

/**
 * Whether the list goes on following its end after it scrolled from `before` to `now`. Only going up lets go: what grows
 * below (a new message, a row that is measured, a keyboard that comes up) moves the end away, not the reader.
 */
export function follows(following: boolean, before: Scrolled, now: Scrolled): boolean {
  if (atEnd(now)) return true
  const wentUp = now.offset < before.offset - 1
  // A shorter list pulls the offset along without anybody scrolling.
  const shrank = now.size < before.size || now.viewport !== before.viewport
  return following && !(wentUp && !shrank)
}

/**
 * Whether what one reads moved in the list because something came in, or went, above it: then its place must be kept
 * from the end. `place` -1: what one was reading is gone.
 */
export const movedBy = (before: number, place: number): boolean => place !== -1 && place !== before
