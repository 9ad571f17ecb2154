import * as Y from 'yjs'
import type { Id, Range, Scan, Struct } from '../scan/contract.ts'
import type { ItemStruct } from '../scan/kinship.ts'
import { readKey } from '../scan/read-values.ts'
import { Conflicts, WalkedTooFar, type Ways } from './conflicts.ts'
import { inOrder } from './order.ts'
import { gone, type Home, indexBefore, type Node, Piece, type Place } from './piece.ts'

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

/** Nothing can stand beside it. */
const GONE = 'gone'

/** Yjs goes to the first item under a key from the last one, twice: eight of these are about as much work as a look. */
const PASSED = 8
/**
 * Who was away for months has one message that passes all that others said since. So one item may go so many times as far as all
 * others of an update together.
 */
const FARTHEST = 4

/**
 * Lists as they would be with more updates applied: laid over a document, which stays as it is and must not change meanwhile. Does
 * what Yjs does with structs, in the same order, as far as places go: `steps` counts as its transaction would.
 */
export class Overlay {
  readonly #doc: Y.Doc
  readonly #conflicts: Conflicts<Node>
  /** Items of the document that have another right neighbour, or were split, here. */
  readonly #changed = new Map<Y.Item, { length: number; right: Node | null }>()
  /** What isn't an item of the document of its own, per client in the order of clocks. */
  readonly #pieces = new Map<number, Piece[]>()
  readonly #starts = new Map<Home, Node | null>()
  readonly #keyed = new Map<Home, Map<string, Keyed>>()
  readonly #clocks = new Map<number, number>()
  #splits = 0
  #passed = 0

  constructor(doc: Y.Doc) {
    this.#doc = doc
    const ways: Ways<Node> = {
      next: (node) => this.#next(node),
      length: (node) => this.#length(node),
      find: (id) => this.#find(id),
    }
    this.#conflicts = new Conflicts(ways)
  }

  get steps(): number {
    return this.#conflicts.steps + this.#splits + Math.ceil(this.#passed / PASSED)
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
    const add = (client: number, struct: Struct): void => {
      this.#add(update, client, struct, isCut)
      // One step is what it costs to read it.
      free++
      if (this.steps - free - this.#conflicts.farthest > most) throw new WalkedTooFar()
    }
    const [only] = sections
    if (only && sections.length === 1) for (const struct of only.structs) add(only.client, struct)
    else inOrder(sections, (id) => id.clock >= this.#clock(id.client), add)
    for (const range of deletes) this.#delete(range)
  }

  #add(update: Uint8Array, client: number, struct: Struct, isCut: boolean): void {
    const here = this.#clock(client)
    const end = struct.clock + struct.length
    if (struct.type === 'skip') return
    if (end <= here) {
      // Yjs splits as that says which it knows, too.
      if (struct.type !== 'item' || isCut) return
      if (struct.left) this.#endingAt(struct.left)
      if (struct.right) this.#startingAt(struct.right)
      return
    }
    this.#clocks.set(client, end)
    const id = { client, clock: Math.max(here, struct.clock) }
    const length = end - id.clock
    if (struct.type === 'item') this.#integrate(update, struct, id, length)
    else this.#keep(gone(id, length))
  }

  /** Such an update is cut to what is new before Yjs is given it (`freshPart`). */
  #beginsInside(ranges: readonly Range[]): boolean {
    for (const { client, clock, length } of ranges) {
      const here = this.#clock(client)
      if (clock < here && here < clock + length) return true
    }
    return false
  }

  #integrate(update: Uint8Array, struct: ItemStruct, id: Id, length: number): void {
    const origin = id.clock > struct.clock ? { client: id.client, clock: id.clock - 1 } : struct.left
    const rightOrigin = struct.right
    const left = origin === null ? null : this.#endingAt(origin)
    const right = rightOrigin === null ? null : this.#startingAt(rightOrigin)
    if (left === GONE || right === GONE) {
      this.#keep(gone(id, length))
      return
    }
    if (left !== null && right !== null && !this.#areTogether(left, right)) throw new Torn()
    const place = this.#placeOf(update, struct, left ?? right)
    if (place === null) {
      this.#keep(gone(id, length))
      return
    }
    const isType = struct.content === 'type'
    const deleted = struct.content === 'deleted'
    const piece = new Piece({ id, length, origin, rightOrigin, ...place, isType, deleted })
    this.#keep(piece)
    this.#link(piece, place.home, left, right)
  }

  #link(piece: Piece, home: Home, from: Node | null, right: Node | null): void {
    const { key } = piece
    const first = from === null ? this.#first(home, key) : null
    let left = from
    if (from === null ? right === null || right !== first : this.#next(from) !== right) {
      left = this.#conflicts.place(piece, { home, key, left: from, right, first })
      this.#conflicts.linked(piece, { home, key }, left)
    } else if (this.#conflicts.remembers) this.#conflicts.linked(piece, { home, key }, left)
    if (left === null) {
      piece.right = first
      this.#start(home, key, piece)
    } else {
      piece.right = this.#next(left)
      this.#change(left).right = piece
    }
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
    const item = this.#find(parent)
    if (item instanceof Piece) return item.isType ? item : null
    return item?.content instanceof Y.ContentType ? item.content.type : null
  }

  // ── lists ──

  #next(node: Node): Node | null {
    if (node instanceof Piece || this.#changed.size === 0) return node.right
    const changed = this.#changed.get(node)
    return changed === undefined ? node.right : changed.right
  }

  #length(node: Node): number {
    if (node instanceof Piece) return node.length
    return this.#changed.get(node)?.length ?? node.length
  }

  #change(node: Node): { length: number; right: Node | null } {
    if (node instanceof Piece) return node
    let changed = this.#changed.get(node)
    if (changed === undefined) {
      changed = { length: node.length, right: node.right }
      this.#changed.set(node, changed)
    }
    return changed
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

  // ── units ──

  /** Also what its client has on its way. */
  #clock(client: number): number {
    return this.#clocks.get(client) ?? Y.getState(this.#doc.store, client)
  }

  /** The item that holds a unit; null when it is gone. */
  #find({ client, clock }: Id): Node | null {
    const pieces = this.#pieces.get(client)
    const piece = pieces?.[indexBefore(pieces, clock)]
    if (piece !== undefined && clock < piece.id.clock + piece.length)
      return piece.home === null ? null : piece
    const { store } = this.#doc
    if (clock >= Y.getState(store, client)) return null
    const item = Y.getItem(store, Y.createID(client, clock))
    return item instanceof Y.Item ? item : null
  }

  /** The item whose last unit this is; split, if need be. */
  #endingAt(id: Id): Node | typeof GONE {
    const node = this.#find(id)
    if (node === null) return GONE
    const length = id.clock - node.id.clock + 1
    if (length < this.#length(node)) this.#split(node, length)
    return node
  }

  /** The item whose first unit this is; split, if need be. */
  #startingAt(id: Id): Node | typeof GONE {
    const node = this.#find(id)
    if (node === null) return GONE
    const length = id.clock - node.id.clock
    return length > 0 ? this.#split(node, length) : node
  }

  #split(node: Node, length: number): Piece {
    const { client, clock } = node.id
    const piece = new Piece({
      id: { client, clock: clock + length },
      length: this.#length(node) - length,
      origin: { client, clock: clock + length - 1 },
      rightOrigin: node.rightOrigin,
      home: node instanceof Piece ? node.home : (node.parent as Home | null),
      key: node instanceof Piece ? node.key : node.parentSub,
      isType: false,
      deleted: node.deleted,
    })
    piece.right = this.#next(node)
    const left = this.#change(node)
    left.right = piece
    left.length = length
    this.#keep(piece)
    this.#splits++
    return piece
  }

  #keep(piece: Piece): void {
    const { client, clock } = piece.id
    const pieces = this.#pieces.get(client)
    if (pieces === undefined) this.#pieces.set(client, [piece])
    else if ((pieces.at(-1)?.id.clock ?? -1) < clock) pieces.push(piece)
    else pieces.splice(indexBefore(pieces, clock) + 1, 0, piece)
  }

  /** What is deleted is split from what isn't. */
  #delete({ client, clock, length }: Range): void {
    const first = this.#find({ client, clock })
    if (first !== null && !first.deleted && first.id.clock < clock) this.#split(first, clock - first.id.clock)
    const last = this.#find({ client, clock: clock + length - 1 })
    if (last === null || last.deleted) return
    const kept = clock + length - last.id.clock
    if (kept < this.#length(last)) this.#split(last, kept)
  }
}
