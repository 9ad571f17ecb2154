import { GONE, isMarked, linesOf, partsOf } from '@weft/space/note'
import * as Y from 'yjs'

/**
 * What a change moved, read from the change itself while it is told of: the lines that it deleted, with their words, and the
 * words that it put in anew. Words that were moved stand there in one stretch, as all that are left of a line are moved together.
 */
export function deletedLines(body: Y.XmlElement, { changed }: Y.Transaction): Y.XmlElement[] {
  const lines: Y.XmlElement[] = []
  for (const [type, keys] of changed) {
    const line: unknown = type
    if (line instanceof Y.XmlElement && (line.parent as unknown) === body && keys.has(GONE) && isMarked(line))
      lines.push(line)
  }
  return lines
}

/** What this change put into a text in one stretch. */
export interface Run {
  readonly text: Y.XmlText
  readonly at: number
  readonly words: string
}

export function newRuns(body: Y.XmlElement, { beforeState }: Y.Transaction): Run[] {
  const runs: Run[] = []
  for (const line of linesOf(body))
    for (const text of line instanceof Y.XmlElement ? partsOf(line) : []) {
      if (!(text instanceof Y.XmlText)) continue
      let at = 0
      let words = ''
      const end = (): void => {
        if (words !== '') runs.push({ text, at: at - words.length, words })
        words = ''
      }
      for (let item = text._start; item !== null; item = item.right) {
        if (item.deleted || !(item.content instanceof Y.ContentString)) continue
        if (item.id.clock >= (beforeState.get(item.id.client) ?? 0)) words += item.content.str
        else end()
        at += item.length
      }
      end()
    }
  return runs
}

/** Fewer characters than this may stand in what is new by chance; that nothing else is new, is none. */
const SURE = 4

/** Whether these words are in what is new, and not by chance. */
export const sureOf = (words: string, run: string): boolean =>
  words === run || (words.length >= SURE && run.includes(words))

/** The words of a text that went in this change. */
export function goneFrom(text: Y.XmlText, { deleteSet }: Y.Transaction): string {
  let gone = ''
  for (let item = text._start; item !== null; item = item.right)
    if (item.deleted && item.content instanceof Y.ContentString && Y.isDeleted(deleteSet, item.id))
      gone += item.content.str
  return gone
}

export const isNew = (type: unknown, { beforeState }: Y.Transaction): boolean =>
  type instanceof Y.AbstractType &&
  type._item !== null &&
  type._item.id.clock >= (beforeState.get(type._item.id.client) ?? 0)

/**
 * Where words went: all of them, or as many of the last as were left when the others were erased; and how many characters
 * these others were.
 */
export function findMoved(
  gone: string,
  runs: readonly Run[],
): { readonly text: Y.XmlText; readonly at: number; readonly without: number } | null {
  for (let without = 0; without < gone.length; without += 1) {
    const rest = gone.slice(without)
    for (const { text, at, words } of runs) {
      const found = rest.length >= SURE || words === gone ? words.indexOf(rest) : -1
      if (found >= 0) return { text, at: at + found, without }
    }
  }
  return null
}
