import type { Change } from './book.ts'
import type { Desk } from './desk.ts'

const DAY = 86_400_000
/** So long a dead link still says why it doesn't open ("used", "expired") instead of "unknown". */
const DEAD_LINK_DAYS = 30
/** A browser drops a cookie that wasn't renewed for 400 days: its device can never come back. */
const LOST_DEVICE_DAYS = 401

/** Deletes what nobody can use any more. Run at each start; gives how many records went. */
export function sweep(desk: Desk): Promise<number> {
  return desk.inTurn(async () => {
    const now = desk.runtime.now()
    const changes: Change[] = []
    for (const [key, { at, expires, left, ended }] of desk.book.all('invitation')) {
      const dead = left === 0 ? at : (ended ?? expires)
      const since = Math.max(at, dead ?? Number.POSITIVE_INFINITY)
      if (now - since > DEAD_LINK_DAYS * DAY) changes.push({ kind: 'invitation', key, value: undefined })
    }
    for (const [key, { seen }] of desk.book.all('device'))
      if (now - seen > LOST_DEVICE_DAYS * DAY) changes.push({ kind: 'device', key, value: undefined })
    for (const [key, { at }] of desk.book.all('signedOut'))
      if (now - at > LOST_DEVICE_DAYS * DAY) changes.push({ kind: 'signedOut', key, value: undefined })
    // By then every device that kept a copy has asked, or is lost.
    for (const [key, { at }] of desk.book.all('former'))
      if (now - at > LOST_DEVICE_DAYS * DAY) changes.push({ kind: 'former', key, value: undefined })
    if (changes.length > 0) await desk.commit(changes)
    return changes.length
  })
}
