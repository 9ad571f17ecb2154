import * as Y from 'yjs'
import { Arrived, last, Sections } from './arrived.ts'
import type { Id, Range, Scan, Section, Struct } from './contract.ts'

export type ItemStruct = Extract<Struct, { type: 'item' }>

/** Something that all items of one list have in common, and that the first of them in an update tells. */
export interface Trait {
  /** Of an item that names its parent. */
  told(item: ItemStruct): boolean
  /** Of an item in the document. */
  stored(item: Y.Item): boolean
}

/**
 * Tells whether items have a trait that they take over from their neighbours: through an update, through what is on its way
 * into the document, and in the document. Most items of an update name a neighbour and nothing else.
 */
export class Kinship {
  readonly #doc: Y.Doc
  readonly #trait: Trait
  /** What is on its way and has the trait, per client in the order of their clocks. */
  readonly #ahead = new Map<number, Range[]>()
  readonly #arrived: Arrived
  /** Whoever takes an update has asked about it before. */
  readonly #asked = new WeakMap<Scan, Places>()

  constructor(doc: Y.Doc, trait: Trait) {
    this.#doc = doc
    this.#trait = trait
    this.#arrived = new Arrived(doc)
  }

  /** For what is new in an update that misses no causes. */
  within(scan: Scan): (struct: Struct) => boolean {
    const places = this.#places(scan)
    return (struct) => places.has(struct)
  }

  #places(scan: Scan): Places {
    const asked = this.#asked.get(scan)
    if (asked !== undefined) return asked
    const places = new Places(scan.sections, this.#trait, this.has, this.#arrived)
    this.#asked.set(scan, places)
    return places
  }

  /** Of what is in the document, or on its way. */
  readonly has = ({ client, clock }: Id): boolean => {
    const { store } = this.#doc
    if (clock >= Y.getState(store, client)) return covers(last(this.#ahead.get(client) ?? [], clock), clock)
    const item = Y.getItem(store, Y.createID(client, clock))
    // What is gone has no place, and what leans on it goes too.
    return item instanceof Y.Item && this.#trait.stored(item)
  }

  /** The update is on its way into the document. */
  take(scan: Scan): void {
    const places = this.#places(scan)
    // What is asked from here on has another answer.
    this.#asked.delete(scan)
    for (const { client, structs } of scan.sections) {
      const state = Y.getState(this.#doc.store, client)
      for (const struct of structs) {
        const { clock, length } = struct
        if (clock + length <= state || !places.has(struct)) continue
        const ahead = this.#ahead.get(client) ?? []
        // What came before comes again in a full step.
        if (clock > (ahead.at(-1)?.clock ?? -1)) ahead.push({ client, clock, length })
        this.#ahead.set(client, ahead)
      }
    }
    this.#arrived.take(scan)
  }

  /** All that was taken is in the document now. */
  applied(): void {
    this.#ahead.clear()
    this.#arrived.applied()
  }
}

const covers = (range: Range | null, clock: number): boolean =>
  range !== null && clock < range.clock + range.length

class Places {
  readonly #sections: Sections
  readonly #trait: Trait
  readonly #elsewhere: (id: Id) => boolean
  readonly #arrived: Arrived
  /** What was known of a struct of which a part is new: there the new part goes on, whatever the struct says of itself. */
  readonly #goesOn: ReadonlyMap<Struct, Id>
  readonly #known = new Map<Struct, boolean>()

  constructor(sections: readonly Section[], trait: Trait, elsewhere: (id: Id) => boolean, arrived: Arrived) {
    this.#arrived = arrived
    this.#goesOn = arrived.goesOn(sections)
    this.#sections = new Sections(sections)
    this.#trait = trait
    this.#elsewhere = elsewhere
  }

  /** Follows the neighbours once for each struct, without recursion: the way may be as long as the update. */
  has(struct: Struct): boolean {
    const way: Struct[] = []
    let answer: boolean | undefined
    for (let one: Struct | null = struct; one !== null; ) {
      answer = this.#known.get(one)
      if (answer !== undefined) break
      way.push(one)
      // A ring of items stands on nothing: `missingCause` finds it.
      this.#known.set(one, false)
      const id: Id | null = this.#goesOn.get(one) ?? (one.type === 'item' ? (one.left ?? one.right) : null)
      if (id === null) answer = one.type === 'item' && this.#trait.told(one)
      one = id === null ? null : this.#find(id)
      if (id !== null && one === null) answer = this.#elsewhere(id)
    }
    for (const step of way) this.#known.set(step, answer ?? false)
    return answer ?? false
  }

  #find({ client, clock }: Id): Struct | null {
    if (this.#arrived.has({ client, clock })) return null
    const struct = last(this.#sections.of(client), clock)
    return struct !== null && struct.type !== 'skip' && clock < struct.clock + struct.length ? struct : null
  }
}
