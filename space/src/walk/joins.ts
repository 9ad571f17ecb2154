import * as Y from 'yjs'
import { type Longest, longestOf } from './parts.ts'

/** So many structs may be moved by the joins of one transaction: some 10 ms. */
export const MOVES = 8_000_000

/**
 * Which neighbours Yjs may join at the end of a transaction. It needn't join any: it saves memory.
 *
 * It takes one of two from the list of all structs of a client, and so moves all that stand behind. Where many have to be joined in
 * a long list, that takes time with the square of it: a deletion of ten bytes, 10 s. So a transaction joins no more once it has moved many.
 */
export class Joins {
  readonly #longest: Longest
  readonly #most: number
  /** The one under way; null outside, where nothing is counted. */
  #transaction: Y.Transaction | null = null
  #moved = 0
  /** What was joined last: what it is joined with itself is taken out together with that. */
  #last: Y.AbstractStruct | null = null

  constructor(longest: Longest, most: number) {
    this.#longest = longest
    this.#most = most
  }

  /** A transaction changes something. */
  within(transaction: Y.Transaction): void {
    if (this.#transaction === transaction) return
    // Whoever is told of a change may make another in another document.
    const before = [this.#transaction, this.#moved] as const
    this.#transaction = transaction
    this.#moved = 0
    transaction.doc.once('afterTransactionCleanup', () => {
      ;[this.#transaction, this.#moved] = before
      this.#last = null
    })
  }

  /** Joins `right` with `left` by `join`, unless that is too much. */
  join(left: Y.AbstractStruct, right: Y.AbstractStruct, join: () => boolean): boolean {
    if (left instanceof Y.Item && right instanceof Y.Item && this.#isLong(left, right)) return false
    const moves = right === this.#last ? 0 : this.#movesFor(left)
    if (this.#moved + moves > this.#most || !join()) return false
    this.#moved += moves
    this.#last = left
    return true
  }

  #isLong(left: Y.Item, right: Y.Item): boolean {
    return left.length + right.length > longestOf(left.content, this.#longest)
  }

  /** Structs behind it. Yjs also joins what it puts aside, in no list. */
  #movesFor({ id: { client, clock } }: Y.AbstractStruct): number {
    const store = this.#transaction?.doc.store
    const structs = store?.clients.get(client)
    if (store === undefined || structs === undefined || clock >= Y.getState(store, client)) return 0
    return structs.length - Y.findIndexSS(structs, clock)
  }
}
