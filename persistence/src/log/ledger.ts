import type { OrderedBytes, Seq } from '../contract.ts'
import { asides, logKey, type Span, seqs } from '../keys.ts'

/** What must be known of a space's log to append to it without reading. */
export interface Ledger {
  /** The last seq given out. */
  last: Seq
  /** The newest snapshot's seq; 0 for none. */
  snapshot: Seq
  /** Records after the newest snapshot, and their stored bytes. */
  records: number
  bytes: number
}

export async function survey(bytes: OrderedBytes, space: Uint8Array): Promise<Ledger> {
  const snapshot = await newestSnapshot(bytes, space)
  const ledger = { last: await lastSeq(bytes, space), snapshot, ...(await tally(bytes, space, snapshot + 1)) }
  return ledger
}

/**
 * The last seq ever given out. It outlives its record: compaction keeps the newest snapshot, whose seq is at least that of
 * the records it deletes, and what is set aside keeps its seq.
 */
export async function lastSeq(bytes: OrderedBytes, space: Uint8Array): Promise<Seq> {
  let last = 0
  for (const span of [
    seqs(space, 'record', 0),
    seqs(space, 'snapshot', 0),
    asides(space, 'record', 0),
    asides(space, 'snapshot', 0),
  ])
    last = Math.max(last, await highest(bytes, space, span))
  return last
}

export async function newestSnapshot(bytes: OrderedBytes, space: Uint8Array, before?: Seq): Promise<Seq> {
  for await (const key of bytes.keys(...range(seqs(space, 'snapshot', 0, before)), { reverse: true })) {
    const at = logKey(space, key)
    if (at?.part === 0) return at.seq
  }
  return 0
}

/** Records with `from <= seq < to`, and their stored bytes. */
export async function tally(
  bytes: OrderedBytes,
  space: Uint8Array,
  from: Seq,
  to?: Seq,
): Promise<{ records: number; bytes: number }> {
  const sum = { records: 0, bytes: 0 }
  for await (const [, value] of bytes.range(...range(seqs(space, 'record', from, to)))) {
    sum.records++
    sum.bytes += value.length
  }
  return sum
}

async function highest(bytes: OrderedBytes, space: Uint8Array, span: Span): Promise<Seq> {
  for await (const key of bytes.keys(...range(span), { reverse: true, limit: 1 }))
    return logKey(space, key)?.seq ?? 0
  return 0
}

export const range = (span: Span): [from: Uint8Array, to: Uint8Array] => [span.from, span.to]

/** The first record's seq; 0 for none. */
export async function firstRecord(bytes: OrderedBytes, space: Uint8Array): Promise<Seq> {
  for await (const key of bytes.keys(...range(seqs(space, 'record', 0)), { limit: 1 }))
    return logKey(space, key)?.seq ?? 0
  return 0
}
