import { crc32c, crc32cByte } from '../crc32c.ts'
import { type Handle, mask, Reader, varint } from './encoding.ts'

/**
 * LevelDB's sorted tables (`*.ldb`), as in its doc/table_format.md: data blocks, a filter block, a metaindex, an index, a
 * footer. Read and written here only to mend them: classic-level's LevelDB doesn't look at their checksums, and ends the whole
 * process when it meets keys out of order.
 */
export interface Entry {
  /** The key as stored: the user's key, then 8 bytes of LevelDB's own sequence number and kind. */
  readonly key: Uint8Array
  readonly value: Uint8Array
}
export interface Block {
  readonly content: Uint8Array
  /** The checksum is right. */
  readonly intact: boolean
  readonly compressed: boolean
}
export interface Footer {
  readonly metaindex: Handle
  readonly index: Handle
}

const FOOTER_BYTES = 48
const TRAILER_BYTES = 5
const MAGIC = Uint8Array.of(0x57, 0xfb, 0x80, 0x8b, 0x24, 0x75, 0x47, 0xdb)
const RESTART_INTERVAL = 16

/** null for a file that isn't a whole table: it is being written, or its writer died. */
export function readFooter(file: Uint8Array): Footer | null {
  const stored = file.subarray(-FOOTER_BYTES)
  if (stored.length < FOOTER_BYTES) return null
  const reader = new Reader(stored)
  const [metaindex, index] = [reader.handle(), reader.handle()]
  if (metaindex && index && inside(file, metaindex) && inside(file, index)) {
    const footer = { metaindex, index }
    if (differing(stored, writeFooter(footer)) === 0) return footer
  }
  return damagedFooter(file, stored)
}

/** A footer with some bytes wrong: what it should say follows from the blocks before it. A half-written table has nothing like it. */
function damagedFooter(file: Uint8Array, stored: Uint8Array): Footer | null {
  const [metaindex, index] = findBlocks(file, file.length - FOOTER_BYTES).slice(-2)
  if (!metaindex || !index) return null
  const footer = { metaindex, index }
  return differing(stored, writeFooter(footer)) <= FOOTER_BYTES / 4 ? footer : null
}

/** Whether the footer is as it should be, byte for byte. */
export const footerIntact = (file: Uint8Array, footer: Footer): boolean =>
  differing(file.subarray(-FOOTER_BYTES), writeFooter(footer)) === 0

export function readBlock(file: Uint8Array, { offset, size }: Handle): Block {
  const end = offset + size
  const view = new DataView(file.buffer, file.byteOffset)
  return {
    content: file.subarray(offset, end),
    intact: mask(crc32c(file.subarray(offset, end + 1))) === view.getUint32(end + 1, true),
    compressed: file[end] !== 0,
  }
}

/** The entries of a block whose structure is sound, restart points included, whatever its values are; null for another. */
export function readEntries(content: Uint8Array): Entry[] | null {
  const limit = entriesEnd(content)
  if (limit === null) return null
  const reader = new Reader(content.subarray(0, limit))
  const entries: Entry[] = []
  const fresh = new Set([0])
  let last: Uint8Array = new Uint8Array()
  while (!reader.done) {
    if (content[reader.at] === 0) fresh.add(reader.at)
    const entry = readEntry(reader, last)
    if (entry === null) return null
    entries.push(entry)
    last = entry.key
  }
  const starts = restartPoints(content, limit)
  const ordered = starts.every((start, i) => fresh.has(start) && start > (starts[i - 1] ?? -1))
  return ordered && starts[0] === 0 ? entries : null
}

/**
 * What may be entries in a block whose structure is damaged, in the order of their places: read one after the other, and once
 * more from each restart point to the next, so that a wrong length costs no more than that. Many may be nonsense.
 */
export function salvageEntries(content: Uint8Array): Entry[] {
  const found = new Map<number, Entry[]>()
  const read = (from: number, to: number): void => {
    const reader = new Reader(content.subarray(0, to), from)
    let last: Uint8Array = new Uint8Array()
    for (
      let at = from, entry = readEntry(reader, last);
      entry !== null;
      at = reader.at, entry = readEntry(reader, last)
    ) {
      found.set(at, [...(found.get(at) ?? []), entry])
      last = entry.key
    }
  }
  read(0, content.length)
  const starts = new Set([
    0,
    ...restartPoints(content, entriesEnd(content) ?? content.length),
    content.length,
  ])
  const ordered = [...starts].filter((start) => start <= content.length).sort((a, b) => a - b)
  for (const [i, start] of ordered.entries()) read(start, ordered[i + 1] ?? start)
  return [...found].sort(([a], [b]) => a - b).flatMap(([, entries]) => entries)
}

export const readHandle = (value: Uint8Array): Handle | null => new Reader(value).handle()

/** The data blocks' places before `end`, found by their checksums alone: for a table whose index is damaged. */
export function findBlocks(file: Uint8Array, end: number): Handle[] {
  const view = new DataView(file.buffer, file.byteOffset)
  const found: Handle[] = []
  let offset = 0
  for (;;) {
    let crc = 0
    let at = offset
    const matches = (): boolean => mask(crc32cByte(crc, file[at] ?? 0)) === view.getUint32(at + 1, true)
    while (at + TRAILER_BYTES <= end && !(at > offset + 8 && matches()))
      crc = crc32cByte(crc, file[at++] ?? 0)
    if (at + TRAILER_BYTES > end) return found
    found.push({ offset, size: at - offset })
    offset = at + TRAILER_BYTES
  }
}

/** A table of exactly `size` bytes, as the manifest says, of blocks under their index keys; null if it doesn't fit. */
export function writeTable(
  blocks: readonly { readonly last: Uint8Array; readonly entries: readonly Entry[] }[],
  size: number,
): Uint8Array | null {
  const file = new Uint8Array(size)
  let at = 0
  const put = (content: Uint8Array): Handle | null => {
    const handle = { offset: at, size: content.length }
    if (at + content.length + TRAILER_BYTES > size - FOOTER_BYTES) return null
    file.set(content, at)
    at += content.length + TRAILER_BYTES
    new DataView(file.buffer).setUint32(at - 4, mask(crc32c(file.subarray(handle.offset, at - 4))), true)
    return handle
  }
  const index: Entry[] = []
  for (const { last, entries } of blocks) {
    const handle = put(writeBlock(entries, RESTART_INTERVAL))
    if (handle === null) return null
    index.push({ key: last, value: writeHandle(handle) })
  }
  // Without a filter: gets are slower, until LevelDB's next compaction makes one.
  const metaindex = put(writeBlock([], RESTART_INTERVAL))
  const indexed = put(writeBlock(index, 1))
  if (metaindex === null || indexed === null) return null
  file.set(writeFooter({ metaindex, index: indexed }), size - FOOTER_BYTES)
  return file
}

function writeFooter({ metaindex, index }: Footer): Uint8Array {
  const footer = new Uint8Array(FOOTER_BYTES)
  footer.set([...writeHandle(metaindex), ...writeHandle(index)])
  footer.set(MAGIC, FOOTER_BYTES - MAGIC.length)
  return footer
}
const differing = (a: Uint8Array, b: Uint8Array): number => a.filter((byte, i) => byte !== b[i]).length

function writeBlock(entries: readonly Entry[], interval: number): Uint8Array {
  const pieces: Uint8Array[] = []
  const restarts: number[] = entries.length === 0 ? [0] : []
  let at = 0
  let last: Uint8Array = new Uint8Array()
  for (const [i, { key, value }] of entries.entries()) {
    const fresh = i % interval === 0
    if (fresh) restarts.push(at)
    const shared = fresh ? 0 : sharedPrefix(last, key)
    const head = [...varint(shared), ...varint(key.length - shared), ...varint(value.length)]
    pieces.push(Uint8Array.from(head), key.subarray(shared), value)
    at += head.length + key.length - shared + value.length
    last = key
  }
  const tail = new DataView(new ArrayBuffer(4 * (restarts.length + 1)))
  for (const [i, start] of [...restarts, restarts.length].entries()) tail.setUint32(4 * i, start, true)
  return Buffer.concat([...pieces, new Uint8Array(tail.buffer)])
}

/** The next entry after one with the key `last`; null at the end, or where there can't be one. */
function readEntry(reader: Reader, last: Uint8Array): Entry | null {
  const [shared, fresh, length] = [reader.varint(), reader.varint(), reader.varint()]
  if (shared === null || fresh === null || length === null || shared > last.length) return null
  const rest = reader.bytes(fresh)
  const value = rest && reader.bytes(length)
  return value && { key: Buffer.concat([last.subarray(0, shared), rest]), value }
}

/** Where a block's entries end and its restart points begin. */
function entriesEnd(content: Uint8Array): number | null {
  if (content.length < 8) return null
  const count = new DataView(content.buffer, content.byteOffset).getUint32(content.length - 4, true)
  const end = content.length - 4 * (count + 1)
  return count > 0 && end >= 0 ? end : null
}

function restartPoints(content: Uint8Array, from: number): number[] {
  const view = new DataView(content.buffer, content.byteOffset, content.length)
  const starts = []
  for (let at = from; at + 8 <= content.length; at += 4) starts.push(view.getUint32(at, true))
  return starts
}

const inside = (file: Uint8Array, { offset, size }: Handle): boolean =>
  offset + size + TRAILER_BYTES <= file.length - FOOTER_BYTES

const writeHandle = ({ offset, size }: Handle): Uint8Array =>
  Uint8Array.from([...varint(offset), ...varint(size)])

function sharedPrefix(a: Uint8Array, b: Uint8Array): number {
  let at = 0
  while (at < a.length && at < b.length && a[at] === b[at]) at++
  return at
}
