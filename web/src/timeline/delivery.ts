import type { MessageView, PersonId } from '@weft/space'
import type { Keeping } from '../sync/contract.ts'

/** What is known of an own message. `sending`: on its way, not on this device's disk yet either. */
export type Delivery = 'sending' | 'kept' | 'saved'

/**
 * What can be said of an own message without saying more than is true. What is known is how many of this device's edits
 * the server hasn't acknowledged, and when it last had them all; not which. So a message is "saved" when nothing at all
 * is open, or when it was there before the last moment at which nothing was.
 */
export function deliveryOf(message: Pick<MessageView, 'at'>, keeping: Keeping): Delivery {
  if (keeping.unsaved === 0) return 'saved'
  if (keeping.savedAt !== null && message.at < keeping.savedAt) return 'saved'
  return keeping.unkept > 0 ? 'sending' : 'kept'
}

/** How many of the newest items are looked through for own messages: beyond it, ticks say nothing anyone needs. */
const LOOK_BACK = 200

/** The own messages that carry a mark: all that aren't saved yet, and the newest one. By item index, oldest first. */
export function marked(
  items: readonly { readonly type: string; readonly by: PersonId | null; readonly at: number | null }[],
  me: PersonId,
  keeping: Keeping,
): ReadonlyMap<number, Delivery> {
  const marks = new Map<number, Delivery>()
  for (let i = items.length - 1; i >= 0 && i >= items.length - LOOK_BACK; i--) {
    const item = items[i]
    if (item?.type !== 'message' || item.by !== me || item.at === null) continue
    const delivery = deliveryOf({ at: item.at }, keeping)
    if (delivery === 'saved' && marks.size > 0) break
    marks.set(i, delivery)
    if (delivery === 'saved') break
  }
  return marks
}
