import type { Damage, Loaded, LogRecord, Op, OrderedBytes, Seq } from '../contract.ts'
import { unframe } from '../frame.ts'
import { asideKey, asides, logKey, seqs } from '../keys.ts'
import { lastSeq, newestSnapshot, range } from './ledger.ts'
import { readSnapshot, snapshotKeys } from './snapshot.ts'

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
    moves.push(...(await moveSnapshot(bytes, space, seq, problem)))
  })
  const base = snapshot?.seq ?? 0
  damaged.push(...(await setAsideBefore(bytes, space, name, 'snapshot', base + 1)))
  const lost = await setAsideBefore(bytes, space, name, 'record', base + 1)
  damaged.push(...lost)
  const known = new Set(lost.map((piece) => piece.seq))

  const last = await lastSeq(bytes, space)
  const records: LogRecord[] = []
  let stored = 0
  let next = base + 1
  const missing = (to: Seq): void => {
    for (const [seq, through] of runs(next, to, known))
      damaged.push({ space: name, what: 'record', seq, through, problem: 'missing', earlier: false })
  }
  for await (const [key, value] of bytes.range(...range(seqs(space, 'record', base + 1)))) {
    const seq = logKey(space, key)?.seq
    if (seq === undefined) continue
    missing(seq)
    next = seq + 1
    const payload = unframe(key, seq, value)
    if (typeof payload === 'string') {
      damaged.push({ space: name, what: 'record', seq, through: seq, problem: payload, earlier: false })
      moves.push(...move(space, key, value, payload))
    } else {
      records.push({ seq, bytes: payload })
      stored += value.length
    }
  }
  missing(last + 1)
  return { snapshot, records, damaged, last, stored, moves }
}

/** The newest snapshot before `before` that passes its check; the bad ones on the way are handed to `found`. */
export async function newestGood(
  bytes: OrderedBytes,
  space: Uint8Array,
  found: (seq: Seq, problem: Damage['problem']) => Promise<void>,
  before?: Seq,
): Promise<LogRecord | null> {
  let seq = await newestSnapshot(bytes, space, before)
  while (seq > 0) {
    const content = await readSnapshot(bytes, space, seq)
    if (typeof content !== 'string') return { seq, bytes: content }
    await found(seq, content)
    seq = await newestSnapshot(bytes, space, seq)
  }
  return null
}

/** All parts of a damaged snapshot, to be set aside. */
export async function moveSnapshot(
  bytes: OrderedBytes,
  space: Uint8Array,
  seq: Seq,
  problem: Damage['problem'],
): Promise<readonly Op[]> {
  const ops: Op[] = []
  for await (const key of snapshotKeys(bytes, space, seq, seq + 1)) {
    const value = await bytes.get(key)
    if (value !== null) ops.push(...move(space, key, value, problem))
  }
  return ops
}

/** Set aside, a piece is one byte that says what is wrong, then its value as it was found. */
const PROBLEMS = ['length', 'checksum', 'sequence', 'missing', 'unreadable'] as const

function move(space: Uint8Array, key: Uint8Array, value: Uint8Array, problem: Damage['problem']): Op[] {
  const kept = new Uint8Array(1 + value.length)
  kept[0] = PROBLEMS.indexOf(problem)
  kept.set(value, 1)
  return [{ del: key }, { put: asideKey(space, key), value: kept }]
}

async function setAsideBefore(
  bytes: OrderedBytes,
  space: Uint8Array,
  name: string,
  what: Damage['what'],
  from: Seq,
): Promise<Damage[]> {
  const found = new Map<Seq, Damage>()
  for await (const [key, value] of bytes.range(...range(asides(space, what, from)))) {
    const seq = logKey(space, key)?.seq
    if (seq === undefined || found.has(seq)) continue
    const problem = PROBLEMS[value[0] ?? 0] ?? 'unreadable'
    found.set(seq, { space: name, what, seq, through: seq, problem, earlier: true })
  }
  return [...found.values()]
}

/** The runs of seqs with `from <= seq < to` that aren't `known`. */
function* runs(from: Seq, to: Seq, known: ReadonlySet<Seq>): Iterable<[seq: Seq, through: Seq]> {
  let start = from
  for (const seq of [...known].filter((at) => at >= from && at < to)) {
    if (seq > start) yield [start, seq - 1]
    start = seq + 1
  }
  if (to > start) yield [start, to - 1]
}
