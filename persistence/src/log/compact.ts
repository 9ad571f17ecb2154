import type { Op, OrderedBytes, Seq } from '../contract.ts'
import { recordKey } from '../keys.ts'
import { firstRecord } from './ledger.ts'
import { moveSnapshot, newestGood } from './load.ts'
import { snapshotKeys } from './snapshot.ts'

/** Deletes of one write: a long log goes in many small ones, between which appends go on. */
const CHUNK = 1_000

/**
 * What may go once the snapshot at `newest` is on disk: all snapshots before the previous one, and the records that the
 * previous one covers. The previous one is read first: a damaged one covers nothing, and is set aside instead.
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
      moves.push(...(await moveSnapshot(bytes, space, seq, problem)))
    },
    newest,
  )
  yield moves
  // Parts between the two belong to a snapshot whose writing a crash ended.
  yield await collect(snapshotKeys(bytes, space, (previous?.seq ?? 0) + 1, newest))
  if (previous === null) return
  yield await collect(snapshotKeys(bytes, space, 0, previous.seq))
  const first = await firstRecord(bytes, space)
  for (let seq = first; seq > 0 && seq <= previous.seq; seq += CHUNK) {
    const count = Math.min(CHUNK, previous.seq + 1 - seq)
    yield Array.from({ length: count }, (_, i) => ({ del: recordKey(space, seq + i) }))
  }
}

async function collect(keys: AsyncIterable<Uint8Array>): Promise<readonly Op[]> {
  const ops: Op[] = []
  for await (const key of keys) ops.push({ del: key })
  return ops
}
