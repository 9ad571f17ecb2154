import { type Block, type Inline, mergeRuns, type TextBlock, textBlock } from '../blocks.ts'
import { Format, type Kind, MAX_INDENT } from '../schema.ts'
import { htmlBlocks } from './html.ts'
import { parseInline, type References } from './inline.ts'
import {
  cellsOf,
  closesFence,
  dedent,
  expandTabs,
  fenceOf,
  headingOf,
  type Item,
  indentOf,
  interrupts,
  isBlank,
  isHtml,
  isQuote,
  isRule,
  isTableRule,
  itemOf,
  underlineOf,
  unquote,
} from './lines.ts'
import { definitions, frontMatter } from './preamble.ts'

/** Containers deeper than this are read as text: nobody writes them, and each level costs a pass. */
const DEEPEST = 24

/**
 * Markdown (CommonMark with GitHub's tables, check lists and strike-through) as a note's blocks. What a note can't show is
 * made readable instead of dropped: a table's row is a line with `|` between its cells, an image is a link with its
 * description, HTML keeps its words. Never throws.
 */
export function parseMarkdown(markdown: string): Block[] {
  const lines = markdown.replace(/^\ufeff/, '').split(/\r\n?|\n/)
  const matter = frontMatter(lines)
  const { rest, references } = definitions(lines.slice(matter.length))
  const blocks = new Reader(rest, { indent: 0, quoted: false, depth: 0, references }).read()
  if (matter.length === 0) return blocks
  return [codeBlock(matter.slice(1, -1), 'yaml', 0), ...blocks]
}

const codeBlock = (lines: readonly string[], language: string, indent: number): TextBlock =>
  textBlock('code', [{ type: 'text', text: lines.join('\n'), format: 0, url: null }], { language, indent })

interface Place {
  readonly indent: number
  readonly quoted: boolean
  readonly depth: number
  readonly references: References
}

class Reader {
  /** As they are: code keeps its tabs. */
  readonly #lines: readonly string[]
  readonly #place: Place
  readonly #out: Block[] = []
  #at = 0

  constructor(lines: readonly string[], place: Place) {
    this.#lines = lines
    this.#place = place
  }

  read(): Block[] {
    while (this.#at < this.#lines.length) this.#block()
    return this.#out
  }

  /** The current line with the tabs at its beginning as blanks: what it begins is a question of columns. */
  get #line(): string {
    return expandTabs(this.#raw)
  }
  get #raw(): string {
    return this.#lines[this.#at] ?? ''
  }
  #put(kind: Kind, content: readonly Inline[], more: Partial<TextBlock> = {}): void {
    this.#out.push(textBlock(kind, content, { indent: this.#place.indent, ...more }))
  }
  #inline(text: string): Inline[] {
    return parseInline(text.trim(), this.#place.references)
  }
  get #plainKind(): Kind {
    return this.#place.quoted ? 'quote' : 'p'
  }
  /** Reads what stands inside a container. */
  #inside(lines: readonly string[], place: Partial<Place>): Block[] {
    const depth = this.#place.depth + 1
    if (depth > DEEPEST) return [textBlock(this.#plainKind, this.#inline(lines.join('\n')))]
    return new Reader(lines, { ...this.#place, ...place, depth }).read()
  }

  #block(): void {
    const line = this.#line
    if (isBlank(line)) {
      this.#at += 1
      return
    }
    if (indentOf(line) >= 4) {
      this.#indentedCode()
      return
    }
    const fence = fenceOf(line)
    if (fence !== null) {
      this.#fenced(fence)
      return
    }
    const heading = headingOf(line)
    if (heading !== null) {
      this.#at += 1
      this.#put(headingKind(heading.level), this.#inline(heading.text))
      return
    }
    if (isRule(line)) {
      this.#at += 1
      this.#out.push({ type: 'rule' })
      return
    }
    if (isQuote(line)) {
      this.#quote()
      return
    }
    const item = itemOf(line)
    if (item !== null) {
      this.#list(item)
      return
    }
    if (isHtml(line)) {
      this.#html()
      return
    }
    if (line.includes('|') && isTableRule(this.#lines[this.#at + 1] ?? '')) {
      this.#table()
      return
    }
    this.#paragraph()
    return
  }

  #indentedCode(): void {
    const from = this.#at
    while (this.#at < this.#lines.length && (isBlank(this.#line) || indentOf(this.#line) >= 4)) this.#at += 1
    const lines = this.#lines.slice(from, this.#at).map((line) => dedent(line, 4))
    while (isBlank(lines.at(-1) ?? 'x')) lines.pop()
    this.#out.push(codeBlock(lines, '', this.#place.indent))
  }

  #fenced(fence: NonNullable<ReturnType<typeof fenceOf>>): void {
    const lines: string[] = []
    this.#at += 1
    while (this.#at < this.#lines.length && !closesFence(this.#line, fence)) {
      lines.push(dedent(this.#raw, fence.indent))
      this.#at += 1
    }
    this.#at += 1
    this.#out.push(codeBlock(lines, fence.info, this.#place.indent))
  }

  #quote(): void {
    const lines: string[] = []
    for (; this.#at < this.#lines.length && !isBlank(this.#line); this.#at += 1) {
      // A paragraph inside may go on without its marks.
      if (!isQuote(this.#line) && (interrupts(this.#line) || !isParagraph(lines.at(-1)))) break
      lines.push(isQuote(this.#line) ? unquote(this.#line) : this.#line)
    }
    this.#out.push(...this.#inside(lines, { quoted: true }))
  }

  #list(first: Item): void {
    let start = first.ordinal === null || first.ordinal === 1 ? 0 : first.ordinal
    for (let item: Item | null = first; item !== null && item.mark === first.mark; item = this.#nextItem()) {
      this.#item(item, start)
      start = 0
    }
  }
  #nextItem(): Item | null {
    let at = this.#at
    while (at < this.#lines.length && isBlank(this.#lines[at] ?? '')) at += 1
    const line = expandTabs(this.#lines[at] ?? '')
    const item = indentOf(line) < 4 ? itemOf(line) : null
    if (item !== null) this.#at = at
    return item
  }
  #item(item: Item, start: number): void {
    const lines = [item.text]
    let blank = false
    for (this.#at += 1; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#line
      if (isBlank(line)) {
        // An item that begins with nothing ends at the first blank line.
        if (lines.every(isBlank)) break
        blank = true
        lines.push('')
      } else if (indentOf(line) >= item.content) {
        blank = false
        lines.push(dedent(this.#raw, item.content))
      } else if (!blank && isParagraph(lines.at(-1)) && itemOf(line) === null && !interrupts(line)) {
        lines.push(line.trimStart())
      } else break
    }
    const task = item.ordinal === null ? /^\[([ xX])\](?:\s+|$)/.exec(lines[0]?.trimStart() ?? '') : null
    if (task !== null) lines[0] = (lines[0] ?? '').trimStart().slice(task[0].length)
    this.#putItem(item, lines, start, task === null ? null : task[1] !== ' ')
  }
  #putItem(item: Item, lines: readonly string[], start: number, ticked: boolean | null): void {
    const kind = ticked !== null ? 'check' : item.ordinal === null ? 'bullet' : 'number'
    const { indent } = this.#place
    const inner = this.#inside(lines, { indent: Math.min(indent + 1, MAX_INDENT) })
    const [head] = inner
    // The item's own line is its first paragraph; anything else stands below it.
    const own =
      !isBlank(lines[0] ?? '') && head?.type === 'block' && (head.kind === 'p' || head.kind === 'quote')
        ? head
        : null
    this.#put(kind, own?.content ?? [], { checked: ticked === true, start })
    this.#out.push(...(own === null ? inner : inner.slice(1)))
  }

  #html(): void {
    const from = this.#at
    const comment =
      /^ {0,3}<!--/.test(this.#line) && this.#lines.slice(from).some((line) => line.includes('-->'))
    const verbatim = /^ {0,3}<(script|style|pre)\b/i.exec(this.#line)?.[1]?.toLowerCase()
    for (; this.#at < this.#lines.length; this.#at += 1) {
      const line = this.#line
      if (
        comment
          ? line.includes('-->')
          : verbatim !== undefined && line.toLowerCase().includes(`</${verbatim}>`)
      ) {
        this.#at += 1
        break
      }
      if (!comment && verbatim === undefined && isBlank(line)) break
    }
    const source = this.#lines.slice(from, this.#at).join('\n')
    this.#out.push(...htmlBlocks(source, this.#plainKind, this.#place.indent, this.#place.references))
  }

  #table(): void {
    const head = cellsOf(this.#line)
    this.#put(this.#plainKind, this.#row(head, Format.bold))
    for (this.#at += 2; this.#at < this.#lines.length; this.#at += 1) {
      if (isBlank(this.#line) || interrupts(this.#line)) break
      this.#put(this.#plainKind, this.#row(cellsOf(this.#line), 0))
    }
  }
  #row(cells: readonly string[], format: number): Inline[] {
    return mergeRuns(
      cells.flatMap((cell, index): Inline[] => [
        ...(index === 0 ? [] : [{ type: 'text', text: ' | ', format: 0, url: null } as const]),
        ...this.#inline(cell).map((inline) =>
          inline.type === 'break' ? inline : { ...inline, format: inline.format | format },
        ),
      ]),
    )
  }

  #paragraph(): void {
    const lines = [this.#line]
    for (this.#at += 1; this.#at < this.#lines.length && !isBlank(this.#line); this.#at += 1) {
      const underline = indentOf(this.#line) < 4 ? underlineOf(this.#line) : null
      if (underline !== null) {
        this.#at += 1
        this.#put(headingKind(underline), this.#inline(lines.join('\n')))
        return
      }
      if (indentOf(this.#line) < 4 && interrupts(this.#line)) break
      if (this.#line.includes('|') && isTableRule(this.#lines[this.#at + 1] ?? '')) break
      lines.push(this.#line)
    }
    this.#put(this.#plainKind, this.#inline(lines.join('\n')))
  }
}

const headingKind = (level: number): Kind => (level === 1 ? 'h1' : level === 2 ? 'h2' : 'h3')

/** Whether a line of a container can be part of a paragraph that a following line continues. */
const isParagraph = (line: string | undefined): boolean =>
  line !== undefined &&
  !isBlank(line) &&
  indentOf(line) < 4 &&
  fenceOf(line) === null &&
  headingOf(line) === null &&
  !isRule(line)
