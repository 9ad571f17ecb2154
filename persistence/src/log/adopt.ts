import type { Op, StoredSpace } from '../contract.ts'
import { frame } from '../frame.ts'
import { recordKey } from '../keys.ts'
import { snapshotWrites } from './snapshot.ts'

/** Bytes of records in one write. */
const WRITE_BYTES = 1024 * 1024

/** The writes that store what was read of a space elsewhere, to be made in this order. */
export function* adoption(
  space: Uint8Array,
  { snapshots, records }: Pick<StoredSpace, 'snapshots' | 'records'>,
): Iterable<readonly Op[]> {
  for (const snapshot of snapshots) yield* snapshotWrites(space, snapshot)
  let ops: Op[] = []
  let size = 0
  for (const { seq, bytes } of records) {
    const key = recordKey(space, seq)
    ops.push({ put: key, value: frame(key, seq, bytes) })
    size += bytes.length
    if (size < WRITE_BYTES) continue
    yield ops
    ops = []
    size = 0
  }
  yield ops
}
