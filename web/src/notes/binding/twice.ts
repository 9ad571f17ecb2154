import { allChildren, deleteLine, deletePart, GONE, isEmpty } from '@weft/space/note'
import * as Y from 'yjs'
import { deletedLines, findMoved, goneFrom, isNew, newRuns, sureOf } from './moved.ts'

/** Words of a line that I moved. */
export interface Moved {
  readonly line: Y.XmlElement
  readonly words: string
  readonly into: Y.XmlText
  /** The line that they are in now was made for them. */
  readonly made: boolean
  /** The characters that they are now, by my clock. */
  readonly ids: readonly Span[]
}
interface Span {
  readonly clock: number
  readonly length: number
}

/** What a change of mine moved. */
export function movedBy(body: Y.XmlElement, transaction: Y.Transaction): Moved[] {
  const lines = deletedLines(body, transaction)
  if (lines.length === 0) return []
  const runs = newRuns(body, transaction)
  return lines.flatMap((line) =>
    allChildren(line).flatMap((part): Moved[] => {
      const gone = part instanceof Y.XmlText ? goneFrom(part, transaction) : ''
      const found = findMoved(gone, runs)
      if (found === null) return []
      const { text: into, at, without } = found
      const words = gone.slice(without)
      return [
        { line, words, into, made: isNew(into.parent, transaction), ids: idsIn(into, at, words.length) },
      ]
    }),
  )
}

/**
 * What somebody else has moved, too, not having seen it: the words are there twice. Of two who deleted one line Yjs keeps the
 * mark of one, the same for all; the other, who finds this out by the change that brings it, takes their own words back.
 */
export function movedTwice(
  moved: readonly Moved[],
  body: Y.XmlElement,
  transaction: Y.Transaction,
): readonly Moved[] {
  const lines = deletedLines(body, transaction)
  const me = transaction.doc.clientID
  const lost = moved.filter(({ line }) => lines.includes(line) && line._map.get(GONE)?.id.client !== me)
  if (lost.length === 0) return lost
  const runs = newRuns(body, transaction)
  return lost.filter(({ words }) => runs.some((run) => sureOf(words, run.words)))
}

export function takeBack({ into, ids, made }: Moved): void {
  const me = into.doc?.clientID
  const places: { at: number; length: number }[] = []
  let at = 0
  for (let item = into._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    for (const { clock, length } of item.id.client === me ? ids : []) {
      const from = Math.max(clock, item.id.clock)
      const to = Math.min(clock + length, item.id.clock + item.length)
      if (from < to) places.push({ at: at + from - item.id.clock, length: to - from })
    }
    at += item.length
  }
  for (const place of places.toSorted((a, b) => b.at - a.at)) into.delete(place.at, place.length)
  const line = into.parent
  const parts = line instanceof Y.XmlElement ? allChildren(line) : []
  // The break that was moved with them, too.
  const before = parts[parts.indexOf(into) - 1]
  if (into.length === 0 && before instanceof Y.XmlElement && before._item?.id.client === me)
    deletePart(before)
  if (made && line instanceof Y.XmlElement && isEmpty(line)) deleteLine(line)
}

/** The ids of a stretch of characters. */
function idsIn(text: Y.XmlText, from: number, length: number): Span[] {
  const ids: Span[] = []
  let at = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    const start = Math.max(from, at)
    const end = Math.min(from + length, at + item.length)
    if (start < end) ids.push({ clock: item.id.clock + start - at, length: end - start })
    at += item.length
  }
  return ids
}
