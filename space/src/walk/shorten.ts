import * as Y from 'yjs'
import { Conflicts } from './conflicts.ts'

/** Where a transaction keeps what it walked: `Transaction.meta` is for that. */
const KEY = 'weft.walk'

/** How far the transaction under way has walked: items looked at. */
export const walked = (transaction: Y.Transaction): number => of(transaction)?.steps ?? 0

/**
 * Has the transaction under way stop, by throwing `Paused`, at the next item that would walk, when it has walked `most` steps. The same update
 * applied again goes on from there. Only for updates without deletions: those would be lost on the way.
 */
export function pauseAt(transaction: Y.Transaction, most: number): void {
  begin(transaction).rest = most
}

/**
 * Integrates an item as Yjs does, at the place that `Conflicts` finds for one that meets others: the same place in fewer steps, and counted.
 * What `stock`, Yjs' own, does with a place stays as it is: it is given one that nobody is in the way of.
 */
export function integrateInPlace(
  item: Y.Item,
  transaction: Y.Transaction,
  offset: number,
  stock: Y.Item['integrate'],
): void {
  const { parent, parentSub: key } = item
  // A part of it is here: such a one comes alone. What lost its place becomes a mark that it was.
  if (offset > 0 || !(parent instanceof Y.AbstractType)) {
    stock.call(item, transaction, offset)
  } else if (meets(item)) {
    const conflicts = begin(transaction)
    const first = firstOf(parent, key)
    const left = conflicts.place(item, { home: parent, key, left: item.left, right: item.right, first })
    item.left = left
    item.right = left === null ? first : left.right
    stock.call(item, transaction, 0)
    conflicts.linked(item, { home: parent, key }, left)
    return
  } else {
    stock.call(item, transaction, 0)
  }
  const conflicts = of(transaction)
  if (conflicts?.remembers && item.parent)
    conflicts.linked(item, { home: item.parent, key: item.parentSub }, item.left)
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
