import type { Damage, LogRecord, Op, OrderedBytes, Seq } from '../contract.ts'
import { frame, unframe } from '../frame.ts'
import { logKey, seqs, snapshotKey } from '../keys.ts'
import { isUnreadable, untilUnreadable } from './unreadable.ts'

/**
 * A snapshot is stored in parts, each its own write, so that the appends of other spaces go on between the megabytes of a
 * large one. Part 0 is its head, written last: the number of parts and of bytes. Without a head there is no snapshot.
 */
const PART_BYTES = 1024 * 1024
const HEAD_BYTES = 12

/** The writes that store a snapshot, to be made in this order. */
export function* snapshotWrites(space: Uint8Array, { seq, bytes }: LogRecord): Iterable<readonly Op[]> {
  const parts = Math.max(1, Math.ceil(bytes.length / PART_BYTES))
  const put = (part: number, payload: Uint8Array): Op => {
    const key = snapshotKey(space, seq, part)
    return { put: key, value: frame(key, seq, payload) }
  }
  for (let part = 1; part <= parts; part++) {
    const piece = put(part, bytes.subarray((part - 1) * PART_BYTES, part * PART_BYTES))
    yield part < parts ? [piece] : [piece, put(0, head(parts, bytes.length))]
  }
}

/** A space's snapshots before a seq, newest first, unchecked. */
export async function snapshotSeqs(bytes: OrderedBytes, space: Uint8Array, before?: Seq): Promise<Seq[]> {
  const found = new Set<Seq>()
  const collect = async (reverse: boolean): Promise<boolean> => {
    let whole = true
    const keys = bytes.keys(...seqs(space, 'snapshot', 0, before), { reverse })
    for await (const key of untilUnreadable(keys, () => {
      whole = false
    })) {
      const at = logKey(space, key)
      if (at?.part === 0) found.add(at.seq)
    }
    return whole
  }
  // From both ends when something between them can't be read.
  if (!(await collect(true))) await collect(false)
  return [...found].sort((a, b) => b - a)
}

/** The snapshot at `seq`, or what is wrong with it. */
export async function readSnapshot(
  bytes: OrderedBytes,
  space: Uint8Array,
  seq: Seq,
): Promise<Uint8Array | Damage['problem']> {
  const first = await readPart(bytes, space, seq, 0)
  if (typeof first === 'string') return first
  if (first.length !== HEAD_BYTES) return 'length'
  const view = new DataView(first.buffer, first.byteOffset)
  const parts = view.getUint32(0)
  const all = new Uint8Array(view.getUint32(4) * 0x1_0000_0000 + view.getUint32(8))
  let at = 0
  for (let part = 1; part <= parts; part++) {
    const piece = await readPart(bytes, space, seq, part)
    if (typeof piece === 'string') return piece
    if (at + piece.length > all.length) return 'length'
    all.set(piece, at)
    at += piece.length
  }
  return at === all.length ? all : 'length'
}

async function readPart(
  bytes: OrderedBytes,
  space: Uint8Array,
  seq: Seq,
  part: number,
): Promise<Uint8Array | Damage['problem']> {
  const key = snapshotKey(space, seq, part)
  try {
    const value = await bytes.get(key)
    return value === null ? 'missing' : unframe(key, seq, value)
  } catch (error) {
    if (isUnreadable(error)) return 'unreadable'
    throw error
  }
}

function head(parts: number, length: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEAD_BYTES))
  view.setUint32(0, parts)
  view.setUint32(4, Math.floor(length / 0x1_0000_0000))
  view.setUint32(8, length % 0x1_0000_0000)
  return new Uint8Array(view.buffer)
}
