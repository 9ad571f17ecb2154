import type { TimelineItem } from '@weft/space'
import { daysApart } from './days.ts'

/** Ms within which an author's next message joins the one before, without name and face. */
const JOINED = 5 * 60_000

export interface Row {
  /** A day begins here: the heading stands above. */
  readonly day: boolean
  /** Shown with its author's face and name. */
  readonly lead: boolean
}

/**
 * How the item at `index` stands, told from itself and the one before alone: so a new message costs nothing for the
 * 100,000 above it, and a late one that comes in between changes only its neighbours.
 */
export function rowOf(items: readonly TimelineItem[], index: number): Row {
  const item = items[index]
  const before = items[index - 1]
  if (item === undefined) return { day: false, lead: false }
  const day = startsDay(items, index)
  if (day || before === undefined || before.type !== 'message' || item.type !== 'message')
    return { day, lead: true }
  const joined =
    before.by === item.by &&
    item.late === before.late &&
    item.at - before.at < JOINED &&
    item.at >= before.at - 60_000
  return { day, lead: !joined }
}

/**
 * Late items don't begin a day: the heading that stands above them stays true for what follows. So the day is that of
 * the last item in its proper time.
 */
function startsDay(items: readonly TimelineItem[], index: number): boolean {
  const item = items[index]
  if (item === undefined || item.at === null) return false
  if (index > 0 && item.type === 'message' && item.late) return false
  // A run of late items is short; a bound keeps a hostile one from costing more than this.
  for (let i = index - 1; i >= 0 && i > index - 200; i--) {
    const before = items[i]
    if (before === undefined || before.at === null || (i > 0 && before.type === 'message' && before.late))
      continue
    return daysApart(before.at, item.at) !== 0
  }
  return true
}
