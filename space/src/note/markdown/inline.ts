import { safeUrl } from '../../url.ts'
import { type Inline, mergeRuns, run } from '../blocks.ts'
import { Format } from '../schema.ts'
import { Emphasis } from './emphasis.ts'
import { entityAt } from './entities.ts'
import { bareUrlAt, htmlTagAt, linkTargetAt, normalLabel, type Target } from './tokens.ts'

/** Addresses of `[label]: …` definitions, by normalised label. */
export type References = ReadonlyMap<string, string>

/** A piece of what was read so far; emphasis and links are laid over ranges of pieces once their ends are known. */
export interface Piece {
  text: string
  format: number
  url: string | null
  readonly break: boolean
}

interface Bracket {
  readonly piece: number
  /** Where its text began in the source. */
  readonly from: number
  readonly image: boolean
  /** Delimiters before it are none of its business. */
  readonly delimiters: number
  active: boolean
}

const TAG_FORMATS: ReadonlyMap<string, number> = new Map([
  ...['b', 'strong'].map((tag) => [tag, Format.bold] as const),
  ...['i', 'em'].map((tag) => [tag, Format.italic] as const),
  ...['s', 'del', 'strike'].map((tag) => [tag, Format.strike] as const),
  ...['u', 'ins'].map((tag) => [tag, Format.underline] as const),
  ...['code', 'kbd', 'samp', 'tt'].map((tag) => [tag, Format.code] as const),
])

/**
 * Inline Markdown (CommonMark with GitHub's strike-through and bare links, and the HTML tags that people mix in) as runs.
 * Images become links with their description; links that `safeUrl` refuses keep their words. Nothing throws.
 */
export function parseInline(source: string, references: References = new Map()): Inline[] {
  return new InlineReader(source, references).read()
}

class InlineReader {
  readonly #source: string
  readonly #references: References
  readonly #pieces: Piece[] = []
  readonly #emphasis = new Emphasis(this.#pieces)
  readonly #brackets: Bracket[] = []
  readonly #tags: { name: string; piece: number; url: string | null }[] = []
  /** Where runs of backticks of each length begin, found once. */
  #fences: Map<number, number[]> | null = null
  #at = 0

  constructor(source: string, references: References) {
    this.#source = source
    this.#references = references
  }

  read(): Inline[] {
    while (this.#at < this.#source.length) this.#step()
    this.#emphasis.resolve(0)
    for (const tag of this.#tags.splice(0)) this.#cover(tag.piece, this.#pieces.length, tag.name, tag.url)
    return mergeRuns(
      this.#pieces.map(
        (piece): Inline => (piece.break ? { type: 'break' } : run(piece.text, piece.format, piece.url)),
      ),
    )
  }

  #step(): void {
    const char = this.#source[this.#at]
    if (char === '\\') this.#escape()
    else if (char === '`') this.#code()
    else if (char === '\n') this.#lineEnd()
    else if (char === '&') this.#entity()
    else if (char === '<') this.#angle()
    else if (char === '[') this.#openBracket(1, false)
    else if (char === ']') this.#closeBracket()
    else if (char === '*' || char === '_' || char === '~') this.#delimiters(char)
    else if (char !== '!') this.#plain()
    else if (this.#source[this.#at + 1] === '[') this.#openBracket(2, true)
    else this.#text(char, 1)
  }

  #text(text: string, length: number, url: string | null = null, format = 0): void {
    this.#pieces.push({ text, format, url, break: false })
    this.#at += length
  }
  #break(): void {
    this.#pieces.push({ text: '', format: 0, url: null, break: true })
  }

  #plain(): void {
    const from = this.#at
    const source = this.#source
    let to = from
    while (to < source.length && !'\\`\n&<[]!*_~'.includes(source[to] ?? '')) {
      const url = bareUrlAt(source, to)
      if (url === null) to += 1
      else {
        if (to > from) this.#text(source.slice(from, to), to - from)
        const target = safeUrl(url.startsWith('www.') ? `https://${url}` : url)
        this.#text(url, url.length, target)
        return
      }
    }
    this.#text(source.slice(from, to), to - from)
  }

  #escape(): void {
    const next = this.#source[this.#at + 1]
    if (next === '\n') {
      this.#break()
      this.#at += 2
      this.#skipBlanks()
    } else if (next !== undefined && /[!-/:-@[-`{-~]/.test(next)) this.#text(next, 2)
    else this.#text('\\', 1)
  }

  #lineEnd(): void {
    const last = this.#pieces.at(-1)
    const before = last?.text ?? ''
    const trimmed = before.replace(/ +$/, '')
    if (last !== undefined) last.text = trimmed
    this.#at += 1
    this.#skipBlanks()
    if (before.length - trimmed.length >= 2) this.#break()
    else if (last !== undefined && !last.break)
      this.#pieces.push({ text: ' ', format: 0, url: null, break: false })
  }
  #skipBlanks(): void {
    while (/[ \t]/.test(this.#source[this.#at] ?? '')) this.#at += 1
  }

  #entity(): void {
    const entity = entityAt(this.#source, this.#at)
    if (entity === null) this.#text('&', 1)
    else this.#text(entity.text, entity.length)
  }

  #code(): void {
    const length = runLength(this.#source, this.#at)
    const from = this.#at + length
    const to = this.#fenceAfter(from, length)
    if (to === null) {
      this.#text('`'.repeat(length), length)
      return
    }
    const inner = this.#source.slice(from, to).replace(/\n/g, ' ')
    const padded = inner.startsWith(' ') && inner.endsWith(' ') && inner.trim() !== ''
    this.#text(padded ? inner.slice(1, -1) : inner, to + length - this.#at, null, Format.code)
  }
  #fenceAfter(from: number, length: number): number | null {
    if (this.#fences === null) {
      this.#fences = new Map()
      for (const match of this.#source.matchAll(/`+/g)) {
        const starts = this.#fences.get(match[0].length)
        if (starts === undefined) this.#fences.set(match[0].length, [match.index])
        else starts.push(match.index)
      }
    }
    const starts = this.#fences.get(length) ?? []
    while (starts[0] !== undefined && starts[0] < from) starts.shift()
    return starts[0] ?? null
  }

  #angle(): void {
    const source = this.#source
    const link =
      /^<([A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*|[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+)>/.exec(
        source.slice(this.#at, this.#at + 4200),
      )
    if (link?.[1] !== undefined) {
      const shown = link[1]
      this.#text(shown, link[0].length, safeUrl(shown.includes(':') ? shown : `mailto:${shown}`))
      return
    }
    const tag = htmlTagAt(source, this.#at)
    if (tag === null) {
      this.#text('<', 1)
      return
    }
    this.#at += tag.length
    if (tag.name === 'br') this.#break()
    else if (tag.name === 'img') {
      const target = safeUrl(tag.attributes.get('src') ?? '')
      this.#text(tag.attributes.get('alt') ?? '', 0, target)
    } else if (tag.closes) this.#closeTag(tag.name)
    else if (!tag.selfCloses && (tag.name === 'a' || TAG_FORMATS.has(tag.name)) && this.#tags.length < 32)
      this.#tags.push({
        name: tag.name,
        piece: this.#pieces.length,
        url: safeUrl(tag.attributes.get('href') ?? ''),
      })
  }
  #closeTag(name: string): void {
    const index = this.#tags.findLastIndex((tag) => tag.name === name)
    const [tag] = index < 0 ? [] : this.#tags.splice(index, 1)
    if (tag !== undefined) this.#cover(tag.piece, this.#pieces.length, tag.name, tag.url)
  }
  #cover(from: number, to: number, tag: string, url: string | null): void {
    const format = TAG_FORMATS.get(tag) ?? 0
    for (const piece of this.#pieces.slice(from, to)) {
      piece.format |= format
      if (tag === 'a' && url !== null) piece.url = url
    }
  }

  #openBracket(length: number, image: boolean): void {
    const text = this.#source.slice(this.#at, this.#at + length)
    this.#text(text, length)
    this.#brackets.push({
      piece: this.#pieces.length - 1,
      from: this.#at,
      image,
      delimiters: this.#emphasis.size,
      active: true,
    })
  }

  #closeBracket(): void {
    const bracket = this.#brackets.pop()
    const target = bracket?.active ? this.#target(bracket) : null
    if (bracket === undefined || target === null) {
      this.#text(']', 1)
      return
    }
    this.#emphasis.resolve(bracket.delimiters)
    const opening = this.#pieces[bracket.piece]
    if (opening !== undefined) opening.text = ''
    const url = safeUrl(target.url)
    const inside = this.#pieces.slice(bracket.piece + 1)
    for (const piece of inside) piece.url = url ?? piece.url
    if (bracket.image && inside.every((piece) => piece.text === '')) {
      // An image without a description still says which file it was.
      const name = target.url.split(/[?#]/)[0]?.split('/').at(-1) ?? ''
      this.#pieces.push({ text: name, format: 0, url, break: false })
    }
    if (!bracket.image) for (const outer of this.#brackets) if (!outer.image) outer.active = false
    this.#at += target.length
  }
  /** What follows the `]` at the current place: `(address)`, `[label]`, or nothing when the text itself is a label. */
  #target(bracket: Bracket): Target | null {
    const direct = linkTargetAt(this.#source, this.#at + 1)
    if (direct) return { url: direct.url, length: direct.length + 1 }
    const label = /^\[([^[\]]{0,999})\]/.exec(this.#source.slice(this.#at + 1, this.#at + 1003))
    const own = this.#source.slice(bracket.from, this.#at)
    const name = label?.[1] === undefined || label[1] === '' ? own : label[1]
    const url = name.length > 999 ? undefined : this.#references.get(normalLabel(name))
    return url === undefined ? null : { url, length: 1 + (label?.[0].length ?? 0) }
  }

  #delimiters(char: '*' | '_' | '~'): void {
    const length = runLength(this.#source, this.#at)
    this.#text(char.repeat(length), length)
    const start = this.#at - length
    const before = [...this.#source.slice(Math.max(0, start - 2), start)].at(-1) ?? ' '
    const after = String.fromCodePoint(this.#source.codePointAt(this.#at) ?? 32)
    this.#emphasis.add(char, length, this.#pieces.length - 1, before, after)
  }
}

function runLength(source: string, at: number): number {
  let to = at
  while (source[to] === source[at]) to += 1
  return to - at
}
