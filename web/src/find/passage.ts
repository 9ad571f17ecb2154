import { plainText } from '../timeline/message/plain-text.ts'
import type { Passage, Piece } from './contract.ts'
import { fold, isDense, type Query, wordsOf } from './words.ts'

/** How a text was found: by these of its words (folded), or letter by letter when there are none. */
export interface How {
  readonly query: Query
  readonly terms: ReadonlySet<string>
}

/** UTF-16 units shown before what was found, and in all. */
const BEFORE = 28
const LONGEST = 180
/** Letters of a text from whose beginning is shown what was found within them: they fit into two lines of a phone. */
const EARLY = 56
/** A text is looked through as far as this for the best place. */
const FAR = 200_000

interface Range {
  readonly start: number
  readonly end: number
  readonly term: string
}

/** Where in a text stands what was looked for, in order. */
export function rangesIn(text: string, { query, terms }: How): readonly Range[] {
  const ranges: Range[] = []
  for (const { term, start, end } of wordsOf(text.slice(0, FAR))) {
    if (!terms.has(term)) continue
    const last = ranges.at(-1)
    const stop = start + reach(text.slice(start, end), term, query)
    // Pairs of one run overlap.
    if (last !== undefined && start < last.end)
      ranges[ranges.length - 1] = { ...last, end: Math.max(stop, last.end) }
    else ranges.push({ start, end: stop, term })
  }
  return ranges.length > 0 ? ranges : literally(text, query.literal)
}

/** How much of a word is marked: what was typed of it, or all when it only resembles that. */
function reach(word: string, term: string, { terms }: Query): number {
  if (isDense(term)) return word.length
  const typed = terms.filter((one) => term.startsWith(one)).sort((a, b) => b.length - a.length)[0]
  if (typed === undefined) return word.length
  let length = 0
  for (const character of word) {
    if (fold(word.slice(0, length)).length >= typed.length) break
    length += character.length
  }
  return length
}

/** The first place of the letters themselves. Folding changes lengths, so each character is folded by itself. */
function literally(text: string, literal: string): readonly Range[] {
  if (literal === '') return []
  let plain = ''
  const from: number[] = []
  let at = 0
  for (const character of text.slice(0, FAR)) {
    const small = /\s/.test(character) ? (plain.endsWith(' ') ? '' : ' ') : fold(character)
    for (let i = 0; i < small.length; i++) from.push(at)
    plain += small
    at += character.length
  }
  const found = plain.indexOf(literal)
  if (found === -1) return []
  return [{ start: from[found] ?? 0, end: from[found + literal.length] ?? at, term: literal }]
}

/** The text around the place where most of what was looked for stands together, on one line, with all of it marked. */
export function passageOf(text: string, how: How): Passage {
  const ranges = rangesIn(text, how)
  const first = best(ranges)
  const start = first?.start ?? 0
  const early = lettersIn(text.slice(0, first?.end ?? 0)) <= EARLY
  const from = early ? 0 : edge(text, Math.max(0, start - BEFORE), start)
  const to = Math.min(text.length, from + LONGEST)
  const pieces: Piece[] = []
  const add = (start: number, end: number, found: boolean): void => {
    const words = text.slice(start, end).replace(/\s+/g, ' ')
    if (words !== '') pieces.push({ text: words, found })
  }
  let at = from
  if (from > 0) pieces.push({ text: '…', found: false })
  for (const { start, end } of ranges) {
    if (start < at || start >= to) continue
    add(at, start, false)
    add(start, Math.min(end, to), true)
    at = Math.min(end, to)
  }
  add(at, to, false)
  if (to < text.length) pieces.push({ text: '…', found: false })
  return pieces
}

/** How wide a text is. Signs of East Asia and emoji take the place of two letters. */
const lettersIn = (text: string): number => text.length + (text.match(/[\u1100-\uffff]/g)?.length ?? 0)

/** Where most different words stand within one passage. */
function best(ranges: readonly Range[]): Range | undefined {
  let found = ranges[0]
  let most = 0
  for (const [i, range] of ranges.entries()) {
    const near = new Set<string>()
    for (let j = i; j < ranges.length && j < i + 32; j++) {
      const other = ranges[j]
      if (other === undefined || other.start > range.start + LONGEST - 2 * BEFORE) break
      near.add(other.term)
    }
    if (near.size <= most) continue
    most = near.size
    found = range
  }
  return found
}

/** A place between two words, at or after `at` and before `end`. */
function edge(text: string, at: number, end: number): number {
  if (at === 0) return 0
  const space = text.slice(at, end).search(/\s/)
  if (space !== -1) return at + space + 1
  // No half of a pair of surrogates.
  return /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at
}

/**
 * A message as it is read, without the signs of its Markdown; unless what was looked for stands only in those, as in the
 * address of a link.
 */
export function messagePassage(text: string, how: How): Passage {
  const read = plainText(text)
  return passageOf(rangesIn(read, how).length > 0 ? read : text, how)
}
