import type * as Y from 'yjs'

export const TIMELINE = 'timeline'

/** The space's root types. Only the accessors in this folder read or write them. */
export const timelineOf = (doc: Y.Doc): Y.Array<unknown> => doc.getArray(TIMELINE)
export const notesOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('notes')
export const metaOf = (doc: Y.Doc): Y.Map<unknown> => doc.getMap('meta')

/** Names of the root types that Weft itself uses. */
export const ROOTS: readonly string[] = [TIMELINE, 'notes', 'meta']

/**
 * Visits the items of an array in document order, each with what it holds: one value, or a run that one client wrote in
 * a row. The value at `offset` has the id `client:clock + offset`.
 */
export function eachItem(array: Y.Array<unknown>, visit: (item: Y.Item, values: unknown[]) => void): void {
  for (let item = array._start; item !== null; item = item.right) {
    if (!item.deleted && item.countable) visit(item, item.content.getContent())
  }
}
