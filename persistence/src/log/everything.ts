import type { Damage, LogRecord, OrderedBytes, Seq, StoredSpace } from '../contract.ts'
import { unframe } from '../frame.ts'
import { logKey, seqs } from '../keys.ts'
import { setAsideBefore } from './aside.ts'
import type { Reading } from './load.ts'
import { readSnapshot, snapshotSeqs } from './snapshot.ts'
import { untilUnreadable } from './unreadable.ts'

/** A reading, and with it what its snapshot covers: older snapshots, and records that aren't deleted yet. */
export async function everything(
  bytes: OrderedBytes,
  space: Uint8Array,
  name: string,
  reading: Reading,
): Promise<StoredSpace> {
  const { snapshot, last } = reading
  if (snapshot === null) return { snapshots: [], records: reading.records, damaged: reading.damaged, last }
  const snapshots = [snapshot]
  const damaged = [...reading.damaged]
  for (const seq of await snapshotSeqs(bytes, space, snapshot.seq)) {
    const content = await readSnapshot(bytes, space, seq)
    if (typeof content !== 'string') snapshots.unshift({ seq, bytes: content })
    else damaged.push({ ...piece(name, 'snapshot', seq, content), through: seq })
  }
  const oldest = snapshots.length > 1 ? (snapshots[0]?.seq ?? null) : null
  const covered = await coveredRecords(bytes, space, name, oldest, snapshot.seq)
  return {
    snapshots,
    records: [...covered.good, ...reading.records],
    damaged: [...covered.damaged, ...damaged],
    last,
  }
}

/**
 * The records through `newest`, the newest snapshot's seq. Those up to `oldest`, an older snapshot's, may be partly deleted,
 * and all of them where there is none (after a restore); a hole among the rest is damage, unless an earlier load made it by
 * setting a record aside.
 */
async function coveredRecords(
  bytes: OrderedBytes,
  space: Uint8Array,
  name: string,
  oldest: Seq | null,
  newest: Seq,
): Promise<{ good: LogRecord[]; damaged: Damage[] }> {
  const good: LogRecord[] = []
  const damaged: Damage[] = []
  const aside = await setAsideBefore(bytes, space, 'record', 0)
  let next = oldest === null ? null : oldest + 1
  const hole = (to: Seq): void => {
    for (let seq = next ?? to; seq < to; seq++) {
      const before = damaged.at(-1)
      if (aside.has(seq)) continue
      if (before?.problem === 'missing' && before.through === seq - 1)
        damaged[damaged.length - 1] = { ...before, through: seq }
      else damaged.push({ ...piece(name, 'record', seq, 'missing'), through: seq })
    }
  }
  let unreadable = false
  const values = bytes.range(...seqs(space, 'record', 0, newest + 1))
  for await (const [key, value] of untilUnreadable(values, () => {
    unreadable = true
  })) {
    const seq = logKey(space, key)?.seq
    if (seq === undefined) continue
    hole(seq)
    const payload = unframe(key, seq, value)
    if (typeof payload !== 'string') good.push({ seq, bytes: payload })
    else damaged.push({ ...piece(name, 'record', seq, payload), through: seq })
    next = Math.max(next ?? 0, seq + 1)
  }
  if (unreadable) damaged.push({ ...piece(name, 'record', next ?? 1, 'unreadable'), through: newest })
  else hole(newest + 1)
  return { good, damaged }
}

const piece = (space: string, what: Damage['what'], seq: Seq, problem: Damage['problem']) => ({
  space,
  what,
  seq,
  problem,
  earlier: false,
})
