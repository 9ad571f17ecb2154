import { ReadError, Reader } from '../wire/reader.ts'
import {
  type ContentKind,
  type Id,
  type Range,
  SCAN_BOUNDS,
  type Scan,
  type ScanBounds,
  type ScanProblem,
  type ScanRefusal,
  type Section,
  type Struct,
} from './contract.ts'
import { tooDeep } from './nesting.ts'
import {
  Budget,
  Refused,
  readCount,
  readName,
  skipAny,
  skipJson,
  skipJsonElement,
  skipName,
  skipText,
} from './values.ts'

/**
 * Reads a V1 update without applying it. Yjs believes what an update says: nine bytes make it allocate 160 MB, a wrong
 * clock silences a person, bad JSON stops it half-way. So every count is held against the bytes that are left and a budget
 * before anything is made, in time linear in the bytes. What passes can be applied to a document that has its causes
 * without throwing (see `missingCause` and `freshPart`).
 *
 * The format is that of `UpdateEncoderV1` and `Item.write` in yjs 13.6.
 */
export function scanUpdate(bytes: Uint8Array, bounds: ScanBounds = SCAN_BOUNDS): Scan | ScanRefusal {
  const reader = new Reader(bytes)
  try {
    return readUpdate(reader, new Budget(bounds), bytes.length)
  } catch (error) {
    if (error instanceof Refused) return refusal(error.problem, reader.position)
    if (error instanceof ReadError) return refusal(error.code, reader.position)
    throw error
  }
}

const BEYOND: ReadonlySet<ScanProblem> = new Set([
  'client',
  'clock',
  'things',
  'name',
  'nesting',
  'reserved',
  'subdocument',
])
const refusal = (problem: ScanProblem, at: number): ScanRefusal => ({
  ok: false,
  reason: BEYOND.has(problem) ? 'bounds' : 'malformed',
  problem,
  at,
})

function readUpdate(reader: Reader, budget: Budget, bytes: number): Scan {
  const roots = new Set<string>()
  const seen = new Set<number>()
  const sections: Section[] = []
  const ranges: Range[] = []
  // Three numbers and a struct of two bytes.
  const count = readCount(reader, 5, budget)
  for (let i = 0; i < count; i++) {
    const section = readSection(reader, budget, roots, ranges)
    if (seen.has(section.client)) throw new Refused('twice')
    seen.add(section.client)
    sections.push(section)
  }
  const deletes = readDeletes(reader, budget)
  if (reader.left > 0) throw new Refused('trailing')
  if (tooDeep(sections, budget.bounds.nesting)) throw new Refused('nesting')
  return { ok: true, bytes, sections, ranges, deletes, roots: [...roots] }
}

function readSection(reader: Reader, budget: Budget, roots: Set<string>, ranges: Range[]): Section {
  const count = readCount(reader, 2, budget)
  if (count === 0) throw new Refused('empty')
  const client = readClient(reader)
  const structs: Struct[] = []
  let clock = readClock(reader, budget)
  let start = clock
  for (let i = 0; i < count; i++) {
    const struct = readStruct(reader, budget, client, clock, roots)
    if (struct.length === 0) throw new Refused('empty')
    const end = clock + struct.length
    if (end > budget.bounds.clock) throw new Refused('clock')
    if (struct.type === 'skip') {
      if (clock > start) ranges.push({ client, clock: start, length: clock - start })
      start = end
    }
    structs.push(struct)
    clock = end
  }
  if (clock > start) ranges.push({ client, clock: start, length: clock - start })
  return { client, structs }
}

const GC = 0
const SKIP = 10
const HAS_LEFT = 0x80
const HAS_RIGHT = 0x40
const HAS_KEY = 0x20
const KIND = 0x1f

function readStruct(
  reader: Reader,
  budget: Budget,
  client: number,
  clock: number,
  roots: Set<string>,
): Struct {
  const info = reader.byte()
  if (info === GC) return { type: 'gc', clock, length: reader.uint() }
  if (info === SKIP) return { type: 'skip', clock, length: reader.uint() }
  const left = (info & HAS_LEFT) === 0 ? null : readEarlier(reader, client, clock, budget)
  const right = (info & HAS_RIGHT) === 0 ? null : readEarlier(reader, client, clock, budget)
  let parent: Id | string | null = null
  let keyed = false
  if (left === null && right === null) {
    parent = readParent(reader, budget, client, clock)
    if (typeof parent === 'string') roots.add(parent)
    keyed = (info & HAS_KEY) !== 0
    if (keyed) skipName(reader, budget)
  }
  const at = reader.position
  const { content, length } = readContent(reader, budget, info & KIND)
  return { type: 'item', clock, length, content, left, right, parent, keyed, at }
}

function readParent(reader: Reader, budget: Budget, client: number, clock: number): Id | string {
  switch (reader.uint()) {
    case 1:
      return readName(reader, budget)
    case 0:
      return readEarlier(reader, client, clock, budget)
    default:
      throw new Refused('kind')
  }
}

function readContent(reader: Reader, budget: Budget, kind: number): { content: ContentKind; length: number } {
  switch (kind) {
    case 1:
      return { content: 'deleted', length: reader.uint() }
    case 2: {
      const length = readCount(reader, 1, budget)
      for (let i = 0; i < length; i++) skipJsonElement(reader, budget)
      return { content: 'json', length }
    }
    case 3:
      reader.skip(reader.uint())
      return { content: 'binary', length: 1 }
    case 4:
      return { content: 'string', length: skipText(reader) }
    case 5:
      skipJson(reader, budget)
      return { content: 'embed', length: 1 }
    case 6:
      skipName(reader, budget)
      skipJson(reader, budget)
      return { content: 'format', length: 1 }
    case 7:
      skipType(reader, budget)
      return { content: 'type', length: 1 }
    case 8: {
      const length = readCount(reader, 1, budget)
      for (let i = 0; i < length; i++) skipAny(reader, budget)
      return { content: 'any', length }
    }
    case 9:
      throw new Refused('subdocument')
    default:
      throw new Refused('kind')
  }
}

/** Array 0, Map 1, Text 2, XmlElement 3, XmlFragment 4, XmlHook 5, XmlText 6; elements and hooks have a name. */
function skipType(reader: Reader, budget: Budget): void {
  const type = reader.uint()
  if (type > 6) throw new Refused('kind')
  if (type === 3 || type === 5) skipName(reader, budget)
}

function readDeletes(reader: Reader, budget: Budget): Range[] {
  const deletes: Range[] = []
  const clients = readCount(reader, 2, budget)
  for (let i = 0; i < clients; i++) {
    const client = readClient(reader)
    const count = readCount(reader, 2, budget)
    for (let j = 0; j < count; j++) {
      const clock = readClock(reader, budget)
      const length = reader.uint()
      if (length === 0) throw new Refused('empty')
      if (clock + length > budget.bounds.clock) throw new Refused('clock')
      deletes.push({ client, clock, length })
    }
  }
  return deletes
}

/** An id that an item leans on. Of its own client it must be an earlier one. */
function readEarlier(reader: Reader, client: number, clock: number, budget: Budget): Id {
  const id = { client: readClient(reader), clock: readClock(reader, budget) }
  if (id.client === client && id.clock >= clock) throw new Refused('order')
  return id
}

/** Yjs draws client ids from 1 to 2^32 - 1 (and 0, once in four thousand million times: that client draws again). */
function readClient(reader: Reader): number {
  const client = reader.uint()
  if (client === 0 || client >= 2 ** 32) throw new Refused('client')
  return client
}

function readClock(reader: Reader, budget: Budget): number {
  const clock = reader.uint()
  if (clock >= budget.bounds.clock) throw new Refused('clock')
  return clock
}
