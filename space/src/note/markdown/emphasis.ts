import { Format } from '../schema.ts'
import type { Piece } from './inline.ts'

type Char = '*' | '_' | '~'
interface Delimiter {
  readonly char: Char
  /** How long the run was; CommonMark's rule of three looks at this. */
  readonly length: number
  left: number
  readonly piece: number
  readonly opens: boolean
  readonly closes: boolean
}

const blank = (char: string): boolean => /\s/u.test(char)
const punctuation = (char: string): boolean => /[\p{P}\p{S}]/u.test(char)

/**
 * CommonMark's delimiter algorithm (spec 0.31, "Phase 2: inline structure") over pieces: a matched pair sets its bit on all
 * pieces between. `~` needs runs of equal length, as on GitHub.
 */
export class Emphasis {
  readonly #pieces: Piece[]
  #stack: Delimiter[] = []

  constructor(pieces: Piece[]) {
    this.#pieces = pieces
  }
  get size(): number {
    return this.#stack.length
  }

  add(char: Char, length: number, piece: number, before: string, after: string): void {
    const leftFlanking = !blank(after) && (!punctuation(after) || blank(before) || punctuation(before))
    const rightFlanking = !blank(before) && (!punctuation(before) || blank(after) || punctuation(after))
    const opens = leftFlanking && (char !== '_' || !rightFlanking || punctuation(before))
    const closes = rightFlanking && (char !== '_' || !leftFlanking || punctuation(after))
    if (char === '~' && length > 2) return
    if (opens || closes) this.#stack.push({ char, length, left: length, piece, opens, closes })
  }

  /** Matches what stands above `bottom`, and forgets it. */
  resolve(bottom: number): void {
    const stack = this.#stack.slice(bottom)
    this.#stack.length = bottom
    /** Below this no opener for such a closer is left: keeps the search linear. */
    const floors = new Map<string, number>()
    for (let at = 0; at < stack.length; at += 1) {
      const closer = stack[at]
      if (closer === undefined) continue
      while (closer.closes && closer.left > 0) {
        const key = `${closer.char}${closer.opens}${closer.length % 3}${closer.char === '~' ? closer.length : ''}`
        const floor = floors.get(key) ?? 0
        let found = at - 1
        while (found >= floor && !pairs(stack[found], closer)) found -= 1
        const opener = found >= floor ? stack[found] : undefined
        if (opener === undefined) {
          floors.set(key, at)
          break
        }
        const width = closer.char === '~' ? closer.left : opener.left >= 2 && closer.left >= 2 ? 2 : 1
        this.#apply(opener, closer, width)
        // What stands between a matched pair can match nothing outside any more.
        for (const between of stack.slice(found + 1, at)) between.left = 0
      }
    }
  }

  #apply(opener: Delimiter, closer: Delimiter, width: number): void {
    const bit = closer.char === '~' ? Format.strike : width === 2 ? Format.bold : Format.italic
    for (const piece of this.#pieces.slice(opener.piece + 1, closer.piece)) piece.format |= bit
    for (const side of [opener, closer]) {
      side.left -= width
      const piece = this.#pieces[side.piece]
      if (piece !== undefined) piece.text = side.char.repeat(side.left)
    }
  }
}

function pairs(opener: Delimiter | undefined, closer: Delimiter): boolean {
  if (opener === undefined || !opener.opens || opener.left === 0 || opener.char !== closer.char) return false
  if (closer.char === '~') return opener.left === closer.left
  const both = (opener.closes || closer.opens) && (opener.length + closer.length) % 3 === 0
  return !both || (opener.length % 3 === 0 && closer.length % 3 === 0)
}
