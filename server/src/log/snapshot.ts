import * as encoding from 'lib0/encoding'
import { decodeEntry, type Ownership, People, readOwners, readPeople, writeOwners } from './record.ts'

/**
 * A space as of one record: what stands in for all records before it.
 *
 *     snapshot = 1 · varuint at · byte flags · people · owners · varbytes state
 *
 * `people` and `owners` as in a record. Version 1 (first).
 */
const VERSION = 1
const WOUNDED = 1

export interface SpaceSnapshot {
  /** Milliseconds since 1970, by the server's clock. */
  readonly at: number
  /** Stored records were lost once, so structs may come back from others than those who wrote them. */
  readonly wounded: boolean
  readonly owners: readonly Ownership[]
  /** Yjs state as an update, V1; what waits for lost structs is in it. */
  readonly state: Uint8Array
}

export const encodeSnapshot = (snapshot: SpaceSnapshot): Uint8Array =>
  encoding.encode((out) => {
    const people = new People()
    for (const [, person] of snapshot.owners) people.place(person)
    encoding.writeUint8(out, VERSION)
    encoding.writeVarUint(out, snapshot.at)
    encoding.writeUint8(out, snapshot.wounded ? WOUNDED : 0)
    people.write(out)
    writeOwners(out, snapshot.owners, people)
    encoding.writeVarUint8Array(out, snapshot.state)
  })

/** The state is a view into `bytes`. @throws {LogFormatError} */
export const decodeSnapshot = (bytes: Uint8Array): SpaceSnapshot =>
  decodeEntry(bytes, VERSION, (reader) => {
    const at = reader.uint()
    const wounded = (reader.byte() & WOUNDED) !== 0
    const people = readPeople(reader)
    const owners = readOwners(reader, people)
    return { at, wounded, owners, state: reader.bytes() }
  })
