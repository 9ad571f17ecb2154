import { entryClient, type PersonId, type Reach, type TimelineItem, type Unread } from '@weft/space'
import { MOST_REACHED } from '@weft/space/api'
import { clockOf } from './seen.ts'

/** Messages at the end of a conversation that are looked through for new ones; what came in far above the list tells. */
const RECENT = 200

interface Looked {
  readonly items: readonly TimelineItem[]
  readonly me: PersonId
  /** How far the document goes. */
  clock(client: number): number
  /** How far the server knows that they have seen. */
  readonly told: Reach
  /** What the server says they haven't seen. */
  readonly unread: Unread | null
}

/** What is to be told of having been seen: of whom something of others came in since, how far. Empty when there is nothing new. */
export function toTell({ items, me, clock, told, unread }: Looked): [client: number, clock: number][] {
  const clients = new Set<number>()
  for (const { id, by, type } of items.slice(-RECENT)) {
    if (type !== 'message' || by === me) continue
    const client = entryClient(id)
    if (clockOf(id) >= (told.get(client) ?? 0)) clients.add(client)
  }
  for (const [client, from] of unread?.runs ?? []) if (clock(client) > from) clients.add(client)
  return [...clients].slice(0, MOST_REACHED).map((client) => [client, clock(client)])
}
