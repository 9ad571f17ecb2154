/** A word as it is found by, and where it stands in the text that it was read from (UTF-16 units). */
export interface Word {
  readonly term: string
  readonly start: number
  readonly end: number
}

/** Letters that Unicode doesn't take apart, and that people leave out when they search. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
}

/**
 * Text as it is compared: small letters, without the marks that people leave out (Latin, Greek and Cyrillic accents, Hebrew
 * points, Arabic vowels). What is a letter of its own stays one: й isn't и, and が isn't か.
 */
export function fold(text: string): string {
  const small = text.toLowerCase()
  // Most words: nothing to do.
  if (!/[^ -~\s]/.test(small)) return small
  return small
    .normalize('NFKD')
    .replace(/(\u0438\u0306)|[\u0300-\u036f\u0591-\u05c7\u064b-\u0652]/g, '$1')
    .normalize('NFC')
    .replace(/[ßæœøłđðþı]/g, (letter) => PLAIN[letter] ?? letter)
}

/** Scripts that put no spaces between words. */
const DENSE =
  '\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}'
/** A run of such a script, any other word, or a picture. */
const WORDS = new RegExp(
  `(?<dense>(?:(?=[\\p{L}\\p{N}\\p{M}])[${DENSE}])+)|(?:(?![${DENSE}])[\\p{L}\\p{N}]\\p{M}*)+|\\p{Extended_Pictographic}`,
  'gu',
)
/** Longer ones are addresses and keys: found by how they begin. */
const LONGEST = 64

/**
 * The words of a text, in order. Where a script has no spaces every two neighbouring characters are a word, and so is the last
 * one alone: so any part of it is found, without a dictionary.
 */
export function* wordsOf(text: string): Generator<Word> {
  for (const match of text.matchAll(WORDS)) {
    if (match.groups?.dense !== undefined) yield* pairs(match[0], match.index)
    else
      yield { term: fold(match[0].slice(0, LONGEST)), start: match.index, end: match.index + match[0].length }
  }
}

function* pairs(run: string, from: number): Generator<Word> {
  const characters = Array.from(run)
  let start = from
  for (const [i, character] of characters.entries()) {
    const next = characters[i + 1] ?? ''
    yield { term: fold(character + next), start, end: start + character.length + next.length }
    start += character.length
  }
}

const IS_DENSE = new RegExp(`[${DENSE}]`, 'u')
/** Of a script without spaces: a pair is a whole word, and what resembles it isn't meant. */
export const isDense = (term: string): boolean => IS_DENSE.test(term)

/** What somebody looks for. */
export interface Query {
  /** Each stands once; all of them must be there. */
  readonly terms: readonly string[]
  /** The words as they were typed, folded, with single spaces: for what is found letter by letter. */
  readonly literal: string
}

/** Shorter ones fit almost everything. A single character of a script without spaces is a word already. */
const SHORTEST = 2

/** Null for what is too short to be looked for. */
export function queryOf(text: string): Query | null {
  const literal = folded(text)
  if (literal.length < SHORTEST && !isDense(literal)) return null
  const terms = new Set<string>()
  for (const { term } of wordsOf(text)) {
    // The last character of a run stands alone so that it is found; whoever looks for the run has it in the pair before.
    if (!(isDense(term) && Array.from(term).length === 1 && terms.size > 0)) terms.add(term)
  }
  return { terms: [...terms], literal }
}

/** A text folded, with single spaces. */
export const folded = (text: string): string => fold(text).replace(/\s+/g, ' ').trim()
