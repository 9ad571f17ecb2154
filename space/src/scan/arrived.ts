import * as Y from 'yjs'
import type { Id, Scan, Section, Struct } from './contract.ts'

/**
 * What a document has, or has on its way. An update may name that again, and say of it what it likes: Yjs passes over what it
 * knows, and lets the new part of a struct go on where the known part stands. So nobody may be believed about it here.
 */
export class Arrived {
  readonly #doc: Y.Doc
  /** The next clocks, of clients of whom something is on its way. */
  readonly #next = new Map<number, number>()

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  has({ client, clock }: Id): boolean {
    return clock < this.#clock(client)
  }

  /** For each struct of which only the end is new: the last unit that is known. */
  goesOn(sections: readonly Section[]): ReadonlyMap<Struct, Id> {
    let found: Map<Struct, Id> | null = null
    for (const { client, structs } of sections) {
      const next = this.#clock(client)
      const struct = last(structs, next - 1)
      if (struct === null || struct.clock >= next || next >= struct.clock + struct.length) continue
      found ??= new Map()
      found.set(struct, { client, clock: next - 1 })
    }
    return found ?? NOTHING_GOES_ON
  }

  /** The update is on its way into the document. */
  take({ ranges }: Scan): void {
    for (const { client, clock, length } of ranges)
      this.#next.set(client, Math.max(this.#clock(client), clock + length))
  }

  /** All that was taken is in the document now. */
  applied(): void {
    this.#next.clear()
  }

  #clock(client: number): number {
    return Math.max(Y.getState(this.#doc.store, client), this.#next.get(client) ?? 0)
  }
}

const NOTHING_GOES_ON: ReadonlyMap<Struct, Id> = new Map()

export const NOTHING_ARRIVED: Pick<Arrived, 'has' | 'goesOn'> = {
  has: () => false,
  goesOn: () => NOTHING_GOES_ON,
}

/** The structs of an update by their client. What is typed is of one client, a thousand times a second, and needs no map. */
export class Sections {
  readonly #first: Section | undefined
  readonly #all: ReadonlyMap<number, readonly Struct[]> | null

  constructor(sections: readonly Section[]) {
    this.#first = sections[0]
    this.#all = sections.length > 1 ? new Map(sections.map(({ client, structs }) => [client, structs])) : null
  }

  of(client: number): readonly Struct[] {
    if (this.#all !== null) return this.#all.get(client) ?? NOTHING
    return this.#first?.client === client ? this.#first.structs : NOTHING
  }
}
const NOTHING: readonly Struct[] = []

/** The last of a list sorted by clocks that begins at or before a clock. */
export function last<T extends { readonly clock: number }>(list: readonly T[], clock: number): T | null {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle]?.clock ?? 0) <= clock) low = middle + 1
    else high = middle
  }
  return list[low - 1] ?? null
}
