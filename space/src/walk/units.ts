import * as Y from 'yjs'
import type { Id, Range } from '../scan/contract.ts'
import { type Home, indexBefore, type Node, Piece } from './piece.ts'

/** Nothing can stand beside it. */
export const GONE = 'gone'

/** So many structs are gone through in no time, and so many moved. */
const FEW = 1_024
const SHORT = 8_192

/**
 * Items as they would be with more updates applied, and what stands right of each: those of a document, which stays as it is, and over
 * them pieces, new ones and the parts of those that would be split.
 */
export class Units {
  readonly #doc: Y.Doc
  /** Items of the document that have another right neighbour, or were split, here. */
  readonly #changed = new Map<Y.Item, { length: number; right: Node | null }>()
  /** What isn't an item of the document of its own, per client in the order of clocks. */
  readonly #pieces = new Map<number, Piece[]>()
  readonly #clocks = new Map<number, number>()
  #splits = 0
  #moved = 0
  #reached = 0

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  get splits(): number {
    return this.#splits
  }

  /** Structs that splits move: all that come behind in the list of their client, where they are many. */
  get moved(): number {
    return this.#moved
  }

  /** Structs that long deletions go through, whether they are deleted already or not. */
  get reached(): number {
    return this.#reached
  }

  next(node: Node): Node | null {
    if (node instanceof Piece || this.#changed.size === 0) return node.right
    const changed = this.#changed.get(node)
    return changed === undefined ? node.right : changed.right
  }

  length(node: Node): number {
    if (node instanceof Piece) return node.length
    return this.#changed.get(node)?.length ?? node.length
  }

  /** The item that holds a unit; null when it is gone. */
  find({ client, clock }: Id): Node | null {
    const pieces = this.#pieces.get(client)
    const piece = pieces?.[indexBefore(pieces, clock)]
    if (piece !== undefined && clock < piece.id.clock + piece.length)
      return piece.home === null ? null : piece
    const { store } = this.#doc
    if (clock >= Y.getState(store, client)) return null
    const item = Y.getItem(store, Y.createID(client, clock))
    return item instanceof Y.Item ? item : null
  }

  /** The next clock of a client, also of what it has on its way. */
  clock(client: number): number {
    return this.#clocks.get(client) ?? Y.getState(this.#doc.store, client)
  }

  /** Of a client all up to `clock` is here or on its way. */
  reach(client: number, clock: number): void {
    this.#clocks.set(client, clock)
  }

  /** The item whose last unit this is; split, if need be. */
  endingAt(id: Id): Node | typeof GONE {
    const node = this.find(id)
    if (node === null) return GONE
    const length = id.clock - node.id.clock + 1
    if (length < this.length(node)) this.#cut(node, length)
    return node
  }

  /** The item whose first unit this is; split, if need be. */
  startingAt(id: Id): Node | typeof GONE {
    const node = this.find(id)
    if (node === null) return GONE
    const length = id.clock - node.id.clock
    return length > 0 ? this.#cut(node, length) : node
  }

  /** What is deleted is split from what isn't. */
  delete({ client, clock, length }: Range): void {
    if (length > FEW) this.#reached += this.#behind(client, clock) - this.#behind(client, clock + length)
    const first = this.find({ client, clock })
    if (first !== null && !first.deleted && first.id.clock < clock) this.#cut(first, clock - first.id.clock)
    const last = this.find({ client, clock: clock + length - 1 })
    if (last === null || last.deleted) return
    const kept = clock + length - last.id.clock
    if (kept < this.length(last)) this.#cut(last, kept)
  }

  putAfter(left: Node, piece: Piece): void {
    piece.right = this.next(left)
    this.#change(left).right = piece
  }

  keep(piece: Piece): void {
    const { client, clock } = piece.id
    const pieces = this.#pieces.get(client)
    if (pieces === undefined) this.#pieces.set(client, [piece])
    else if ((pieces.at(-1)?.id.clock ?? -1) < clock) pieces.push(piece)
    else {
      const at = indexBefore(pieces, clock) + 1
      this.#moved += pieces.length - at
      pieces.splice(at, 0, piece)
    }
  }

  /** Has an item that is new here be in parts of at most `most` units, as it will be. */
  part(piece: Piece, most: number): void {
    for (let rest = piece; rest.length > most; ) rest = this.#split(rest, most)
  }

  #split(node: Node, length: number): Piece {
    const { client, clock } = node.id
    const piece = new Piece({
      id: { client, clock: clock + length },
      length: this.length(node) - length,
      origin: { client, clock: clock + length - 1 },
      rightOrigin: node.rightOrigin,
      home: node instanceof Piece ? node.home : (node.parent as Home | null),
      key: node instanceof Piece ? node.key : node.parentSub,
      isType: false,
      deleted: node.deleted,
    })
    this.putAfter(node, piece)
    this.#change(node).length = length
    this.keep(piece)
    return piece
  }

  /** A split as Yjs does it when something is to stand there, or is deleted. */
  #cut(node: Node, length: number): Piece {
    this.#splits++
    this.#moved += Math.max(0, this.#behind(node.id.client, node.id.clock + length) - SHORT)
    return this.#split(node, length)
  }

  /** Structs of a client in the document from a clock on. */
  #behind(client: number, clock: number): number {
    const structs = this.#doc.store.clients.get(client)
    if (structs === undefined || clock >= Y.getState(this.#doc.store, client)) return 0
    return structs.length - Y.findIndexSS(structs, clock)
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
}
