import type { Damage, LogRecord, Op, OrderedBytes, Seq } from '../contract.ts'
import { frame, unframe } from '../frame.ts'
import { seqs, snapshotKey } from '../keys.ts'
import { range } from './ledger.ts'

/**
 * A snapshot is stored in parts, each its own write, so that the appends of other spaces go on between the megabytes of a
 * large one. Part 0 is its head, written last: the number of parts and of bytes. Without a head there is no snapshot.
 */
const PART_BYTES = 1024 * 1024

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

/** The snapshot at `seq`, or what is wrong with it; null if there is none. */
export async function readSnapshot(
  bytes: OrderedBytes,
  space: Uint8Array,
  seq: Seq,
): Promise<Uint8Array | Damage['problem']> {
  const first = await readPart(bytes, space, seq, 0)
  if (typeof first === 'string') return first
  if (first.length !== 12) return 'length'
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

/** Every key with `from <= seq < to`, also of parts without a head, which a crash in the middle of a snapshot leaves. */
export async function* snapshotKeys(
  bytes: OrderedBytes,
  space: Uint8Array,
  from: Seq,
  to?: Seq,
): AsyncIterable<Uint8Array> {
  yield* bytes.keys(...range(seqs(space, 'snapshot', from, to)))
}

async function readPart(
  bytes: OrderedBytes,
  space: Uint8Array,
  seq: Seq,
  part: number,
): Promise<Uint8Array | Damage['problem']> {
  const key = snapshotKey(space, seq, part)
  const value = await bytes.get(key)
  return value === null ? 'missing' : unframe(key, seq, value)
}

function head(parts: number, length: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(12))
  view.setUint32(0, parts)
  view.setUint32(4, Math.floor(length / 0x1_0000_0000))
  view.setUint32(8, length % 0x1_0000_0000)
  return new Uint8Array(view.buffer)
}
