import { ReadError, Reader } from '../wire/reader.ts'
import {
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
import { readClient, readClock, readStruct } from './structs.ts'
import { Budget, Refused, readCount } from './values.ts'

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
  const from = reader.position
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
  return { client, structs, from, to: reader.position }
}

export function readDeletes(reader: Reader, budget: Budget): Range[] {
  const deletes: Range[] = []
  const clients = readCount(reader, 2, budget)
  if (clients === 0) return deletes
  const seen = new Set<number>()
  let ordered = true
  for (let i = 0; i < clients; i++) {
    const client = readClient(reader)
    const count = readCount(reader, 2, budget)
    if (seen.has(client)) ordered = false
    seen.add(client)
    let end = 0
    for (let j = 0; j < count; j++) {
      const clock = readClock(reader, budget)
      const length = reader.uint()
      if (length === 0) throw new Refused('empty')
      if (clock + length > budget.bounds.clock) throw new Refused('clock')
      if (clock < end) ordered = false
      end = clock + length
      deletes.push({ client, clock, length })
    }
  }
  // Programs write them in order, so that there is rarely more to look at.
  if (!ordered && overlap(deletes)) throw new Refused('twice')
  return deletes
}

/**
 * Whether ranges lie over each other, which no program writes: whoever looks at each, as we and Yjs do, would walk over the same
 * structs for every one of them, and a few bytes are enough to name a hundred thousand.
 */
function overlap(ranges: readonly Range[]): boolean {
  const sorted = ranges.toSorted((a, b) => a.client - b.client || a.clock - b.clock)
  return sorted.some(({ client, clock }, i) => {
    const before = sorted[i - 1]
    return before?.client === client && clock < before.clock + before.length
  })
}
