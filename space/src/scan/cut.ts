import * as encoding from 'lib0/encoding'
import { Reader } from '../wire/reader.ts'
import { type Range, SCAN_BOUNDS, type Struct } from './contract.ts'
import { readStruct } from './structs.ts'
import { Budget, Refused, skipAny, skipJsonElement } from './values.ts'

/** Structs of one client without a gap, as they stand in an update. */
export interface Piece {
  readonly client: number
  readonly clock: number
  /** In units: the next clock is `clock + length`. */
  readonly length: number
  readonly structs: number
  readonly bytes: Uint8Array
}

/**
 * A piece from a clock on, in which nothing is left of what was deleted but its place: as Yjs would encode it from a
 * document that knows of the deletions. What stays as it is, is copied byte by byte. In steps.
 *
 * @param deleted ranges of this client, in order, joined where they touch.
 * @throws {Refused} or {ReadError} for what can't be read, or cut.
 */
export function* cut(
  piece: Piece,
  from: number,
  deleted: readonly Range[],
  step: number,
): Generator<void, Piece> {
  const cutter = new Cutter(piece, from, deleted)
  while (cutter.go(step)) yield
  return cutter.done()
}

/**
 * One item as several, as Yjs splits it, each of not much more than `most` bytes if it has several units: one unit can't be
 * cut. `start`: where it begins in `bytes`.
 * @returns null when it stays whole.
 */
export function split(
  client: number,
  bytes: Uint8Array,
  start: number,
  struct: Struct,
  most: number,
): Uint8Array[] | null {
  if (struct.type !== 'item' || struct.length < 2) return null
  const info = bytes[start] ?? 0
  const parts: Uint8Array[] = []
  let { clock } = struct
  for (const { units, content } of contentsOf(bytes, struct.at, info & KIND, most)) {
    parts.push(
      encoding.encode((out) => {
        if (clock === struct.clock) encoding.writeUint8Array(out, bytes.subarray(start, struct.at))
        else {
          encoding.writeUint8(out, info | HAS_LEFT)
          writeId(out, client, clock - 1)
          if (struct.right) writeId(out, struct.right.client, struct.right.clock)
        }
        encoding.writeUint8Array(out, content)
      }),
    )
    clock += units
  }
  return parts.length > 1 ? parts : null
}

interface Content {
  readonly units: number
  readonly content: Uint8Array
}

function contentsOf(bytes: Uint8Array, at: number, kind: number, most: number): Iterable<Content> {
  const reader = new Reader(bytes)
  reader.skip(at)
  switch (kind) {
    case STRING:
      return strings(reader.text(reader.uint()), Math.ceil(most / 2))
    case JSONS:
      return lists(reader, bytes, skipJsonElement, most)
    case ANY:
      return lists(reader, bytes, skipAny, most)
    default:
      return []
  }
}

/** Never within a character that takes two units. */
function* strings(text: string, most: number): Generator<Content, void> {
  for (let from = 0; from < text.length; ) {
    const isHigh = (text.charCodeAt(from + most - 1) & 0xfc00) === 0xd800
    const part = text.slice(from, from + most + (isHigh ? 1 : 0))
    yield { units: part.length, content: encoding.encode((out) => encoding.writeVarString(out, part)) }
    from += part.length
  }
}

function* lists(
  reader: Reader,
  bytes: Uint8Array,
  skip: (reader: Reader, budget: Budget) => void,
  most: number,
): Generator<Content, void> {
  const budget = new Budget({ ...SCAN_BOUNDS, things: Number.POSITIVE_INFINITY })
  for (let left = reader.uint(); left > 0; ) {
    const from = reader.position
    let units = 0
    for (; left > 0 && (units === 0 || reader.position - from < most); left--, units++) skip(reader, budget)
    const content = encoding.encode((out) => {
      encoding.writeVarUint(out, units)
      encoding.writeUint8Array(out, bytes.subarray(from, reader.position))
    })
    yield { units, content }
  }
}

/** Some units of a struct: as they are, or deleted. */
interface Part {
  readonly clock: number
  readonly end: number
  readonly gone: boolean
}

class Cutter {
  readonly #piece: Piece
  readonly #from: number
  readonly #deleted: readonly Range[]
  readonly #reader: Reader
  readonly #out = encoding.createEncoder()
  readonly #budget = new Budget({ ...SCAN_BOUNDS, things: Number.POSITIVE_INFINITY })
  #read = 0
  #clock: number
  /** The next of the deletions that may matter. */
  #next = 0
  /** Where what is to be copied as it is begins. */
  #kept = 0
  #structs = 0

  constructor(piece: Piece, from: number, deleted: readonly Range[]) {
    this.#piece = piece
    this.#from = Math.max(from, piece.clock)
    this.#deleted = deleted
    this.#reader = new Reader(piece.bytes)
    this.#clock = piece.clock
  }

  /** Goes through so many structs, fewer if they are large. @returns whether there are more. */
  go(most: number): boolean {
    const { client, structs } = this.#piece
    for (let looked = 0; looked < most && this.#read < structs; ) {
      const start = this.#reader.position
      const struct = readStruct(this.#reader, this.#budget, client, this.#clock, ROOTS)
      this.#read++
      this.#clock += struct.length
      this.#take(struct, start)
      looked += 1 + (this.#reader.position - start) / WORK
    }
    return this.#read < structs
  }

  done(): Piece {
    this.#copy(this.#piece.bytes.length)
    const { client, clock, length } = this.#piece
    return {
      client,
      clock: this.#from,
      length: clock + length - this.#from,
      structs: this.#structs,
      bytes: encoding.toUint8Array(this.#out),
    }
  }

  #take(struct: Struct, start: number): void {
    const parts = this.#parts(struct)
    this.#structs += parts.length
    const [first] = parts
    if (first?.clock === struct.clock && first.end === this.#clock && !first.gone) return
    this.#copy(start)
    this.#kept = this.#reader.position
    for (const part of parts) this.#write(struct, start, part)
  }

  /** What of a struct is wanted, cut where its fate changes. */
  #parts(struct: Struct): Part[] {
    const end = this.#clock
    let at = Math.max(struct.clock, this.#from)
    if (struct.type !== 'item' || struct.content === 'deleted')
      return at < end ? [{ clock: at, end, gone: false }] : []
    const parts: Part[] = []
    while (at < end) {
      const range = this.#deletion(at)
      if (range === undefined || range.clock >= end) {
        parts.push({ clock: at, end, gone: false })
        break
      }
      if (range.clock > at) parts.push({ clock: at, end: range.clock, gone: false })
      const rest = Math.min(end, range.clock + range.length)
      parts.push({ clock: Math.max(at, range.clock), end: rest, gone: true })
      at = rest
    }
    return parts
  }

  /** The first that ends after a clock. Clocks only grow here. */
  #deletion(clock: number): Range | undefined {
    for (; ; this.#next++) {
      const range = this.#deleted[this.#next]
      if (range === undefined || range.clock + range.length > clock) return range
    }
  }

  #copy(to: number): void {
    if (to > this.#kept) encoding.writeUint8Array(this.#out, this.#piece.bytes.subarray(this.#kept, to))
  }

  #write(struct: Struct, start: number, part: Part): void {
    const { bytes, client } = this.#piece
    const info = bytes[start] ?? 0
    if (struct.type !== 'item') {
      encoding.writeUint8(this.#out, info)
      encoding.writeVarUint(this.#out, part.end - part.clock)
      return
    }
    const kind = part.gone ? DELETED : info & KIND
    if (part.clock === struct.clock) {
      encoding.writeUint8(this.#out, (info & ~KIND) | kind)
      encoding.writeUint8Array(this.#out, bytes.subarray(start + 1, struct.at))
    } else {
      // The rest of an item stands behind its beginning.
      encoding.writeUint8(this.#out, (info & ~KIND) | kind | HAS_LEFT)
      writeId(this.#out, client, part.clock - 1)
      if (struct.right) writeId(this.#out, struct.right.client, struct.right.clock)
    }
    if (kind === DELETED) encoding.writeVarUint(this.#out, part.end - part.clock)
    else this.#content(struct.at, kind, part.clock - struct.clock, part.end - struct.clock)
  }

  /** The units from `from` up to `to` of the content that begins at a byte. */
  #content(at: number, kind: number, from: number, to: number): void {
    const reader = new Reader(this.#piece.bytes)
    reader.skip(at)
    switch (kind) {
      case STRING:
        encoding.writeVarString(this.#out, reader.text(reader.uint()).slice(from, to))
        break
      case JSONS:
      case ANY: {
        const skip = kind === ANY ? skipAny : skipJsonElement
        reader.uint()
        for (let i = 0; i < from; i++) skip(reader, this.#budget)
        const begin = reader.position
        for (let i = from; i < to; i++) skip(reader, this.#budget)
        encoding.writeVarUint(this.#out, to - from)
        encoding.writeUint8Array(this.#out, this.#piece.bytes.subarray(begin, reader.position))
        break
      }
      default:
        // All others are one unit long, which can't be cut.
        throw new Refused('kind')
    }
  }
}

/** A struct with so many bytes of content is as much work as two. */
const WORK = 32

const KIND = 0x1f
const HAS_LEFT = 0x80
const DELETED = 1
const JSONS = 2
const STRING = 4
const ANY = 8

const ROOTS = { add: () => undefined }

function writeId(out: encoding.Encoder, client: number, clock: number): void {
  encoding.writeVarUint(out, client)
  encoding.writeVarUint(out, clock)
}
