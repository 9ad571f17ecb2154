import { partsOf } from '@weft/space/note'
import * as Y from 'yjs'
import { deletedLines, findMoved, newRuns, type Run } from './moved.ts'
import type { TextPlace } from './selection.ts'

/** Words of mine that stayed behind, and where the line went in which I wrote them. */
export interface Stray {
  readonly items: readonly Y.Item[]
  readonly from: Y.XmlText
  readonly into: Y.XmlText
  /** The character of `into` before which they belong. */
  readonly at: number
}

/**
 * Finds what I wrote in a line whose words somebody else, not having seen mine, has moved in this change: joined with another
 * line, or put somewhere else. While the change is told of, the words that went can still be read, and so can what was put in
 * anew: they stand there in one stretch, as all that are left of them are moved together. Only whoever wrote the strays looks
 * for them, so that they are put in once; what isn't found stays in a line of its own. Bringing strays home deletes no line,
 * and so sets nobody else's words in motion.
 */
export function straysIn(body: Y.XmlElement, transaction: Y.Transaction): Stray[] {
  const strays: Stray[] = []
  let runs: readonly Run[] | null = null
  for (const line of deletedLines(body, transaction))
    for (const text of partsOf(line)) {
      if (!(text instanceof Y.XmlText)) continue
      const { gone, left } = leftBehind(text, transaction)
      for (const { items, before } of left) {
        runs ??= newRuns(body, transaction)
        const elsewhere = runs.filter((run) => run.text !== text)
        const found = findMoved(gone, elsewhere)
        if (found === null) continue
        const { text: into, at, without } = found
        strays.push({ items, from: text, into, at: at + Math.max(0, before - without) })
      }
    }
  return strays
}

interface Left {
  readonly items: Y.Item[]
  /** So many characters of what went stood before it. */
  readonly before: number
}

/** What of a text went in this change, and my words that are left in it. */
function leftBehind(text: Y.XmlText, { deleteSet, doc }: Y.Transaction): { gone: string; left: Left[] } {
  const left: Left[] = []
  let gone = ''
  for (let item = text._start; item !== null; item = item.right) {
    if (!(item.content instanceof Y.ContentString)) continue
    const last = left.at(-1)
    if (item.deleted) gone += Y.isDeleted(deleteSet, item.id) ? item.content.str : ''
    else if (item.id.client !== doc.clientID) continue
    else if (last?.before === gone.length && last.items.at(-1)?.next === item) last.items.push(item)
    else left.push({ items: [item], before: gone.length })
  }
  return { gone, left }
}

/**
 * Puts strays where they belong; those that aren't where they were found any more, another editor of mine has put there.
 * Gives for a place in these words, as it was before, where it is now.
 */
export function bringHome(strays: readonly Stray[]): (place: TextPlace) => TextPlace {
  // From the last to the first, so that the places of the others stay what they are.
  const moved = strays
    .toReversed()
    .sort((a, b) => b.at - a.at)
    .flatMap((stray) => {
      const start = startOf(stray)
      return start === null ? [] : [{ ...stray, start, length: lengthOf(stray) }]
    })
  for (const stray of moved) {
    const { from, into, length } = stray
    const start = startOf(stray) ?? 0
    let { at } = stray
    for (const { insert, attributes } of piecesOf(from, start, length)) {
      into.insert(at, insert, attributes)
      at += insert.length
    }
    from.delete(start, length)
  }
  return (place) => {
    const one = moved.find(
      ({ from, start, length }) => from === place.text && place.at >= start && place.at <= start + length,
    )
    if (one === undefined) return place
    const before = moved.slice(moved.indexOf(one) + 1).filter(({ into }) => into === one.into)
    const at = before.reduce((sum, { length }) => sum + length, one.at)
    return { text: one.into, at: at + place.at - one.start }
  }
}

const lengthOf = ({ items }: Stray): number => items.reduce((sum, { length }) => sum + length, 0)

/** Where a stray stands in its text, in characters; null if it doesn't any more. */
function startOf({ from, items }: Stray): number | null {
  if (items.some(({ deleted }) => deleted)) return null
  let at = 0
  for (let item = from._start; item !== null && item !== items[0]; item = item.right)
    if (!item.deleted && item.content instanceof Y.ContentString) at += item.length
  return at
}

interface Piece {
  readonly insert: string
  readonly attributes: object
}
/** Words with their looks, without the number by which the binding keeps neighbouring runs apart. */
function piecesOf(text: Y.XmlText, start: number, length: number): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (const { insert, attributes } of text.toDelta() as { insert: unknown; attributes?: object }[]) {
    const words = typeof insert === 'string' ? insert : ''
    const part = words.slice(Math.max(0, start - at), Math.max(0, start + length - at))
    if (part !== '') pieces.push({ insert: part, attributes: { ...attributes, i: null } })
    at += words.length
  }
  return pieces
}
