import type { Encoded, SectionSize } from '@weft/space/scan'
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { PACE } from './lane.ts'

/**
 * What somebody at `since` lacks of a document, as a V1 update: as `Y.encodeStateAsUpdate` makes it, but in steps, between
 * which the document may grow. The last step adds what came meanwhile, so it is exact as of the moment in which it
 * returns.
 *
 * Without what waits inside Yjs for causes that were lost.
 *
 * @param since the next clock that somebody lacks, by client.
 * @param step structs encoded in one.
 */
export function* encodeState(
  doc: Y.Doc,
  since: ReadonlyMap<number, number> = new Map(),
  step: number = PACE.stride,
): Generator<void, Encoded> {
  const { store } = doc
  const sections = new Map<number, Section>()
  let room = step
  for (const client of [...store.clients.keys()]) {
    const section = new Section(store, client, since.get(client) ?? 0)
    while (section.lacks) {
      room -= section.write(room)
      if (room > 0) continue
      room = step
      yield
    }
    if (section.structs > 0) sections.set(client, section)
  }
  for (const client of store.clients.keys()) {
    const section = sections.get(client) ?? new Section(store, client, since.get(client) ?? 0)
    if (!section.lacks) continue
    section.write(Number.POSITIVE_INFINITY)
    sections.set(client, section)
  }
  // Highest first, as Yjs does it: it integrates faster.
  const all = [...sections.values()].sort((a, b) => b.client - a.client)
  return { update: assemble(doc, all), sections: all.map((section) => section.size) }
}

/** A struct with so many bytes of content is as much work as two. */
const WORK = 64

/** The structs of one client from a clock on, as far as they have been encoded. */
class Section {
  readonly client: number
  readonly #store: Y.Doc['store']
  readonly #first: number
  readonly #encoder = new Y.UpdateEncoderV1()
  /** The next clock to be encoded. */
  #clock: number
  #structs = 0

  constructor(store: Y.Doc['store'], client: number, clock: number) {
    this.#store = store
    this.client = client
    // A document that lost its oldest structs begins later.
    this.#clock = Math.max(clock, store.clients.get(client)?.[0]?.id.clock ?? 0)
    this.#first = this.#clock
  }

  get structs(): number {
    return this.#structs
  }

  get lacks(): boolean {
    return this.#clock < Y.getState(this.#store, this.client)
  }

  /** Encodes up to `most` structs, fewer if they are large. @returns how much work that was, in structs. */
  write(most: number): number {
    const structs = this.#store.clients.get(this.client) ?? []
    const { restEncoder } = this.#encoder
    let work = 0
    // Structs may have been joined since the last step, so the place is found by its clock.
    for (let i = Y.findIndexSS(structs, this.#clock); i < structs.length && work < most; i++) {
      const struct = structs[i]
      if (!struct) continue
      const before = encoding.length(restEncoder)
      struct.write(this.#encoder, this.#clock - struct.id.clock)
      this.#clock = struct.id.clock + struct.length
      this.#structs++
      work += 1 + (encoding.length(restEncoder) - before) / WORK
    }
    return work
  }

  get size(): SectionSize {
    return { length: this.#clock - this.#first, bytes: encoding.length(this.#encoder.restEncoder) }
  }

  writeTo(out: encoding.Encoder): void {
    encoding.writeVarUint(out, this.#structs)
    encoding.writeVarUint(out, this.client)
    encoding.writeVarUint(out, this.#first)
    encoding.writeUint8Array(out, this.#encoder.toUint8Array())
  }
}

function assemble(doc: Y.Doc, sections: readonly Section[]): Uint8Array {
  return encoding.encode((out) => {
    encoding.writeVarUint(out, sections.length)
    for (const section of sections) section.writeTo(out)
    const { clients } = Y.createDeleteSetFromStructStore(doc.store)
    encoding.writeVarUint(out, clients.size)
    for (const [client, ranges] of [...clients].sort(([a], [b]) => b - a)) {
      encoding.writeVarUint(out, client)
      encoding.writeVarUint(out, ranges.length)
      for (const { clock, len } of ranges) {
        encoding.writeVarUint(out, clock)
        encoding.writeVarUint(out, len)
      }
    }
  })
}
