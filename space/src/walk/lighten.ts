import * as Y from 'yjs'
import { Joins, MOVES } from './joins.ts'
import { integrateInParts, LONGEST, longestOf } from './parts.ts'
import { integrateInPlace } from './shorten.ts'

/** As Yjs has it. */
const { integrate, delete: remove, mergeWith } = Y.Item.prototype
const { integrate: bury, mergeWith: mergeBuried } = Y.GC.prototype

/**
 * Has Yjs do the same with less work, in three places where it takes time with the square of what it is given: places are found by
 * `Conflicts`, items are kept short (`integrateInParts`), and not all are joined that could be (`Joins`). Whoever syncs with it notices nothing.
 * Once per process; a second call does nothing.
 */
export function lightenYjs(longest = LONGEST, moves = MOVES): void {
  if (Y.Item.prototype.integrate !== integrate) return
  const joins = new Joins(longest, moves)
  const short = Math.min(longest.values, longest.letters)
  Object.assign(Y.Item.prototype, {
    integrate(this: Y.Item, transaction: Y.Transaction, offset: number): void {
      joins.within(transaction)
      // The value of a key is one unit, and what lost its place holds nothing.
      if (this.length <= short || this.parentSub !== null || !(this.parent instanceof Y.AbstractType)) {
        integrateInPlace(this, transaction, offset, integrate)
      } else {
        const most = longestOf(this.content, longest)
        // A `Y.Text` that is given more at once counts on from the end of this item, as if it were whole: it would take what it
        // remembers of its places to wrong ones.
        if (this.length > most) this.parent._searchMarker?.splice(0)
        integrateInParts(this, offset, most, (part, known) =>
          integrateInPlace(part, transaction, known, integrate),
        )
      }
    },
    delete(this: Y.Item, transaction: Y.Transaction): void {
      joins.within(transaction)
      remove.call(this, transaction)
    },
    mergeWith(this: Y.Item, right: Y.Item): boolean {
      return joins.join(this, right, () => mergeWith.call(this, right))
    },
  })
  Object.assign(Y.GC.prototype, {
    integrate(this: Y.GC, transaction: Y.Transaction, offset: number): void {
      joins.within(transaction)
      bury.call(this, transaction, offset)
    },
    mergeWith(this: Y.GC, right: Y.GC): boolean {
      return joins.join(this, right, () => mergeBuried.call(this, right))
    },
  })
}

/** Undoes that: for tests that compare. */
export function asYjsHasIt(): void {
  Object.assign(Y.Item.prototype, { integrate, delete: remove, mergeWith })
  Object.assign(Y.GC.prototype, { integrate: bury, mergeWith: mergeBuried })
}
