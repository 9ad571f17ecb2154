import * as Y from 'yjs'
import { type Longest, longestOf } from './parts.ts'

/** Transactions under way at once: whoever is told of a change may make another. More are none that end. */
const NESTED = 8
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
  /** What is under way, with what it moved; what began last joins next, or is of the same document as what does. */
  readonly #open: { readonly transaction: Y.Transaction; moved: number }[] = []
  /** What was joined last: what it is joined with itself is taken out together with that. */
  #last: Y.AbstractStruct | null = null

  constructor(longest: Longest, most: number) {
    this.#longest = longest
    this.#most = most
  }

  /** A transaction changes something. */
  within(transaction: Y.Transaction): void {
    if (this.#open.at(-1)?.transaction === transaction) return
    if (this.#open.some((one) => one.transaction === transaction)) return
    const begun = { transaction, moved: 0 }
    this.#open.push(begun)
    if (this.#open.length > NESTED) this.#open.shift()
    const { doc } = transaction
    const end = (ended: Y.Transaction): void => {
      if (ended !== transaction) return
      doc.off('afterTransactionCleanup', end)
      const at = this.#open.indexOf(begun)
      if (at >= 0) this.#open.splice(at, 1)
      this.#last = null
    }
    doc.on('afterTransactionCleanup', end)
  }

  /** Joins `right` with `left` by `join`, unless that is too much. */
  join(left: Y.AbstractStruct, right: Y.AbstractStruct, join: () => boolean): boolean {
    if (left instanceof Y.Item && right instanceof Y.Item && this.#isLong(left, right)) return false
    // Outside of transactions nothing is in a list.
    const begun = this.#open.at(-1)
    if (begun === undefined) return join()
    const moves = right === this.#last ? 0 : movedBy(begun.transaction, left)
    if (begun.moved + moves > this.#most || !join()) return false
    begun.moved += moves
    this.#last = left
    return true
  }

  #isLong(left: Y.Item, right: Y.Item): boolean {
    return left.length + right.length > longestOf(left.content, this.#longest)
  }
}

/** Structs behind it. Yjs also joins what it puts aside, in no list. */
function movedBy({ doc: { store } }: Y.Transaction, { id: { client, clock } }: Y.AbstractStruct): number {
  const structs = store.clients.get(client)
  if (structs === undefined || clock >= Y.getState(store, client)) return 0
  return structs.length - Y.findIndexSS(structs, clock)
}
