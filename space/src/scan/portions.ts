import * as encoding from 'lib0/encoding'
import { Reader } from '../wire/reader.ts'
import { type Id, type Range, SCAN_BOUNDS, type Struct } from './contract.ts'
import { split } from './cut.ts'
import { joinedBytes, type SectionSize } from './layers.ts'
import { readClient, readClock, readStruct } from './structs.ts'
import { Budget, readCount } from './values.ts'

/** Structs or deletions in one portion, or looked at in one step: some milliseconds of work. */
const PORTION = 2_000
/** A struct with so many bytes of content is as much work as two. */
const WORK = 32

/** A part of an update, and how far it brings whoever has what comes before it: the next clock of each client in it. */
export interface Portion {
  readonly update: Uint8Array
  readonly reached: readonly (readonly [client: number, clock: number])[]
}

/**
 * Cuts a V1 update, such as a full state, into updates of at most `most` structs or deletions, each of which builds on
 * nothing but those before it and what is there already. So a large one can be applied bit by bit, and Yjs never has to
 * hold back a part of it. `null`: some work was done, and there is nothing to apply yet.
 *
 * What can't be applied, because its causes are neither here nor there, comes in one piece before the deletions.
 *
 * @param clock the next clock of a client, as of what is there already.
 * @param sizes of its sections, if somebody knows them: otherwise all of it is read once more, to find where they end.
 * @param largest what has several units and more bytes than this is cut, so that it needn't come at once.
 * @throws {Refused} or {ReadError} when the update can't be read; what came before that was sound.
 */
export function* portions(
  update: Uint8Array,
  clock: (client: number) => number = () => 0,
  most: number = PORTION,
  sizes: readonly SectionSize[] = [],
  largest: number = Number.POSITIVE_INFINITY,
): Generator<Portion | null, void> {
  const reader = new Reader(update)
  const cursors: Cursor[] = []
  yield* findCursors({ update, reader, most, sizes, largest }, cursors)
  const walk = new Walk(cursors, clock)
  for (let more = true; more; ) {
    more = walk.go(most)
    const pieces = walk.cut()
    const update = encode(pieces)
    yield update && { update, reached: pieces.map(({ client, end }) => [client, end]) }
  }
  const rest = encode(cursors.map((cursor) => cursor.rest()))
  // Of what can't be applied nobody can say that they have it.
  yield rest && { update: rest, reached: [] }
  yield* deletions(reader, most)
}

interface Cut {
  readonly client: number
  readonly clock: number
  readonly structs: number
  readonly bytes: Uint8Array
}
interface Piece extends Cut {
  /** The next clock after it. */
  readonly end: number
}

/** One client's section, and how much of it has been taken. */
class Cursor {
  readonly client: number
  readonly #largest: number
  readonly #budget = unlimited()
  #bytes: Uint8Array
  #reader: Reader
  #left: number
  /** Of the struct at the head. */
  #clock: number
  #begun: boolean = false
  #head: Struct | null = null
  /** Where the head begins. */
  #at = 0
  /** Where what isn't cut off yet begins. */
  #from: { at: number; clock: number; left: number }
  /** Its head waits for what doesn't come. */
  stuck: boolean = false
  /** Others wait for it. */
  entered: boolean = false

  constructor(client: number, clock: number, structs: number, bytes: Uint8Array, largest: number) {
    this.client = client
    this.#largest = largest
    this.#clock = clock
    this.#left = structs
    this.#bytes = bytes
    this.#reader = new Reader(bytes)
    this.#from = { at: 0, clock, left: structs }
  }

  get over(): boolean {
    return this.stuck || this.#left === 0
  }

  get clock(): number {
    return this.#clock
  }

  head(): Struct {
    if (this.#head) return this.#head
    const head = readStruct(this.#reader, this.#budget, this.client, this.#clock, ROOTS)
    const isLarge = this.#reader.position - this.#at > this.#largest
    const parts = isLarge ? split(this.client, this.#bytes, this.#at, head, this.#largest) : null
    if (parts) {
      this.#replaceHead(parts)
      return this.head()
    }
    this.#head = head
    return head
  }

  /** What has been taken and not cut off yet stays before them, what comes after stays behind. */
  #replaceHead(parts: readonly Uint8Array[]): void {
    const { at, clock, left } = this.#from
    const more = parts.length - 1
    const rest = this.#bytes.subarray(this.#reader.position)
    this.#bytes = joinedBytes([this.#bytes.subarray(at, this.#at), ...parts, rest])
    this.#at -= at
    this.#left += more
    this.#from = { at: 0, clock, left: left + more }
    this.#reader = new Reader(this.#bytes)
    this.#reader.skip(this.#at)
  }

  /** @returns the bytes of the struct. */
  take(): number {
    this.#clock += this.head().length
    this.#head = null
    const from = this.#at
    this.#at = this.#reader.position
    this.#left--
    this.#begun = true
    return this.#at - from
  }

  /** Something of it was taken. */
  get begun(): boolean {
    return this.#begun
  }

  /** What was taken since the last cut. */
  cut(): Piece {
    const { at, clock, left } = this.#from
    this.#from = { at: this.#at, clock: this.#clock, left: this.#left }
    return {
      client: this.client,
      clock,
      end: this.#clock,
      structs: left - this.#left,
      bytes: this.#bytes.subarray(at, this.#at),
    }
  }

  /** What was never taken. */
  rest(): Cut | null {
    if (this.#left === 0) return null
    return {
      client: this.client,
      clock: this.#clock,
      structs: this.#left,
      bytes: this.#bytes.subarray(this.#at),
    }
  }
}

/** A section that is being gone through, up to a clock: that of what waits for it. */
interface Step {
  readonly cursor: Cursor
  readonly until: number
}

/** Goes through the sections as their causes allow: into one as far as it goes, and from there into what it waits for. */
class Walk {
  readonly #cursors: readonly Cursor[]
  readonly #byClient: ReadonlyMap<number, Cursor>
  readonly #clock: (client: number) => number
  readonly #way: Step[] = []
  readonly #touched = new Set<Cursor>()
  #next = 0

  constructor(cursors: readonly Cursor[], clock: (client: number) => number) {
    this.#cursors = cursors
    this.#byClient = new Map(cursors.map((cursor) => [cursor.client, cursor]))
    this.#clock = clock
  }

  /** Takes up to `most` structs, fewer if they are large. @returns whether there may be more. */
  go(most: number): boolean {
    for (let taken = 0; taken < most; ) {
      const step = this.#way.at(-1) ?? this.#enter(this.#cursors[this.#next++], Number.POSITIVE_INFINITY)
      if (!step) return false
      const { cursor, until } = step
      // No further than it was waited for: beyond that it may wait in its turn for who waits for it.
      if (cursor.over || cursor.clock > until) this.#leave(cursor)
      else {
        const cause = this.#missing(cursor)
        if (cause === null) {
          taken += 1 + cursor.take() / WORK
          this.#touched.add(cursor)
        } else this.#follow(cursor, cause)
      }
    }
    return true
  }

  /** What was taken since the last cut. */
  cut(): Piece[] {
    const pieces = [...this.#touched].map((cursor) => cursor.cut())
    this.#touched.clear()
    return pieces
  }

  #follow(cursor: Cursor, cause: Id): void {
    const other = this.#byClient.get(cause.client)
    // An honest update has no rings of causes.
    if (!other || other.over || other.entered) cursor.stuck = true
    else this.#enter(other, cause.clock)
  }

  #enter(cursor: Cursor | undefined, until: number): Step | undefined {
    if (!cursor) return undefined
    cursor.entered = true
    const step = { cursor, until }
    this.#way.push(step)
    return step
  }

  #leave(cursor: Cursor): void {
    cursor.entered = false
    this.#way.pop()
  }

  /** Without which the head can't be applied. */
  #missing(cursor: Cursor): Id | null {
    const { client, clock } = cursor
    if (clock > this.#here(client)) return { client, clock }
    const head = cursor.head()
    if (head.type === 'skip') return { client, clock }
    if (head.type !== 'item') return null
    const { left, right, parent } = head
    for (const id of [left, right, parent]) {
      if (id !== null && typeof id !== 'string' && this.#lacks(id, client)) return id
    }
    return null
  }

  #lacks(id: Id, client: number): boolean {
    return id.client !== client && id.clock >= this.#here(id.client)
  }

  #here(client: number): number {
    const cursor = this.#byClient.get(client)
    const known = this.#clock(client)
    // Before its first struct nothing of a section is here.
    return cursor?.begun ? Math.max(known, cursor.clock) : known
  }
}

/** Names of root types that come by: nobody asks for them here. */
const ROOTS = { add: () => undefined }

interface Sections {
  readonly update: Uint8Array
  readonly reader: Reader
  readonly most: number
  readonly sizes: readonly SectionSize[]
  readonly largest: number
}

function* findCursors(
  { update, reader, most, sizes, largest }: Sections,
  cursors: Cursor[],
): Generator<null, void> {
  const budget = unlimited()
  let looked = 0
  for (let sections = readCount(reader, 5, budget); sections > 0; sections--) {
    const structs = readCount(reader, 2, budget)
    const client = readClient(reader)
    const first = readClock(reader, budget)
    const start = reader.position
    const size = sizes[cursors.length]
    if (size) reader.skip(size.bytes)
    let clock = first
    for (let i = 0; i < structs && !size; i++) {
      const from = reader.position
      clock += readStruct(reader, budget, client, clock, ROOTS).length
      looked += 1 + (reader.position - from) / WORK
      if (looked < 4 * most) continue
      looked = 0
      yield null
    }
    const bytes = update.subarray(start, reader.position)
    cursors.push(new Cursor(client, first, structs, bytes, largest))
  }
}

function* deletions(reader: Reader, most: number): Generator<Portion, void> {
  const budget = unlimited()
  let ranges: Range[] = []
  for (let clients = readCount(reader, 2, budget); clients > 0; clients--) {
    const client = readClient(reader)
    for (let left = readCount(reader, 2, budget); left > 0; left--) {
      ranges.push({ client, clock: readClock(reader, budget), length: reader.uint() })
      if (ranges.length < most) continue
      yield { update: encodeDeletions(ranges), reached: [] }
      ranges = []
    }
  }
  if (ranges.length > 0) yield { update: encodeDeletions(ranges), reached: [] }
}

function encode(pieces: readonly (Cut | null)[]): Uint8Array | null {
  const given = pieces.filter((piece) => piece !== null)
  if (given.length === 0) return null
  return encoding.encode((out) => {
    encoding.writeVarUint(out, given.length)
    for (const { client, clock, structs, bytes } of given) {
      encoding.writeVarUint(out, structs)
      encoding.writeVarUint(out, client)
      encoding.writeVarUint(out, clock)
      encoding.writeUint8Array(out, bytes)
    }
    encoding.writeVarUint(out, 0)
  })
}

function encodeDeletions(ranges: readonly Range[]): Uint8Array {
  const clients = new Map<number, Range[]>()
  for (const range of ranges) {
    const own = clients.get(range.client)
    if (own) own.push(range)
    else clients.set(range.client, [range])
  }
  return encoding.encode((out) => {
    encoding.writeVarUint(out, 0)
    encoding.writeVarUint(out, clients.size)
    for (const [client, own] of clients) {
      encoding.writeVarUint(out, client)
      encoding.writeVarUint(out, own.length)
      for (const { clock, length } of own) {
        encoding.writeVarUint(out, clock)
        encoding.writeVarUint(out, length)
      }
    }
  })
}

/** What is on the disk was within bounds when it came; all of it may be more than one update's share. */
const unlimited = (): Budget =>
  new Budget({ ...SCAN_BOUNDS, things: Number.POSITIVE_INFINITY, clock: Number.MAX_SAFE_INTEGER })
