import * as Y from 'yjs'
import { Conflicts } from './conflicts.ts'

/** Where a transaction keeps what it walked: `Transaction.meta` is for that. */
const KEY = 'weft.walk'

/**
 * Has Yjs find the places of items that meet others by `Conflicts`: the same places in fewer steps, and counted. What it does with
 * a place stays its own: it is given one that nobody is in the way of. Once per process; a second call does nothing.
 */
export function shortenWalks(): void {
  if (Y.Item.prototype.integrate === integrate) return
  Object.assign(Y.Item.prototype, { integrate })
}

/** How far the transaction under way has walked: items looked at. */
export const walked = (transaction: Y.Transaction): number => of(transaction)?.steps ?? 0

/**
 * Has the transaction under way stop, by throwing `Paused`, at the next item that would walk, when it has walked `most` steps. The same update
 * applied again goes on from there. Only for updates without deletions: those would be lost on the way.
 */
export function pauseAt(transaction: Y.Transaction, most: number): void {
  begin(transaction).rest = most
}

const stock = Y.Item.prototype.integrate

/** As Yjs has it. For tests that compare. */
export function asYjsHasIt(): void {
  Object.assign(Y.Item.prototype, { integrate: stock })
}

function integrate(this: Y.Item, transaction: Y.Transaction, offset: number): void {
  const { parent, parentSub: key } = this
  // A part of it is here: such a one comes alone. What lost its place becomes a mark that it was.
  if (offset > 0 || !(parent instanceof Y.AbstractType)) {
    stock.call(this, transaction, offset)
  } else if (meets(this)) {
    const conflicts = begin(transaction)
    const first = firstOf(parent, key)
    const left = conflicts.place(this, { home: parent, key, left: this.left, right: this.right, first })
    this.left = left
    this.right = left === null ? first : left.right
    stock.call(this, transaction, 0)
    conflicts.linked(this, { home: parent, key }, left)
    return
  } else {
    stock.call(this, transaction, 0)
  }
  const conflicts = of(transaction)
  if (conflicts?.remembers && this.parent)
    conflicts.linked(this, { home: this.parent, key: this.parentSub }, this.left)
}

/** Whether others stand between what it wants to stand between. */
function meets({ left, right }: Y.Item): boolean {
  return left === null ? right === null || right.left !== null : left.right !== right
}

function firstOf(parent: Y.AbstractType<unknown>, key: string | null): Y.Item | null {
  if (key === null) return parent._start
  let item = parent._map.get(key) ?? null
  while (item !== null && item.left !== null) item = item.left
  return item
}

const of = ({ meta }: Y.Transaction): Conflicts<Y.Item> | undefined =>
  meta.size > 0 ? meta.get(KEY) : undefined

function begin(transaction: Y.Transaction): Conflicts<Y.Item> {
  const found = of(transaction)
  if (found) return found
  const { store } = transaction.doc
  const conflicts = new Conflicts<Y.Item>({
    next: (item) => item.right,
    length: (item) => item.length,
    find: ({ client, clock }) => {
      const item = Y.getItem(store, Y.createID(client, clock))
      return item instanceof Y.Item ? item : null
    },
  })
  transaction.meta.set(KEY, conflicts)
  return conflicts
}
