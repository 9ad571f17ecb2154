import { type PersonId, readEntry } from '@weft/space'
import { Buried, type ItemStruct, type Range, readValues, scanUpdate } from '@weft/space/scan'
import { decodeRecord, type LogEntry, LogFormatError } from '../log/record.ts'

/** A message, by its Yjs id, and whose it is. */
export interface Arrived {
  readonly client: number
  readonly clock: number
  readonly by: PersonId
}
/** What a stored record brings to a conversation. */
export interface Arrivals {
  readonly messages: readonly Arrived[]
  /** Whether it deletes that, of whatever kind. */
  deletes(client: number, clock: number): boolean
}

const NOTHING: Arrivals = { messages: [], deletes: () => false }
/** Every message says its kind in so many letters, and so does every deletion of one: a key typed in a note isn't read further. */
const SIGNS = ['message', 'delete'] as const

/**
 * Reads what of a record is news, without a document: messages are told by their content. (Only what stands in the timeline has
 * it; a member whose program puts the like somewhere else in their own name is believed.)
 */
export function arrivalsOf(record: Uint8Array): Arrivals {
  const bytes = Buffer.from(record.buffer, record.byteOffset, record.length)
  if (!SIGNS.some((sign) => bytes.includes(sign))) return NOTHING
  const entry = readable(record)
  if (entry === null) return NOTHING
  const messages: Arrived[] = []
  const deleted: Range[] = []
  for (const { update, person } of entry.parts) {
    const scan = scanUpdate(update)
    if (!scan.ok) continue
    for (const { client, structs } of scan.sections)
      for (const struct of structs) {
        if (struct.type !== 'item' || struct.keyed) continue
        // What came back after a loss is by whoever signed it; anything else by whoever sent it.
        const by = entry.parts.some(({ unverified }) => unverified) ? null : person
        for (const one of messagesIn(update, client, struct, by)) messages.push(one)
      }
    for (const range of scan.deletes) deleted.push(range)
  }
  const buried = new Buried(deleted)
  return { messages, deletes: (client, clock) => buried.holds(client, { clock, length: 1 }) }
}

/** A record that can't be read is reported, and counted, when its space is opened. */
function readable(record: Uint8Array): LogEntry | null {
  try {
    return decodeRecord(record)
  } catch (error) {
    if (error instanceof LogFormatError) return null
    throw error
  }
}

function* messagesIn(
  update: Uint8Array,
  client: number,
  struct: ItemStruct,
  sender: PersonId | null,
): Generator<Arrived> {
  for (const [i, value] of (readValues(update, struct) ?? []).entries()) {
    const entry = readEntry(value)
    if (entry?.kind !== 'message' || (sender !== null && entry.by !== sender)) continue
    yield { client, clock: struct.clock + i, by: entry.by }
  }
}
