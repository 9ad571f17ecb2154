import { crc32c } from '../crc32c.ts'
import { mask, Reader } from './encoding.ts'
import type { Checks } from './mend-table.ts'

/** A put, or a deletion (`value` null), as LevelDB's write-ahead log has it. */
export interface Write {
  readonly key: Uint8Array
  readonly value: Uint8Array | null
  /** It passed LevelDB's check, or the value's own. */
  readonly proven: boolean
}

/**
 * LevelDB's write-ahead log (`*.log`), as in its doc/log_format.md: blocks of 32 KiB, in them fragments under a checksum, made of
 * them batches of writes. LevelDB drops the rest of a block after a wrong checksum, without a word: one wrong bit would take
 * some hundred records with it. Here the writes are read on behind it.
 */
const BLOCK_BYTES = 32_768
const HEADER_BYTES = 7
const FULL = 1
const FIRST = 2
const MIDDLE = 3
const LAST = 4
const BATCH_HEADER_BYTES = 12

interface Fragment {
  readonly payload: Uint8Array
  /** null when its checksum is wrong. */
  readonly type: number | null
  /** It may never have been written whole: it is cut off, or runs out in zeros. */
  readonly torn: boolean
}

/** All writes in their order. `damaged` if LevelDB doesn't see them all; the torn end that a crash leaves is no damage. */
export function readJournal(file: Uint8Array, checks: Checks): { writes: Write[]; damaged: boolean } {
  const writes: Write[] = []
  let damaged = false
  for (const { payload, good, torn } of batches([...fragments(file)])) {
    const strict = readBatch(payload)
    if (good) {
      if (strict) for (const write of strict) writes.push({ ...write, proven: true })
      continue
    }
    // Half a batch that nobody was told of must not be taken for a whole one.
    if (strict === null && torn) continue
    damaged = true
    const found = strict ?? salvageBatch(payload, checks)
    for (const { key, value } of found)
      writes.push({ key, value, proven: value === null ? checks.deletable(key) : checks.belongs(key, value) })
  }
  return { writes, damaged }
}

function* fragments(file: Uint8Array): Iterable<Fragment> {
  for (let block = 0; block < file.length; block += BLOCK_BYTES) {
    const end = Math.min(block + BLOCK_BYTES, file.length)
    let at = block
    while (end - at >= HEADER_BYTES) {
      const next = fragmentEnd(file, at, end)
      if (next !== null) {
        yield { payload: file.subarray(at + HEADER_BYTES, next), type: file[at + 6] ?? 0, torn: false }
        at = next
      } else {
        // Room that was set aside for the file and never written.
        if (file.subarray(at, end).every((byte) => byte === 0)) break
        const resume = resumeAfter(file, at, end)
        const torn =
          statedEnd(file, at) > file.length || file.subarray(resume - 8).every((byte) => byte === 0)
        yield { payload: file.subarray(at + HEADER_BYTES, resume), type: null, torn }
        at = resume
      }
    }
  }
}

/** Where the fragment at `at` ends, if it passes its check. */
function fragmentEnd(file: Uint8Array, at: number, end: number): number | null {
  const type = file[at + 6] ?? 0
  if (end - at < HEADER_BYTES || type < FULL || type > LAST) return null
  const view = new DataView(file.buffer, file.byteOffset + at, HEADER_BYTES)
  const next = at + HEADER_BYTES + view.getUint16(4, true)
  if (next > end) return null
  return view.getUint32(0, true) === mask(crc32c(file.subarray(at + 6, next))) ? next : null
}

/** Where a damaged fragment ends: where it says itself, if something good is there, or else where the next good one begins. */
function resumeAfter(file: Uint8Array, at: number, end: number): number {
  const stated = statedEnd(file, at)
  if (stated <= end && (end - stated < HEADER_BYTES || fragmentEnd(file, stated, end) !== null))
    return end - stated < HEADER_BYTES ? end : stated
  for (let next = at + HEADER_BYTES; next < end; next++)
    if (fragmentEnd(file, next, end) !== null) return next
  return end
}

const statedEnd = (file: Uint8Array, at: number): number =>
  at + HEADER_BYTES + new DataView(file.buffer, file.byteOffset + at).getUint16(4, true)

/** Batches put together from fragments. What a damaged fragment is follows from those beside it. */
function* batches(all: readonly Fragment[]): Iterable<{ payload: Uint8Array; good: boolean; torn: boolean }> {
  let open: Fragment[] = []
  for (const [i, fragment] of all.entries()) {
    const goesOn = [MIDDLE, LAST].includes(all[i + 1]?.type ?? FULL)
    const [begun, single] = goesOn ? [MIDDLE, FIRST] : [LAST, FULL]
    const type = fragment.type ?? (open.length > 0 ? begun : single)
    if (type === FULL || type === FIRST) open = []
    open.push(fragment)
    if (type === FULL || type === LAST) {
      yield {
        payload: Buffer.concat(open.map(({ payload }) => payload)),
        good: open.every((piece) => piece.type !== null),
        torn: open.some((piece) => piece.torn),
      }
      open = []
    }
  }
}

type Found = Pick<Write, 'key' | 'value'>

/** The writes of a batch that is what it says; null for another. */
function readBatch(payload: Uint8Array): Found[] | null {
  if (payload.length < BATCH_HEADER_BYTES) return null
  const count = new DataView(payload.buffer, payload.byteOffset).getUint32(8, true)
  const reader = new Reader(payload, BATCH_HEADER_BYTES)
  const found: Found[] = []
  while (!reader.done) {
    const write = reader.write()
    if (write === null || found.length === count) return null
    found.push(write)
  }
  return found.length === count ? found : null
}

/**
 * The values in a damaged batch that pass their own check. Deletions have none, and are believed only right after such a value or
 * at the start.
 */
function salvageBatch(payload: Uint8Array, checks: Checks): Found[] {
  const found: Found[] = []
  let inStep = true
  for (let at = BATCH_HEADER_BYTES; at < payload.length; ) {
    const reader = new Reader(payload, at)
    const write = reader.write()
    if (
      write &&
      (write.value === null ? inStep && write.key.length > 0 : checks.belongs(write.key, write.value))
    ) {
      found.push(write)
      at = reader.at
      inStep = true
    } else {
      at++
      inStep = false
    }
  }
  return found
}
