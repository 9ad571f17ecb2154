import { isReserved, parseJson } from '../wire/json.ts'
import { ReadError, type Reader } from '../wire/reader.ts'
import type { ScanBounds, ScanProblem } from './contract.ts'

/** Thrown inside the scanner and caught at its door. */
export class Refused extends Error {
  readonly problem: ScanProblem
  constructor(problem: ScanProblem) {
    super(problem)
    this.problem = problem
  }
}

/** Counts what a reader will have to make an object of. */
export class Budget {
  readonly bounds: ScanBounds
  #left: number

  constructor(bounds: ScanBounds) {
    this.bounds = bounds
    this.#left = bounds.things
  }

  spend(things: number): void {
    this.#left -= things
    if (this.#left < 0) throw new Refused('things')
  }
}

/** A count of things that take at least `least` bytes each, paid for before any is read. */
export function readCount(reader: Reader, least: number, budget: Budget): number {
  const count = reader.count(least)
  budget.spend(count)
  return count
}

/** Goes past a text; returns its length in UTF-16 units, as Yjs counts. */
export const skipText = (reader: Reader): number => reader.skipText(reader.uint())

/** The name of a root type. */
export function readName(reader: Reader, budget: Budget): string {
  const length = reader.uint()
  if (length > budget.bounds.name) throw new Refused('name')
  const name = reader.text(length)
  if (isReserved(name)) throw new Refused('reserved')
  return name
}

/** A key of a map, of an attribute or of a format, or an element's name. */
export function skipName(reader: Reader, budget: Budget): void {
  const length = reader.uint()
  if (length > budget.bounds.name) throw new Refused('name')
  // Only a name of their length can be one of the reserved ones: `prototype`, `__proto__`, `constructor`.
  if (length !== 9 && length !== 11) reader.skipText(length)
  else if (isReserved(reader.text(length))) throw new Refused('reserved')
}

/** JSON as Yjs writes it for embeds and formats. It is parsed here so that it can't throw when the update is applied. */
export function skipJson(reader: Reader, budget: Budget): void {
  const text = readJsonText(reader, budget)
  parseJson(text)
}

/** An element of old array content: JSON, or the bare word for undefined. */
export function skipJsonElement(reader: Reader, budget: Budget): void {
  const text = readJsonText(reader, budget)
  if (text !== 'undefined') parseJson(text)
}

function readJsonText(reader: Reader, budget: Budget): string {
  const text = reader.text(reader.uint())
  let values = 1
  // Each value but the first stands behind one of these, so there are at most so many.
  for (let i = 0; i < text.length; i++) if (',:['.includes(text.charAt(i))) values++
  budget.spend(values)
  return text
}

/** A value in lib0's `any` encoding. */
export function skipAny(reader: Reader, budget: Budget, depth = budget.bounds.nesting): void {
  if (depth === 0) throw new Refused('nesting')
  switch (reader.byte()) {
    case 127: // undefined
    case 126: // null
    case 121: // false
    case 120: // true
      return
    case 125:
      skipInt(reader)
      return
    case 124: // float32
      reader.skip(4)
      return
    case 123: // float64
    case 122: // bigint
      reader.skip(8)
      return
    case 119:
      reader.skipText(reader.uint())
      return
    case 118: {
      const count = readCount(reader, 2, budget)
      for (let i = 0; i < count; i++) {
        skipKey(reader)
        skipAny(reader, budget, depth - 1)
      }
      return
    }
    case 117: {
      const count = readCount(reader, 1, budget)
      for (let i = 0; i < count; i++) skipAny(reader, budget, depth - 1)
      return
    }
    case 116:
      reader.skip(reader.uint())
      return
    default:
      throw new Refused('kind')
  }
}

/** A key of a value may be as long as a text. */
function skipKey(reader: Reader): void {
  const length = reader.uint()
  if (length !== 9 && length !== 11) reader.skipText(length)
  else if (isReserved(reader.text(length))) throw new Refused('reserved')
}

/** A signed integer: a sign and six bits, then seven a byte, at most eight bytes. */
function skipInt(reader: Reader): void {
  for (let read = 0; read < 8; read++) if (reader.byte() < 0x80) return
  throw new ReadError('overflow')
}
