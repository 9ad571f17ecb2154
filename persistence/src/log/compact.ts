import type { Op, OrderedBytes, Seq } from '../contract.ts'
import { logKey, recordKey, type Span, seqs } from '../keys.ts'
import { setSnapshotAside } from './aside.ts'
import { newestGood } from './load.ts'
import { untilUnreadable } from './unreadable.ts'

/** Deletes of one write: a long log goes in many small ones, between which appends go on. */
const CHUNK = 1_000

/**
 * What may go once the snapshot at `newest` is on disk: all snapshots before the previous one, and the records that the
 * previous one covers. The previous one is read first: a damaged one covers nothing, and is set aside instead. What can't
 * be read stays.
 */
export async function* deletions(
  bytes: OrderedBytes,
  space: Uint8Array,
  newest: Seq,
): AsyncIterable<readonly Op[]> {
  const moves: Op[] = []
  const previous = await newestGood(
    bytes,
    space,
    async (seq, problem) => {
      moves.push(...(await setSnapshotAside(bytes, space, seq, problem)))
    },
    newest,
  )
  yield moves
  // Parts between the two belong to a snapshot whose writing a crash ended.
  yield await every(bytes, seqs(space, 'snapshot', (previous?.seq ?? 0) + 1, newest))
  if (previous === null) return
  yield await every(bytes, seqs(space, 'snapshot', 0, previous.seq))
  const first = await firstRecord(bytes, space)
  for (let seq = first; seq > 0 && seq <= previous.seq; seq += CHUNK) {
    const count = Math.min(CHUNK, previous.seq + 1 - seq)
    yield Array.from({ length: count }, (_, i) => ({ del: recordKey(space, seq + i) }))
  }
}

/** Number and stored bytes of the records with `from <= seq < to`. */
export async function tally(
  bytes: OrderedBytes,
  space: Uint8Array,
  from: Seq,
  to: Seq,
): Promise<{ records: number; bytes: number }> {
  const sum = { records: 0, bytes: 0 }
  const values = bytes.range(...seqs(space, 'record', from, to))
  for await (const [, value] of untilUnreadable(values, () => undefined)) {
    sum.records++
    sum.bytes += value.length
  }
  return sum
}

async function every(bytes: OrderedBytes, span: Span): Promise<readonly Op[]> {
  const ops: Op[] = []
  for await (const key of untilUnreadable(bytes.keys(...span), () => undefined)) ops.push({ del: key })
  return ops
}

async function firstRecord(bytes: OrderedBytes, space: Uint8Array): Promise<Seq> {
  const keys = bytes.keys(...seqs(space, 'record', 0), { limit: 1 })
  for await (const key of untilUnreadable(keys, () => undefined)) return logKey(space, key)?.seq ?? 0
  return 0
}
