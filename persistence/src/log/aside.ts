import type { Damage, Op, OrderedBytes, Seq } from '../contract.ts'
import { asideKey, asides, logKey, seqs } from '../keys.ts'
import { isUnreadable, untilUnreadable } from './unreadable.ts'

/** Set aside, a piece is one byte that says what is wrong (the place in this list), then its value as it was found. */
const PROBLEMS = ['length', 'checksum', 'sequence', 'missing', 'unreadable'] as const

/** Moves one damaged value out of the way. */
export function setAside(
  space: Uint8Array,
  key: Uint8Array,
  value: Uint8Array,
  problem: Damage['problem'],
): readonly Op[] {
  const kept = new Uint8Array(1 + value.length)
  kept[0] = PROBLEMS.indexOf(problem)
  kept.set(value, 1)
  // The put first: a disk that tears even a batch leaves both, and the next load moves it again.
  return [{ put: asideKey(space, key), value: kept }, { del: key }]
}

/** Moves all parts of a damaged snapshot, as far as they can be read. */
export async function setSnapshotAside(
  bytes: OrderedBytes,
  space: Uint8Array,
  seq: Seq,
  problem: Damage['problem'],
): Promise<readonly Op[]> {
  const ops: Op[] = []
  const keys = bytes.keys(...seqs(space, 'snapshot', seq, seq + 1))
  for await (const key of untilUnreadable(keys, () => undefined)) {
    try {
      const value = await bytes.get(key)
      if (value !== null) ops.push(...setAside(space, key, value, problem))
    } catch (error) {
      if (!isUnreadable(error)) throw error
      // The head must go in any case: what has no head is no snapshot.
      ops.push({ del: key })
    }
  }
  return ops
}

/** What earlier loads set aside, by seq. */
export async function setAsideBefore(
  bytes: OrderedBytes,
  space: Uint8Array,
  what: Damage['what'],
  from: Seq,
): Promise<Map<Seq, Damage['problem']>> {
  const found = new Map<Seq, Damage['problem']>()
  const values = bytes.range(...asides(space, what, from))
  for await (const [key, value] of untilUnreadable(values, () => undefined)) {
    const seq = logKey(space, key)?.seq
    if (seq !== undefined) found.set(seq, PROBLEMS[value[0] ?? 0] ?? 'unreadable')
  }
  return found
}
