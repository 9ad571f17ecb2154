import * as Y from 'yjs'
import type { ContentKind } from '../scan/contract.ts'

/** How much one item may hold of what Yjs copies whenever an item is cut in two or joined with its neighbour. */
export interface Longest {
  /** Plain values. */
  readonly values: number
  /** UTF-16 units of text. */
  readonly letters: number
}
/** Some microseconds to copy, and a hundredth more items at most. */
export const LONGEST: Longest = { values: 256, letters: 4_096 }

/** Units that an item with such content may have. */
export function longestOf(content: Y.Item['content'], { values, letters }: Longest): number {
  if (content instanceof Y.ContentString) return letters
  if (content instanceof Y.ContentAny || content instanceof Y.ContentJSON) return values
  return Number.POSITIVE_INFINITY
}

/** The same, of one that isn't made yet. */
export function longestOfKind(content: ContentKind, { values, letters }: Longest): number {
  if (content === 'string') return letters
  return content === 'any' || content === 'json' ? values : Number.POSITIVE_INFINITY
}

/**
 * Integrates an item in parts of at most `most` units, as if they had come one by one: each writes on where the one before ends. The item
 * itself becomes the last of them, since who handed it to Yjs goes on from its end.
 *
 * @param offset so much of it is here already.
 */
export function integrateInParts(
  item: Y.Item,
  offset: number,
  most: number,
  integrate: (part: Y.Item, offset: number) => void,
): void {
  const { content, keep } = item
  const { client, clock } = item.id
  const length = content.getLength()
  let from = 0
  let known = offset
  for (let to = endOf(content, known + most); to < length; to = endOf(content, from + most)) {
    const { left, origin, right, rightOrigin, parent, parentSub } = item
    const id = Y.createID(client, clock + from)
    const part = new Y.Item(id, left, origin, right, rightOrigin, parent, parentSub, slice(content, from, to))
    part.keep = keep
    integrate(part, known)
    item.left = part
    item.origin = part.lastId
    item.right = part.right
    known = 0
    from = to
  }
  if (from > 0) {
    // Others may hold the id that it came with.
    item.id = Y.createID(client, clock + from)
    item.length = length - from
    item.content = slice(content, from, length)
  }
  integrate(item, known)
}

/** Where a part may end: Yjs makes question marks of a letter of two units that is cut through. */
function endOf(content: Y.Item['content'], at: number): number {
  if (!(content instanceof Y.ContentString)) return at
  const code = content.str.charCodeAt(at - 1)
  return code >= 0xd800 && code <= 0xdbff ? at + 1 : at
}

function slice(content: Y.Item['content'], from: number, to: number): Y.Item['content'] {
  if (content instanceof Y.ContentString) return new Y.ContentString(content.str.slice(from, to))
  if (content instanceof Y.ContentJSON) return new Y.ContentJSON(content.arr.slice(from, to))
  if (content instanceof Y.ContentAny) return new Y.ContentAny(content.arr.slice(from, to))
  throw new TypeError('only values and letters are cut')
}
