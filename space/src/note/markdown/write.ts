import { type Block, inlineText, mergeRuns, ordinals, run, type TextBlock } from '../blocks.ts'
import { isListKind } from '../schema.ts'
import { paragraph, writeInline } from './write-inline.ts'

/**
 * Blocks as Markdown that `parseMarkdown` reads back as the same blocks, with these exceptions: blanks at a line's ends and
 * empty lines go; blocks are only as deep as the list item that they stand in; and what this version doesn't know comes as
 * a paragraph.
 */
export function writeMarkdown(blocks: readonly Block[]): string {
  const writer = new Writer()
  const numbers = ordinals(blocks)
  blocks.forEach((block, index) => {
    writer.put(block, numbers[index] ?? 0)
  })
  return writer.toString()
}

/** A list item that what follows may stand in. */
interface Level {
  /** The column at which its content begins. */
  readonly column: number
  /** Its number, or null if it has none. */
  readonly ordinal: number | null
}

class Writer {
  readonly #out: string[] = []
  #levels: Level[] = []
  #previous: Block | null = null

  toString(): string {
    return this.#out.length === 0 ? '' : `${this.#out.join('\n')}\n`
  }

  put(block: Block, ordinal: number): void {
    const mark = block.type === 'block' ? markOf(block, ordinal) : ''
    const lines = linesOf(block)
    if (mark === '' && lines.every((line) => line === '')) return
    const indent = block.type === 'block' ? Math.min(block.indent, this.#levels.length) : 0
    const column = this.#levels[indent - 1]?.column ?? 0
    for (const line of this.#gap(block, indent, ordinal)) this.#line(line, column)
    const hang = mark.startsWith('- ') ? 2 : mark.length
    lines.forEach((line, at) => {
      if (at === 0) this.#line((mark + line).trimEnd(), column)
      else this.#line(line, column + hang)
    })
    this.#levels.length = indent
    if (mark !== '') this.#levels.push({ column: column + hang, ordinal: ordinal === 0 ? null : ordinal })
    this.#previous = block
  }

  #line(line: string, column: number): void {
    this.#out.push(line === '' ? '' : ' '.repeat(column) + line)
  }

  /** What stands between the block before and this one. */
  #gap(block: Block, indent: number, ordinal: number): string[] {
    const before = this.#previous
    if (before === null) return []
    if (before.type !== 'block' || block.type !== 'block') return ['']
    if (before.kind === 'quote' && block.kind === 'quote' && before.indent === block.indent) return ['>']
    if (!isListKind(before.kind) || !isListKind(block.kind)) return ['']
    // Readers count on through a list whatever its numbers say; a comment ends the list.
    const open = this.#levels[indent]?.ordinal ?? null
    if (ordinal > 0 && open !== null && open + 1 !== ordinal) return ['', '<!-- -->', '']
    return before.indent === block.indent && (before.kind === 'number') !== ordinal > 0 ? [''] : []
  }
}

function markOf(block: TextBlock, ordinal: number): string {
  switch (block.kind) {
    case 'bullet':
      return '- '
    case 'check':
      return block.checked ? '- [x] ' : '- [ ] '
    case 'number':
      return `${ordinal}. `
    default:
      return ''
  }
}

function linesOf(block: Block): string[] {
  if (block.type === 'rule') return ['---']
  if (block.type === 'unknown') return paragraph(mergeRuns([run(block.text)]))
  switch (block.kind) {
    case 'code':
      return codeLines(block)
    case 'quote':
      return paragraph(block.content).map((line) => `> ${line}`.trimEnd())
    case 'h1':
    case 'h2':
    case 'h3':
      return [`${'#'.repeat(Number(block.kind[1]))} ${writeInline(block.content).join('<br>')}`.trimEnd()]
    case 'p':
    case 'bullet':
    case 'number':
    case 'check':
      return paragraph(block.content)
  }
}

function codeLines(block: TextBlock): string[] {
  const code = inlineText(block.content)
  const info = block.language.replace(/\s+/g, ' ').trim()
  // Only a fence of tildes may have backticks in what stands after it.
  const char = info.includes('`') ? '~' : '`'
  const runs = [...code.matchAll(char === '~' ? /~+/g : /`+/g)].map(([marks]) => marks.length)
  const fence = char.repeat(Math.max(2, ...runs) + 1)
  return [`${fence}${info}`, ...(code === '' ? [] : code.split('\n')), fence]
}
