import {
  type EntryId,
  entryClient,
  isNew,
  type PersonId,
  type Reach,
  type TimelineItem,
  type Unread,
} from '@weft/space'
import { type Doc, decodeStateVector, encodeStateVector } from 'yjs'

/** What this device showed of a space when somebody last looked at its conversation. */
export interface Seen {
  /** Ms since 1970. */
  readonly at: number
  readonly reach: Reach
}

export const reachOf = (doc: Doc): Reach => decodeStateVector(encodeStateVector(doc))

/** As it is kept: `<ms> <client>:<clock> <client>:<clock> …`. */
export const seenText = ({ at, reach }: Seen): string =>
  [at, ...[...reach].map(([client, clock]) => `${client}:${clock}`)].join(' ')

/** Null for what isn't one, of another version or touched by hand: then nothing is said to be new. */
export function readSeen(text: string | null): Seen | null {
  if (text === null || !/^\d{1,16}(?: \d{1,10}:\d{1,10})*$/.test(text)) return null
  const [at, ...pairs] = text.split(' ')
  return {
    at: Number(at),
    reach: new Map(
      pairs.map((pair) => {
        const [client, clock] = pair.split(':')
        return [Number(client), Number(clock)]
      }),
    ),
  }
}

export const clockOf = (id: EntryId): number => Number(id.slice(id.indexOf(':') + 1))

/** What came in between two looks at a space. */
interface Between {
  readonly seen: Reach
  /** How far everything went when one looked again: what came later was seen coming. */
  readonly until: Reach
  readonly me: PersonId
  /** The client id of this page, whose messages are all one's own. */
  readonly own: number
  /** What of it they haven't seen on any device, by the server's word; undefined when it hasn't said. */
  readonly unread?: Unread | null | undefined
}

/** The first message, as they stand, that somebody else wrote and that came in between; null when none did. */
export function firstNew(
  items: readonly TimelineItem[],
  { seen, until, me, own, unread }: Between,
): EntryId | null {
  if (unread === null) return null
  const fresh = new Set(
    [...until].filter(([id, end]) => id !== own && end > (seen.get(id) ?? 0)).map(([id]) => id),
  )
  if (fresh.size === 0) return null
  const item = items.find(({ id, type, by }) => {
    const client = entryClient(id)
    if (!fresh.has(client) || type !== 'message' || by === me) return false
    const clock = clockOf(id)
    if (clock < (seen.get(client) ?? 0) || clock >= (until.get(client) ?? 0)) return false
    // Of what came before those that are told one by one, only this device knows.
    return unread === undefined || unread.more === true || isNew(unread, client, clock)
  })
  return item?.id ?? null
}
