import * as Y from 'yjs'
import { type EntryId, entryId } from '../ids.ts'
import type { MessageView, TimelineItem } from './entries.ts'
import { Fold, type Live, live } from './fold.ts'
import { eachItem, timelineOf } from './types.ts'

/** A space's conversation as it is shown; follows the document until it is destroyed. */
export interface Timeline {
  /** In document order. The same array until something changed, and the same item while nothing about it changed. */
  readonly items: readonly TimelineItem[]
  /** The pinned messages, the newest first. The same array until one of them changed. */
  readonly pinned: readonly MessageView[]
  /** Where an item stands in `items`; -1 for what isn't shown. */
  indexOf(id: EntryId): number
  /** Calls `changed` after each transaction that changed `items`; the result ends it. */
  subscribe(changed: () => void): () => void
  destroy(): void
}

/** Above so many changes at once, one walk over the whole list is cheaper than finding the place of each. */
const MANY = 64

export function createTimeline(doc: Y.Doc): Timeline {
  const array = timelineOf(doc)
  const fold = new Fold()
  const listeners = new Set<() => void>()
  fold.replace(walk(array, fold))
  fold.settle()

  const follow = (_: unknown, transaction: Y.Transaction) => {
    step(transaction, array, fold)
    if (fold.settle()) for (const listener of listeners) listener()
  }
  array.observe(follow)

  return {
    get items() {
      return fold.items
    },
    get pinned() {
      return fold.pinned
    },
    indexOf: (id) => {
      const entry = fold.get(id)
      return entry === undefined || entry.view === null ? -1 : entry.slot
    },
    subscribe: (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    destroy: () => {
      array.unobserve(follow)
      listeners.clear()
    },
  }
}

/** Carries a few changes over, one by one. Many are left to the walk. */
function step(transaction: Y.Transaction, array: Y.Array<unknown>, fold: Fold): void {
  let deleted = 0
  for (const ranges of transaction.deleteSet.clients.values()) for (const { len } of ranges) deleted += len
  const added = addedBy(transaction, array)
  if (deleted > 10 * MANY || added.length > MANY) {
    fold.replace(walk(array, fold))
    return
  }
  for (const [client, ranges] of transaction.deleteSet.clients) {
    for (const { clock, len } of ranges) {
      for (let i = clock; i < clock + len; i++) {
        const entry = fold.get(entryId(client, i))
        if (entry !== undefined) fold.remove(entry)
      }
    }
  }
  // Each goes right after the nearest known one on its left, so it doesn't matter which goes first.
  for (const item of added) {
    let left = before(item, fold)
    for (const entry of entriesOf(item, item.content.getContent(), fold)) {
      fold.insert(left, entry)
      left = entry
    }
  }
}

/** All entries in document order; those that the fold knows keep their identity. */
function walk(array: Y.Array<unknown>, fold: Fold): Live[] {
  const all: Live[] = []
  eachItem(array, (item, values) => {
    for (const entry of entriesOf(item, values, fold)) all.push(entry)
  })
  return all
}

const entriesOf = (item: Y.Item, values: readonly unknown[], fold: Fold): Live[] =>
  values.map((value, offset) => {
    const id = entryId(item.id.client, item.id.clock + offset)
    return fold.get(id) ?? live(id, value)
  })

/**
 * The items that hold what a transaction added. They may hold more: Yjs merges neighbours before observers hear of a
 * transaction that an observer made.
 */
function addedBy(transaction: Y.Transaction, array: Y.Array<unknown>): Y.Item[] {
  const added: Y.Item[] = []
  for (const [client, end] of transaction.afterState) {
    const start = transaction.beforeState.get(client) ?? 0
    if (start === end) continue
    const structs = transaction.doc.store.clients.get(client) ?? []
    for (let i = Y.findIndexSS(structs, start); i < structs.length; i++) {
      const struct = structs[i]
      if (struct === undefined || struct.id.clock >= end) break
      if (!(struct instanceof Y.Item) || struct.deleted || !struct.countable) continue
      if (struct.parent === array && struct.parentSub === null) added.push(struct)
    }
  }
  return added
}

/** The nearest entry on its left that the fold knows; null at the start. */
function before(item: Y.Item, fold: Fold): Live | null {
  for (let left = item.left; left !== null; left = left.left) {
    if (left.deleted || !left.countable) continue
    const entry = fold.get(entryId(left.id.client, left.id.clock + left.length - 1))
    if (entry !== undefined) return entry
  }
  return null
}
