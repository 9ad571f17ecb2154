import * as encoding from 'lib0/encoding'
import { Reader } from '../wire/reader.ts'
import { last } from './arrived.ts'
import { type Id, type Range, SCAN_BOUNDS } from './contract.ts'
import { cut, type Piece } from './cut.ts'
import { append, joined } from './keys.ts'
import { readDeletes } from './scan.ts'
import { readClient, readClock, readStruct } from './structs.ts'
import { Budget } from './values.ts'

/** What only reading a section of a state through would tell: its units and its bytes. */
export interface SectionSize {
  readonly length: number
  readonly bytes: number
}

/** An update, and how large its sections are, in their order. */
export interface Encoded {
  readonly update: Uint8Array
  readonly sections: readonly SectionSize[]
}

/**
 * A state and the updates after it, laid one on another as bytes, without a document: enough to say what is there, and to give
 * it to those who lack it. The structs of a client follow each other in its clocks, so those of a later update are put
 * behind those of the earlier; nothing is decoded that isn't cut.
 */
export class Layers {
  readonly #step: number
  readonly #pieces = new Map<number, Piece[]>()
  /** What was laid on top, per client in one run, until `settle`: a long tail of small updates costs little memory so. */
  readonly #runs = new Map<
    number,
    { readonly clock: number; structs: number; readonly bytes: encoding.Encoder }
  >()
  /** The next clock of each client. */
  readonly #next = new Map<number, number>()
  /** Per client in order, joined where they touch. */
  readonly #deleted = new Map<number, readonly Range[]>()
  /** The same as an update says it: everybody is sent all of it. */
  readonly #deletions = new Map<number, Uint8Array>()
  /** Names of the root types that later updates put something into, where they say so. */
  readonly roots = new Set<string>()
  readonly #budget = new Budget({ ...SCAN_BOUNDS, things: Number.POSITIVE_INFINITY })
  /** What later updates delete, until `settle`. */
  #fresh: Range[] = []

  /** `step`: structs cut, or deletions read, between two places to stop. */
  constructor(step = 2_000) {
    this.#step = step
  }

  /** The next clock of a client; 0 when nothing of it is here. */
  clock(client: number): number {
    return this.#next.get(client) ?? 0
  }

  /**
   * Lays down the state that all else comes after.
   * @param sizes of its sections, in their order.
   * @returns false when the state isn't as they say.
   * @throws {ReadError} or {Refused} when it can't be read.
   */
  *state(state: Uint8Array, sizes: readonly SectionSize[]): Generator<void, boolean> {
    const reader = new Reader(state)
    if (reader.uint() !== sizes.length) return false
    for (const size of sizes) {
      const structs = reader.uint()
      const client = reader.uint()
      const clock = reader.uint()
      if (this.#pieces.has(client)) return false
      const { length, bytes } = size
      this.#pieces.set(client, [{ client, clock, structs, length, bytes: reader.take(bytes) }])
      this.#next.set(client, clock + length)
      if (this.#next.size % this.#step === 0) yield
    }
    for (let left = reader.count(2); left > 0; left--) {
      const from = reader.position
      const client = reader.uint()
      const ranges: Range[] = []
      for (let more = reader.count(2); more > 0; more--) {
        ranges.push({ client, clock: reader.uint(), length: reader.uint() })
        if (ranges.length % this.#step === 0) yield
      }
      this.#deleted.set(client, ranges)
      this.#deletions.set(client, state.subarray(from, reader.position))
    }
    return reader.left === 0
  }

  /**
   * Lays an update on top: one that was judged when it came, so it is read no further than it must be.
   * @returns false, and nothing has changed, when it misses causes, or overlaps what is there and would have to be cut.
   * @throws {ReadError} or {Refused} when it can't be read.
   */
  add(update: Uint8Array): boolean {
    const reader = new Reader(update)
    const fresh: Piece[] = []
    const causes: Id[] = []
    for (let left = reader.count(5); left > 0; left--) {
      const piece = this.#section(reader, update, causes)
      if (piece === null) return false
      if (end(piece) <= this.clock(piece.client)) continue
      if (piece.clock !== this.clock(piece.client)) return false
      fresh.push(piece)
    }
    const deletes = readDeletes(reader, this.#budget)
    if (reader.left > 0) return false
    for (const { client, clock, length } of deletes) causes.push({ client, clock: clock + length - 1 })
    if (causes.length > 0) {
      const reach = new Map(fresh.map((piece) => [piece.client, end(piece)]))
      if (causes.some(({ client, clock }) => clock >= (reach.get(client) ?? this.clock(client)))) return false
    }
    for (const piece of fresh) this.#lay(piece)
    // A full step repeats everybody's deletions.
    for (const range of deletes) if (!this.isDeleted(range)) this.#fresh.push(range)
    return true
  }

  /** @returns null when it has holes. `causes`: what it leans on that isn't laid down yet. */
  #section(reader: Reader, update: Uint8Array, causes: Id[]): Piece | null {
    const structs = reader.count(2)
    const client = readClient(reader)
    const first = readClock(reader, this.#budget)
    const from = reader.position
    let clock = first
    for (let i = 0; i < structs; i++) {
      const struct = readStruct(reader, this.#budget, client, clock, this.roots)
      clock += struct.length
      if (struct.type === 'skip') return null
      if (struct.type !== 'item') continue
      const { left, right, parent } = struct
      if (left !== null && this.#lacks(left, client)) causes.push(left)
      if (right !== null && this.#lacks(right, client)) causes.push(right)
      if (parent !== null && typeof parent !== 'string' && this.#lacks(parent, client)) causes.push(parent)
    }
    const bytes = update.subarray(from, reader.position)
    return { client, clock: first, length: clock - first, structs, bytes }
  }

  /** What the same client made comes before, in the same run. */
  #lacks({ client, clock }: Id, by: number): boolean {
    return client !== by && clock >= this.clock(client)
  }

  #lay(piece: Piece): void {
    const { client, clock, structs, bytes } = piece
    const run = this.#runs.get(client) ?? { clock, structs: 0, bytes: encoding.createEncoder() }
    this.#runs.set(client, run)
    run.structs += structs
    encoding.writeUint8Array(run.bytes, bytes)
    this.#next.set(client, end(piece))
  }

  /** To be called after the last `add`. What was deleted since is taken out: nobody is given it any more. */
  *settle(): Generator<void, void> {
    for (const [client, { clock, structs, bytes }] of this.#runs) {
      const length = this.clock(client) - clock
      const piece = { client, clock, length, structs, bytes: encoding.toUint8Array(bytes) }
      const before = this.#pieces.get(client)
      if (before) before.push(piece)
      else this.#pieces.set(client, [piece])
    }
    this.#runs.clear()
    const fresh = joined(this.#fresh)
    this.#fresh = []
    for (const [client, ranges] of fresh) {
      const all = yield* merged(this.#deleted.get(client) ?? [], ranges, this.#step)
      this.#deleted.set(client, all)
      this.#deletions.set(client, yield* encodeDeletions(client, all, this.#step))
      const pieces: Piece[] = []
      for (const piece of this.#pieces.get(client) ?? []) {
        const isHit = ranges.some(({ clock, length }) => clock < end(piece) && clock + length > piece.clock)
        pieces.push(isHit ? yield* cut(piece, piece.clock, ranges, this.#step) : piece)
      }
      if (pieces.length > 0) this.#pieces.set(client, pieces)
    }
  }

  clocks(): Map<number, number> {
    return new Map(this.#next)
  }

  /** Whether all of a range is here and deleted. */
  isDeleted({ client, clock, length }: Range): boolean {
    const range = last(this.#deleted.get(client) ?? [], clock)
    return range !== null && clock + length <= range.clock + range.length
  }

  /** What somebody at `since` lacks, and all deletions, as an update. */
  *difference(since: ReadonlyMap<number, number>): Generator<void, Encoded> {
    const lacking: (readonly Piece[])[] = []
    for (const [client, pieces] of [...this.#pieces].sort(([a], [b]) => b - a)) {
      const from = since.get(client) ?? 0
      const wanted: Piece[] = []
      for (const piece of pieces) {
        if (from <= piece.clock) wanted.push(piece)
        else if (from < end(piece)) wanted.push(yield* cut(piece, from, [], this.#step))
      }
      if (wanted.length > 0) lacking.push(wanted)
    }
    const sections = lacking.map((pieces) => ({
      length: pieces.reduce((sum, { length }) => sum + length, 0),
      bytes: pieces.reduce((sum, { bytes }) => sum + bytes.length, 0),
    }))
    return { update: encode(lacking, this.#deletions), sections }
  }
}

const end = ({ clock, length }: Piece): number => clock + length

function encode(
  sections: readonly (readonly Piece[])[],
  deletions: ReadonlyMap<number, Uint8Array>,
): Uint8Array {
  const chunks: Uint8Array[] = [numbers([sections.length])]
  for (const pieces of sections) {
    const structs = pieces.reduce((sum, piece) => sum + piece.structs, 0)
    chunks.push(numbers([structs, pieces[0]?.client ?? 0, pieces[0]?.clock ?? 0]))
    for (const { bytes } of pieces) chunks.push(bytes)
  }
  chunks.push(numbers([deletions.size]))
  for (const [, bytes] of [...deletions].sort(([a], [b]) => b - a)) chunks.push(bytes)
  return joinedBytes(chunks)
}

const numbers = (all: Iterable<number>): Uint8Array =>
  encoding.encode((out) => {
    for (const one of all) encoding.writeVarUint(out, one)
  })

function* encodeDeletions(
  client: number,
  ranges: readonly Range[],
  step: number,
): Generator<void, Uint8Array> {
  const out = encoding.createEncoder()
  encoding.writeVarUint(out, client)
  encoding.writeVarUint(out, ranges.length)
  for (const [i, { clock, length }] of ranges.entries()) {
    encoding.writeVarUint(out, clock)
    encoding.writeVarUint(out, length)
    if (i % (4 * step) === 0) yield
  }
  return encoding.toUint8Array(out)
}

/** Two lists of one client's ranges, each in order, as one, joined where they touch. In steps. */
function* merged(a: readonly Range[], b: readonly Range[], step: number): Generator<void, Range[]> {
  const all: Range[] = []
  let [i, j] = [0, 0]
  for (;;) {
    const [one, other] = [a[i], b[j]]
    const next = other === undefined || (one !== undefined && one.clock <= other.clock) ? one : other
    if (next === undefined) return all
    if (next === one) i++
    else j++
    append(all, next)
    if ((i + j) % (4 * step) === 0) yield
  }
}

/** It may be as large as a space: copied once. */
export function joinedBytes(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}
