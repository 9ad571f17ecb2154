import * as Y from 'yjs'
import type { Id, Range, Scan, Struct } from '../scan/contract.ts'
import type { ItemStruct } from '../scan/kinship.ts'
import { readKey } from '../scan/read-values.ts'
import { Conflicts, WalkedTooFar } from './conflicts.ts'
import { inOrder } from './order.ts'
import { type Longest, longestOfKind } from './parts.ts'
import { gone, type Home, type Node, Piece, type Place } from './piece.ts'
import { GONE, Units } from './units.ts'

/** The first of a list under a key, once somebody asked for it, and how many there are. */
interface Keyed {
  first: Node | null | undefined
  items: number
}
/**
 * An item between two that aren't in the same list. No program writes one, and where it comes to stand depends on whether one of
 * the two lists is gone by then: nobody could tell how far others will go past it.
 */
export class Torn extends Error {
  constructor() {
    super('an item stands between two of different lists')
    this.name = 'Torn'
  }
}

/** Yjs goes to the first item under a key from the last one, twice: eight of these are about as much work as a look. */
const PASSED = 8
/**
 * Who was away for months has one message that passes all that others said since. So one item may go so many times as far as all
 * others of an update together.
 */
const FARTHEST = 4
/** What is deleted may be cut off at both ends. */
const ENDS = 2
/** So many structs are moved in a step, when a list of them is short; in a long one it takes some five times as long. */
const MOVED = 1_024
/** And so many for whom it is done again and again. */
const TOLL = 64

/**
 * Lists as they would be with more updates applied: laid over a document, which stays as it is and must not change meanwhile. Does
 * what Yjs does with structs, in the same order, as far as places go: `steps` counts as its transaction would.
 */
export class Overlay {
  readonly #doc: Y.Doc
  readonly #conflicts: Conflicts<Node>
  readonly #units: Units
  readonly #longest: Longest
  readonly #starts = new Map<Home, Node | null>()
  readonly #keyed = new Map<Home, Map<string, Keyed>>()
  #passed = 0

  constructor(doc: Y.Doc, longest: Longest) {
    this.#doc = doc
    this.#longest = longest
    const units = new Units(doc)
    this.#units = units
    this.#conflicts = new Conflicts({
      next: (node) => units.next(node),
      length: (node) => units.length(node),
      find: (id) => units.find(id),
    })
  }

  get steps(): number {
    const { splits, moved } = this.#units
    return this.#conflicts.steps + splits + Math.ceil(this.#passed / PASSED) + Math.floor(moved / MOVED)
  }

  /** Steps, and work that nobody is refused for, but slowed. */
  get toll(): number {
    const { moved, reached } = this.#units
    return this.steps + Math.floor(moved / TOLL) + Math.floor(reached / PASSED)
  }

  /**
   * Lays an update that misses no causes over it.
   * @throws {Torn}, or {WalkedTooFar} at more than `most` steps, beside the farthest way of one item and a step of each; it is of no use then.
   */
  lay(update: Uint8Array, { sections, ranges, deletes }: Scan, most: number): void {
    // It may be applied in a transaction of its own.
    this.#conflicts.forget()
    this.#conflicts.most = FARTHEST * most
    let free = this.steps
    const isCut = this.#beginsInside(ranges)
    const allow = (more: number): void => {
      free += more
      if (this.steps - free - this.#conflicts.farthest > most) throw new WalkedTooFar()
    }
    const add = (client: number, struct: Struct): void => {
      this.#add(update, client, struct, isCut)
      // One step is what it costs to read it.
      allow(1)
    }
    const [only] = sections
    if (only && sections.length === 1) for (const struct of only.structs) add(only.client, struct)
    else inOrder(sections, (id) => id.clock >= this.#units.clock(id.client), add)
    for (const range of deletes) {
      this.#units.delete(range)
      allow(ENDS)
    }
  }

  #add(update: Uint8Array, client: number, struct: Struct, isCut: boolean): void {
    const here = this.#units.clock(client)
    const end = struct.clock + struct.length
    if (struct.type === 'skip') return
    if (end <= here) {
      // Yjs splits as that says which it knows, too.
      if (struct.type !== 'item' || isCut) return
      if (struct.left) this.#units.endingAt(struct.left)
      if (struct.right) this.#units.startingAt(struct.right)
      return
    }
    this.#units.reach(client, end)
    const id = { client, clock: Math.max(here, struct.clock) }
    const length = end - id.clock
    if (struct.type === 'item') this.#integrate(update, struct, id, length)
    else this.#units.keep(gone(id, length))
  }

  /** Such an update is cut to what is new before Yjs is given it (`freshPart`). */
  #beginsInside(ranges: readonly Range[]): boolean {
    for (const { client, clock, length } of ranges) {
      const here = this.#units.clock(client)
      if (clock < here && here < clock + length) return true
    }
    return false
  }

  #integrate(update: Uint8Array, struct: ItemStruct, id: Id, length: number): void {
    const origin = id.clock > struct.clock ? { client: id.client, clock: id.clock - 1 } : struct.left
    const rightOrigin = struct.right
    const left = origin === null ? null : this.#units.endingAt(origin)
    const right = rightOrigin === null ? null : this.#units.startingAt(rightOrigin)
    if (left === GONE || right === GONE) {
      this.#units.keep(gone(id, length))
      return
    }
    if (left !== null && right !== null && !this.#areTogether(left, right)) throw new Torn()
    const place = this.#placeOf(update, struct, left ?? right)
    if (place === null) {
      this.#units.keep(gone(id, length))
      return
    }
    const isType = struct.content === 'type'
    const deleted = struct.content === 'deleted'
    const piece = new Piece({ id, length, origin, rightOrigin, ...place, isType, deleted })
    this.#units.keep(piece)
    this.#link(piece, place.home, left, right)
    if (place.key === null) this.#units.part(piece, longestOfKind(struct.content, this.#longest))
  }

  #link(piece: Piece, home: Home, from: Node | null, right: Node | null): void {
    const { key } = piece
    const first = from === null ? this.#first(home, key) : null
    let left = from
    if (from === null ? right === null || right !== first : this.#units.next(from) !== right) {
      left = this.#conflicts.place(piece, { home, key, left: from, right, first })
      this.#conflicts.linked(piece, { home, key }, left)
    } else if (this.#conflicts.remembers) this.#conflicts.linked(piece, { home, key }, left)
    if (left === null) {
      piece.right = first
      this.#start(home, key, piece)
    } else this.#units.putAfter(left, piece)
    if (key !== null) this.#keyedAt(home, key).items++
  }

  /** The list that an item comes into; null if that is gone, or never was one. */
  #placeOf(update: Uint8Array, struct: ItemStruct, neighbour: Node | null): Place | null {
    if (neighbour instanceof Piece) {
      const { home, key } = neighbour
      return home === null ? null : { home, key }
    }
    if (neighbour !== null) {
      const { parent, parentSub: key } = neighbour
      return parent instanceof Y.AbstractType ? { home: parent, key } : null
    }
    const home = this.#homeOf(struct.parent)
    return home === null ? null : { home, key: readKey(update, struct) }
  }

  #areTogether(left: Node, right: Node): boolean {
    const [a, b] = [this.#listOf(left), this.#listOf(right)]
    return a.key === b.key && a.home === b.home
  }

  #listOf(node: Node): { readonly home: unknown; readonly key: string | null } {
    if (!(node instanceof Piece)) return { home: node.parent, key: node.parentSub }
    const { home, key } = node
    // Somebody may have asked for that type since.
    return { home: typeof home === 'string' ? (this.#doc.share.get(home) ?? home) : home, key }
  }

  #homeOf(parent: Id | string | null): Home | null {
    if (parent === null) return null
    if (typeof parent === 'string') return this.#doc.share.get(parent) ?? parent
    const item = this.#units.find(parent)
    if (item instanceof Piece) return item.isType ? item : null
    return item?.content instanceof Y.ContentType ? item.content.type : null
  }

  #first(home: Home, key: string | null): Node | null {
    if (key === null) {
      const first = this.#starts.get(home)
      if (first !== undefined) return first
      return home instanceof Y.AbstractType ? home._start : null
    }
    const keyed = this.#keyedAt(home, key)
    if (keyed.first === undefined) {
      let first = home instanceof Y.AbstractType ? (home._map.get(key) ?? null) : null
      for (; first !== null && first.left !== null; first = first.left) keyed.items++
      keyed.first = first
    }
    this.#passed += 2 * keyed.items
    return keyed.first
  }

  #start(home: Home, key: string | null, piece: Piece): void {
    if (key === null) this.#starts.set(home, piece)
    else this.#keyedAt(home, key).first = piece
  }

  #keyedAt(home: Home, key: string): Keyed {
    let keys = this.#keyed.get(home)
    if (keys === undefined) {
      keys = new Map()
      this.#keyed.set(home, keys)
    }
    let keyed = keys.get(key)
    if (keyed === undefined) {
      keyed = { first: undefined, items: 1 }
      keys.set(key, keyed)
    }
    return keyed
  }
}
