import type { PersonId } from '@weft/space'
import { isPersonId } from '@weft/space'
import type { Range } from '@weft/space/scan'
import { ReadError, Reader } from '@weft/space/wire'
import * as encoding from 'lib0/encoding'

/**
 * What one record of a space's log holds: everything that one tick of a room made durable.
 *
 *     record  = 1 · varuint at · people · parts · owners
 *     people  = varuint n · n × varstring            each person named once, then by place
 *     parts   = varuint n · n × part
 *     part    = varuint person · byte flags · ranges · varbytes update
 *     ranges  = varuint n · n × (varuint client · varuint clock · varuint length)
 *     owners  = varuint n · n × (varuint client · varuint person)
 *
 * Version 1 (first). A change of these bytes needs a new version, a reader for the old one, and its golden bytes.
 */
const VERSION = 1
const UNVERIFIED = 1

export interface Part {
  /** Who sent it, as the server verified. */
  readonly person: PersonId
  /** It brought back structs of client ids that aren't its sender's, after stored records were lost. */
  readonly unverified: boolean
  /** What was new in the update when it was accepted. */
  readonly ranges: readonly Range[]
  /** Yjs, V1. */
  readonly update: Uint8Array
}

export interface LogEntry {
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number
  readonly parts: readonly Part[]
  /** Yjs client ids that were first written by this record, and whose they are since. */
  readonly owners: readonly Ownership[]
}
export type Ownership = readonly [client: number, person: PersonId]

/** `version`: written by a newer Weft. `malformed`: bytes that pass their checksum but aren't this format. */
export class LogFormatError extends Error {
  readonly code: 'version' | 'malformed'
  constructor(code: 'version' | 'malformed', options?: ErrorOptions) {
    super(`not a log entry of this version: ${code}`, options)
    this.name = 'LogFormatError'
    this.code = code
  }
}

export const encodeRecord = (entry: LogEntry): Uint8Array =>
  encoding.encode((out) => {
    const people = new People()
    for (const part of entry.parts) people.place(part.person)
    for (const [, person] of entry.owners) people.place(person)
    encoding.writeUint8(out, VERSION)
    encoding.writeVarUint(out, entry.at)
    people.write(out)
    encoding.writeVarUint(out, entry.parts.length)
    for (const part of entry.parts) {
      encoding.writeVarUint(out, people.place(part.person))
      encoding.writeUint8(out, part.unverified ? UNVERIFIED : 0)
      encoding.writeVarUint(out, part.ranges.length)
      for (const { client, clock, length } of part.ranges) {
        encoding.writeVarUint(out, client)
        encoding.writeVarUint(out, clock)
        encoding.writeVarUint(out, length)
      }
      encoding.writeVarUint8Array(out, part.update)
    }
    writeOwners(out, entry.owners, people)
  })

/** Updates in it are views into `bytes`. @throws {LogFormatError} */
export const decodeRecord = (bytes: Uint8Array): LogEntry =>
  decodeEntry(bytes, VERSION, (reader) => {
    const at = reader.uint()
    const people = readPeople(reader)
    const parts: Part[] = []
    for (let n = reader.count(4); n > 0; n--) {
      const person = readPlace(reader, people)
      const flags = reader.byte()
      const ranges: Range[] = []
      for (let r = reader.count(3); r > 0; r--) {
        ranges.push({ client: reader.uint(), clock: reader.uint(), length: reader.uint() })
      }
      parts.push({ person, unverified: (flags & UNVERIFIED) !== 0, ranges, update: reader.bytes() })
    }
    return { at, parts, owners: readOwners(reader, people) }
  })

/** The people of one entry, each written once. */
export class People {
  readonly #places = new Map<PersonId, number>()

  place(person: PersonId): number {
    const known = this.#places.get(person)
    if (known !== undefined) return known
    this.#places.set(person, this.#places.size)
    return this.#places.size - 1
  }

  write(out: encoding.Encoder): void {
    encoding.writeVarUint(out, this.#places.size)
    for (const person of this.#places.keys()) encoding.writeVarString(out, person)
  }
}

export function writeOwners(out: encoding.Encoder, owners: readonly Ownership[], people: People): void {
  encoding.writeVarUint(out, owners.length)
  for (const [client, person] of owners) {
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, people.place(person))
  }
}

export function readPeople(reader: Reader): PersonId[] {
  const people: PersonId[] = []
  for (let n = reader.count(1); n > 0; n--) {
    const id = reader.text(reader.uint())
    if (!isPersonId(id)) throw new LogFormatError('malformed')
    people.push(id)
  }
  return people
}

const readPlace = (reader: Reader, people: readonly PersonId[]): PersonId => personAt(people, reader.uint())

export function personAt(people: readonly PersonId[], place: number): PersonId {
  const person = people[place]
  if (person === undefined) throw new LogFormatError('malformed')
  return person
}

export function readOwners(reader: Reader, people: readonly PersonId[]): Ownership[] {
  const owners: Ownership[] = []
  for (let n = reader.count(2); n > 0; n--) owners.push([reader.uint(), readPlace(reader, people)])
  return owners
}

/** Checks the version (1 up to `newest`) and that nothing is left over; a reader's error becomes ours. */
export function decodeEntry<T>(
  bytes: Uint8Array,
  newest: number,
  read: (reader: Reader, version: number) => T,
): T {
  const reader = new Reader(bytes)
  try {
    const version = reader.byte()
    if (version > newest) throw new LogFormatError('version')
    if (version === 0) throw new LogFormatError('malformed')
    const entry = read(reader, version)
    if (reader.left > 0) throw new LogFormatError('malformed')
    return entry
  } catch (error) {
    if (error instanceof ReadError) throw new LogFormatError('malformed', { cause: error })
    throw error
  }
}
