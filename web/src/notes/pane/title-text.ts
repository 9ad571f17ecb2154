/** One change of a text: at `at`, `remove` UTF-16 units go and `insert` comes. */
export interface TextChange {
  readonly at: number
  readonly remove: number
  readonly insert: string
}
/** Yjs's description of a change: stretches to keep, to insert and to delete, from the beginning. */
export type Delta = readonly {
  readonly retain?: number
  readonly insert?: unknown
  readonly delete?: number
}[]

/** What changed between two texts, as one stretch. It never parts a surrogate pair: Yjs destroys halves. */
export function changeBetween(from: string, to: string): TextChange {
  const shorter = Math.min(from.length, to.length)
  let start = 0
  while (start < shorter && from[start] === to[start]) start += 1
  if (partsPair(from, start) || partsPair(to, start)) start -= 1
  let tail = 0
  while (tail < shorter - start && from.at(-1 - tail) === to.at(-1 - tail)) tail += 1
  if (partsPair(from, from.length - tail) || partsPair(to, to.length - tail)) tail -= 1
  return { at: start, remove: from.length - tail - start, insert: to.slice(start, to.length - tail) }
}
const partsPair = (text: string, at: number): boolean =>
  /^[\ud800-\udbff]$/.test(text.charAt(at - 1)) && /^[\udc00-\udfff]$/.test(text.charAt(at))

/** Where a place in a text is after a change by somebody else. What is inserted right at it goes behind it. */
export function placeAfter(place: number, delta: Delta): number {
  let at = 0
  let moved = place
  for (const { retain = 0, insert, delete: gone = 0 } of delta) {
    if (at >= moved) break
    at += retain
    if (typeof insert === 'string') {
      if (at < moved) moved += insert.length
      at += insert.length
    }
    if (gone > 0) moved = at >= moved ? moved : Math.max(at, moved - gone)
  }
  return moved
}

/** A title is one line, of at most so many UTF-16 units. */
export const oneLine = (text: string): string => Array.from(text.replace(/\s+/g, ' ')).slice(0, 200).join('')
