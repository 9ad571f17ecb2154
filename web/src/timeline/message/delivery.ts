import type { PersonId, TimelineItem } from '@weft/space'
import type { Keeping } from '../../sync/contract.ts'

/** What is known of an own message. `sending`: on its way, not on this device's disk yet either. */
export type Delivery = 'sending' | 'kept' | 'saved'

/**
 * What can be said of an own message without saying more than is true. What is known is how many of this device's edits
 * the server hasn't acknowledged, and when it last had them all; not which. So a message is "saved" when nothing at all
 * is open, or when it was written before the last moment at which nothing was.
 */
export function deliveryOf(at: number, keeping: Keeping): Delivery {
  if (keeping.unsaved === 0) return 'saved'
  if (keeping.savedAt !== null && at < keeping.savedAt) return 'saved'
  return keeping.unkept > 0 ? 'sending' : 'kept'
}

/** How many of the newest items are looked through for own messages: beyond it, marks say nothing anyone needs. */
const LOOK_BACK = 200

type Item = Pick<TimelineItem, 'type' | 'by' | 'at'>

/**
 * The own messages that carry a mark, by item index: the newest one when it is saved, else those that aren't yet. After
 * a reload nothing is known of the last full moment, but no more than `unsaved` messages can be open: the newest of them.
 */
export function marked(
  items: readonly Item[],
  me: PersonId,
  keeping: Keeping,
): ReadonlyMap<number, Delivery> {
  const marks = new Map<number, Delivery>()
  for (let i = items.length - 1; i >= 0 && i >= items.length - LOOK_BACK; i--) {
    const item = items[i]
    if (item?.type !== 'message' || item.by !== me || item.at === null) continue
    const delivery = deliveryOf(item.at, keeping)
    if (marks.size > 0 && (delivery === 'saved' || marks.size >= keeping.unsaved)) break
    marks.set(i, delivery)
    if (delivery === 'saved') break
  }
  return marks
}
