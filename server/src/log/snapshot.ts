import type { PersonId } from '@weft/space'
import type { Id, SectionSize } from '@weft/space/scan'
import type { Reader } from '@weft/space/wire'
import * as encoding from 'lib0/encoding'
import type { Stretch } from '../room/stretches.ts'
import {
  decodeEntry,
  type Ownership,
  People,
  personAt,
  readOwners,
  readPeople,
  writeOwners,
} from './record.ts'

/**
 * A space as of one record: what stands in for all records before it.
 *
 *     snapshot  = 3 · varuint at · byte flags · people · owners · stretches · [outline] · varbytes state
 *     stretches = varuint n · n × (varuint client · varuint m · m × stretch)
 *     stretch   = varuint clocks after the one before · varuint seconds since 1970 · varuint 2 × person + unverified
 *
 *     outline   = varuint n · n × (varuint clocks · varuint bytes) · varuint m · m × (varuint client · varuint clock)
 *
 * `people` and `owners` as in a record; `flags`: 1 wounded, 2 with an outline. Version 2 added the stretches, version 3 the
 * outline; older ones are read, and have none.
 */
const VERSION = 3
const WOUNDED = 1
const OUTLINED = 2

/** What of a state would take a document to find out. */
export interface Outline {
  /** How many clocks and bytes each section of the state has, in their order. */
  readonly sections: readonly SectionSize[]
  /** The items that hold the name and the icon of the space. */
  readonly names: readonly Id[]
}

export interface SpaceSnapshot {
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number
  /** Stored records were lost once, so structs may come back from others than those who wrote them. */
  readonly wounded: boolean
  readonly owners: readonly Ownership[]
  /** Who sent what of each client, in the order of its clocks. */
  readonly stretches: ReadonlyMap<number, readonly Stretch[]>
  /** Null when something in the state waits for lost structs, and in what older versions wrote. */
  readonly outline: Outline | null
  /** Yjs state as an update, V1; what waits for lost structs is in it. */
  readonly state: Uint8Array
}

export const encodeSnapshot = (snapshot: SpaceSnapshot): Uint8Array =>
  encoding.encode((out) => {
    const people = new People()
    for (const [, person] of snapshot.owners) people.place(person)
    for (const stretches of snapshot.stretches.values())
      for (const { person } of stretches) people.place(person)
    encoding.writeUint8(out, VERSION)
    encoding.writeVarUint(out, snapshot.at)
    encoding.writeUint8(out, (snapshot.wounded ? WOUNDED : 0) | (snapshot.outline ? OUTLINED : 0))
    people.write(out)
    writeOwners(out, snapshot.owners, people)
    writeStretches(out, snapshot.stretches, people)
    if (snapshot.outline) writeOutline(out, snapshot.outline)
    encoding.writeVarUint8Array(out, snapshot.state)
  })

/** The state is a view into `bytes`. @throws {LogFormatError} */
export const decodeSnapshot = (bytes: Uint8Array): SpaceSnapshot =>
  decodeEntry(bytes, VERSION, (reader, version) => {
    const at = reader.uint()
    const flags = reader.byte()
    const wounded = (flags & WOUNDED) !== 0
    const people = readPeople(reader)
    const owners = readOwners(reader, people)
    const stretches = version === 1 ? new Map() : readStretches(reader, people)
    const outline = (flags & OUTLINED) === 0 ? null : readOutline(reader)
    return { at, wounded, owners, stretches, outline, state: reader.bytes() }
  })

function writeOutline(out: encoding.Encoder, { sections, names }: Outline): void {
  encoding.writeVarUint(out, sections.length)
  for (const { length, bytes } of sections) {
    encoding.writeVarUint(out, length)
    encoding.writeVarUint(out, bytes)
  }
  encoding.writeVarUint(out, names.length)
  for (const { client, clock } of names) {
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, clock)
  }
}

function readOutline(reader: Reader): Outline {
  const sections: SectionSize[] = []
  for (let n = reader.count(2); n > 0; n--) sections.push({ length: reader.uint(), bytes: reader.uint() })
  const names: Id[] = []
  for (let n = reader.count(2); n > 0; n--) names.push({ client: reader.uint(), clock: reader.uint() })
  return { sections, names }
}

function writeStretches(out: encoding.Encoder, clients: SpaceSnapshot['stretches'], people: People): void {
  encoding.writeVarUint(out, clients.size)
  for (const [client, stretches] of clients) {
    encoding.writeVarUint(out, client)
    encoding.writeVarUint(out, stretches.length)
    let before = 0
    for (const { clock, at, person, unverified } of stretches) {
      encoding.writeVarUint(out, clock - before)
      encoding.writeVarUint(out, Math.floor(at / 1000))
      encoding.writeVarUint(out, 2 * people.place(person) + (unverified ? 1 : 0))
      before = clock
    }
  }
}

function readStretches(reader: Reader, people: readonly PersonId[]): Map<number, readonly Stretch[]> {
  const clients = new Map<number, readonly Stretch[]>()
  for (let n = reader.count(2); n > 0; n--) {
    const client = reader.uint()
    const stretches: Stretch[] = []
    let clock = 0
    for (let m = reader.count(3); m > 0; m--) {
      clock += reader.uint()
      const at = reader.uint() * 1000
      const tail = reader.uint()
      stretches.push({
        clock,
        at,
        person: personAt(people, Math.floor(tail / 2)),
        unverified: tail % 2 === 1,
      })
    }
    clients.set(client, stretches)
  }
  return clients
}
