import type { Reader } from '../wire/reader.ts'
import type { ContentKind, Id, Struct } from './contract.ts'
import {
  type Budget,
  Refused,
  readCount,
  readName,
  skipAny,
  skipJson,
  skipJsonElement,
  skipName,
  skipText,
} from './values.ts'

const GC = 0
const SKIP = 10
const HAS_LEFT = 0x80
const HAS_RIGHT = 0x40
const HAS_KEY = 0x20
const KIND = 0x1f

/** One struct, as `Item.write` of yjs 13.6 puts it. @throws {Refused} or what the reader throws. */
export function readStruct(
  reader: Reader,
  budget: Budget,
  client: number,
  clock: number,
  roots: { add(name: string): unknown },
): Struct {
  const info = reader.byte()
  if (info === GC) return { type: 'gc', clock, length: reader.uint() }
  if (info === SKIP) return { type: 'skip', clock, length: reader.uint() }
  const left = (info & HAS_LEFT) === 0 ? null : readEarlier(reader, client, clock, budget)
  const right = (info & HAS_RIGHT) === 0 ? null : readEarlier(reader, client, clock, budget)
  let parent: Id | string | null = null
  let keyed = false
  let keyAt = 0
  if (left === null && right === null) {
    parent = readParent(reader, budget, client, clock)
    if (typeof parent === 'string') roots.add(parent)
    keyed = (info & HAS_KEY) !== 0
    if (keyed) {
      keyAt = reader.position
      skipName(reader, budget)
    }
  }
  const at = reader.position
  const { content, length } = readContent(reader, budget, info & KIND)
  return { type: 'item', clock, length, content, left, right, parent, keyed, keyAt, at }
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

/** An id that an item leans on. Of its own client it must be an earlier one. */
function readEarlier(reader: Reader, client: number, clock: number, budget: Budget): Id {
  const id = { client: readClient(reader), clock: readClock(reader, budget) }
  if (id.client === client && id.clock >= clock) throw new Refused('order')
  return id
}

/** Yjs draws client ids from 1 to 2^32 - 1 (and 0, once in four thousand million times: that client draws again). */
export function readClient(reader: Reader): number {
  const client = reader.uint()
  if (client === 0 || client >= 2 ** 32) throw new Refused('client')
  return client
}

export function readClock(reader: Reader, budget: Budget): number {
  const clock = reader.uint()
  if (clock >= budget.bounds.clock) throw new Refused('clock')
  return clock
}
