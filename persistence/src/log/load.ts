import type { Damage, Loaded, LogRecord, Op, OrderedBytes, Seq } from '../contract.ts'
import { setAsideBefore, setSnapshotAside } from './aside.ts'
import { believable, readRecords } from './records.ts'
import { readSnapshot, snapshotSeqs } from './snapshot.ts'

export interface Reading extends Loaded {
  /** Stored bytes of `records`. */
  readonly stored: number
  /** Moves what was found damaged out of the way. Empty when nothing was found. */
  readonly moves: readonly Op[]
}

/** Reads a space's log and checks every piece of it; writes nothing. */
export async function read(bytes: OrderedBytes, space: Uint8Array, name: string): Promise<Reading> {
  const damaged: Damage[] = []
  const moves: Op[] = []
  const snapshot = await newestGood(bytes, space, async (seq, problem) => {
    damaged.push({ space: name, what: 'snapshot', seq, through: seq, problem, earlier: false })
    moves.push(...(await setSnapshotAside(bytes, space, seq, problem)))
  })
  const base = snapshot?.seq ?? 0
  const oldSnapshots = await setAsideBefore(bytes, space, 'snapshot', base + 1)
  for (const [seq, problem] of oldSnapshots)
    damaged.push({ space: name, what: 'snapshot', seq, through: seq, problem, earlier: true })

  const records = await readRecords(bytes, space, base)
  const oldRecords = await setAsideBefore(bytes, space, 'record', base + 1)
  const snapshots = damaged.map(({ seq }) => seq)
  const last = believable([...oldRecords.keys(), ...snapshots], records.last)
  for (const run of lost(records.good, records.bad, oldRecords, base, last))
    damaged.push({ space: name, what: 'record', ...run })
  for (const move of records.moves) moves.push(move)
  return { snapshot, records: records.good, damaged, last, stored: records.stored, moves }
}

/** The newest snapshot before `before` that passes its check; the bad ones on the way are handed to `found`. */
export async function newestGood(
  bytes: OrderedBytes,
  space: Uint8Array,
  found: (seq: Seq, problem: Damage['problem']) => Promise<void>,
  before?: Seq,
): Promise<LogRecord | null> {
  for (const seq of await snapshotSeqs(bytes, space, before)) {
    const content = await readSnapshot(bytes, space, seq)
    if (typeof content !== 'string') return { seq, bytes: content }
    await found(seq, content)
  }
  return null
}

type Run = Pick<Damage, 'seq' | 'through' | 'problem' | 'earlier'>

/** What lies between the good records, in runs of the same fate. A part that can't be read may go on after the last. */
function* lost(
  good: readonly LogRecord[],
  bad: ReadonlyMap<Seq, Damage['problem']>,
  earlier: ReadonlyMap<Seq, Damage['problem']>,
  base: Seq,
  last: Seq,
): Iterable<Run> {
  const fate = (seq: Seq): Pick<Damage, 'problem' | 'earlier'> => {
    const before = earlier.get(seq)
    return before
      ? { problem: before, earlier: true }
      : { problem: bad.get(seq) ?? 'missing', earlier: false }
  }
  const known = [...bad.keys(), ...earlier.keys()]
  const end = bad.get(last + 1) === 'unreadable' ? last + 2 : last + 1
  let start = base + 1
  for (const { seq } of [...good, { seq: end }]) {
    if (seq > start) yield* runs(start, seq, known, fate)
    start = seq + 1
  }
}

/** `from <= seq < to`, cut where the fate changes: at what is known of single seqs; all between is missing. */
function* runs(
  from: Seq,
  to: Seq,
  known: readonly Seq[],
  fate: (seq: Seq) => Pick<Damage, 'problem' | 'earlier'>,
): Iterable<Run> {
  const cuts = new Set([from, to])
  for (const seq of known) for (const cut of [seq, seq + 1]) if (cut > from && cut < to) cuts.add(cut)
  const sorted = [...cuts].sort((a, b) => a - b)
  let open: Run | null = null
  for (const [i, seq] of sorted.slice(0, -1).entries()) {
    const run: Run = { seq, through: (sorted[i + 1] ?? to) - 1, ...fate(seq) }
    if (open?.problem === run.problem && open.earlier === run.earlier) open = { ...run, seq: open.seq }
    else {
      if (open !== null) yield open
      open = run
    }
  }
  if (open !== null) yield open
}
