import { crc32c } from '../crc32c.ts'
import { ArchiveError } from './contract.ts'
import { Source } from './source.ts'

/**
 * The framing of an archive: a header, pieces, and an end that proves it whole (drawn as a grammar in docs/storage.md).
 * A content larger than `PART` goes in several pieces, all but the last marked with `MORE`, so that a damaged length never
 * makes a reader take much.
 */
const MAGIC = new TextEncoder().encode('weft backup\n')
const VERSION = 1
const HEADER = MAGIC.length + 8
const PART = 1024 * 1024
const MORE = 0x80
const END = 0
/** Length (4), checksum (4), type (1); then the content. */
const PIECE = 9
/** Small pieces are handed on together. */
const CHUNK = 64 * 1024

/** `type`: 1 to 127; what it means is another file's matter. */
export interface Piece {
  readonly type: number
  readonly content: Uint8Array
}

export async function* writePieces(pieces: AsyncIterable<Piece>): AsyncIterable<Uint8Array> {
  let waiting: Uint8Array[] = []
  let size = 0
  let count = 0
  let sum = 0
  const take = (bytes: Uint8Array): void => {
    waiting.push(bytes)
    size += bytes.length
    sum = crc32c(bytes, sum)
  }
  const flush = (): Uint8Array => {
    const chunk = concat(waiting, size)
    waiting = []
    size = 0
    return chunk
  }
  take(header())
  for await (const { type, content } of pieces) {
    for (let at = 0; ; at += PART) {
      const last = at + PART >= content.length
      take(piece(count++, last ? type : type | MORE, content.subarray(at, at + PART)))
      if (size >= CHUNK) yield flush()
      if (last) break
    }
  }
  take(piece(count, END, end(count, sum)))
  yield flush()
}

/** Throws ArchiveError; when it ends without, every byte was checked and nothing is lacking. */
export async function* readPieces(chunks: AsyncIterable<Uint8Array>): AsyncIterable<Piece> {
  const source = new Source(chunks)
  await readHeader(source)
  let parts: Uint8Array[] = []
  let size = 0
  for (let count = 0; ; count++) {
    const sum = source.sum
    const { type, content } = await readPiece(source, count)
    if (type === END) {
      const whole = equal(content, end(count, sum)) && parts.length === 0 && (await source.isOver())
      if (!whole) throw new ArchiveError('damaged')
      return
    }
    parts.push(content)
    size += content.length
    if (type & MORE) continue
    yield { type, content: parts.length === 1 ? content : concat(parts, size) }
    parts = []
    size = 0
  }
}

function header(): Uint8Array {
  const bytes = new Uint8Array(HEADER)
  bytes.set(MAGIC)
  const view = new DataView(bytes.buffer)
  view.setUint32(MAGIC.length, VERSION)
  view.setUint32(MAGIC.length + 4, crc32c(bytes.subarray(0, MAGIC.length + 4)))
  return bytes
}

async function readHeader(source: Source): Promise<void> {
  const magic = await source.upTo(MAGIC.length)
  if (!equal(magic, MAGIC.subarray(0, magic.length)) || magic.length === 0) throw new ArchiveError('foreign')
  if (magic.length < MAGIC.length) throw new ArchiveError('truncated')
  const rest = await source.take(8)
  const view = new DataView(rest.buffer, rest.byteOffset, rest.length)
  if (crc32c(rest.subarray(0, 4), crc32c(MAGIC)) !== view.getUint32(4)) throw new ArchiveError('damaged')
  if (view.getUint32(0) !== VERSION) throw new ArchiveError('version')
}

/** Its checksum covers its place among all: pieces that changed places, were lost or doubled are found. */
function piece(count: number, type: number, content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(PIECE + content.length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, content.length)
  bytes[8] = type
  bytes.set(content, PIECE)
  view.setUint32(4, crc32c(bytes.subarray(8), crc32c(uint64(count))))
  return bytes
}

async function readPiece(source: Source, count: number): Promise<Piece> {
  const head = await source.take(PIECE)
  const view = new DataView(head.buffer, head.byteOffset, head.length)
  const length = view.getUint32(0)
  if (length > PART) throw new ArchiveError('damaged')
  const content = await source.take(length)
  const sum = crc32c(content, crc32c(head.subarray(8), crc32c(uint64(count))))
  if (sum !== view.getUint32(4)) throw new ArchiveError('damaged')
  return { type: head[8] ?? END, content }
}

/** Of all pieces before it: their number; and of all bytes before it: their checksum. */
function end(count: number, sum: number): Uint8Array {
  const bytes = new Uint8Array(12)
  bytes.set(uint64(count))
  new DataView(bytes.buffer).setUint32(8, sum)
  return bytes
}

export function uint64(value: number): Uint8Array {
  const bytes = new Uint8Array(8)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.floor(value / 0x1_0000_0000))
  view.setUint32(4, value % 0x1_0000_0000)
  return bytes
}

export function concat(parts: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

const equal = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i])
