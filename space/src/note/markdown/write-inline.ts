import { type Inline, mergeRuns } from '../blocks.ts'
import { Format } from '../schema.ts'
import { parseInline } from './inline.ts'

type Text = Extract<Inline, { type: 'text' }>

/** The formats that are written around text, outermost first. Underline has no mark in Markdown. */
const MARKS = [
  { bit: Format.underline, mark: null, tag: 'u' },
  { bit: Format.strike, mark: '~~', tag: 'del' },
  { bit: Format.bold, mark: '**', tag: 'strong' },
  { bit: Format.italic, mark: '*', tag: 'em' },
] as const

/**
 * Text as lines of Markdown, one more for each break. It is written with marks and read back; where the reader doesn't find
 * the same again (marks beside each other or inside a word), the line is written with HTML tags, which can't be mistaken.
 */
export function writeInline(content: readonly Inline[]): string[] {
  const lines: Text[][] = [[]]
  for (const inline of mergeRuns(content)) {
    if (inline.type === 'break') lines.push([])
    else lines.at(-1)?.push(inline)
  }
  return lines.map((line) => {
    const runs = trim(line)
    const marked = escapeStart(write(runs, 'marks'))
    return look(parseInline(marked)) === look(runs) ? marked : escapeStart(write(runs, 'tags'))
  })
}

/** The lines of one paragraph: each but the last ends in a hard break. */
export function paragraph(content: readonly Inline[]): string[] {
  const lines = writeInline(content)
  while (lines.length > 1 && lines.at(-1) === '') lines.pop()
  return lines.map((line, at) => (at === lines.length - 1 ? line : line === '' ? '<br>' : `${line}\\`))
}

function trim(runs: readonly Text[]): Text[] {
  const out = runs.map((run) => ({ ...run }))
  const first = out[0]
  if (first !== undefined) first.text = first.text.trimStart()
  const last = out.at(-1)
  if (last !== undefined) last.text = last.text.trimEnd()
  return out.filter((run) => run.text !== '')
}

function write(runs: readonly Text[], how: 'marks' | 'tags'): string {
  let out = ''
  const open: number[] = []
  let url: string | null = null
  const closeTo = (depth: number): void => {
    while (open.length > depth) {
      const mark = MARKS[open.pop() ?? 0]
      out += how === 'tags' || mark?.mark === null ? `</${mark?.tag}>` : (mark?.mark ?? '')
    }
  }
  const openMark = (index: number): void => {
    const mark = MARKS[index]
    out += how === 'tags' || mark?.mark === null ? `<${mark?.tag}>` : (mark?.mark ?? '')
    open.push(index)
  }
  const endLink = (): void => {
    if (url !== null) out += `](${destination(url)})`
    url = null
  }
  for (const run of how === 'marks' ? looseBlanks(runs) : runs) {
    const wanted = MARKS.flatMap(({ bit }, index) => ((run.format & bit) === 0 ? [] : [index]))
    if (run.url !== url) {
      closeTo(0)
      endLink()
      if (run.url !== null) out += '['
      url = run.url
    }
    const kept = open.findIndex((index, depth) => wanted[depth] !== index)
    closeTo(kept < 0 ? open.length : kept)
    for (const index of wanted.slice(open.length)) openMark(index)
    if ((run.format & Format.code) !== 0) out += codeSpan(run.text)
    else out += how === 'marks' ? escapeText(run.text) : exactText(run.text)
  }
  closeTo(0)
  endLink()
  return out
}

/** Blanks at the ends of a formatted run go outside: marks must touch their words. */
function looseBlanks(runs: readonly Text[]): Text[] {
  const bare = (run: Text, text: string): Text => ({ ...run, text, format: 0 })
  return runs.flatMap((run) => {
    if (run.format === 0 || (run.format & Format.code) !== 0) return [run]
    const [, before = '', text = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(run.text) ?? []
    if (text === '') return [bare(run, run.text)]
    return [bare(run, before), { ...run, text }, bare(run, after)].filter((part) => part.text !== '')
  })
}

function escapeText(text: string): string {
  return text
    .replace(/[\\`*[\]]/g, '\\$&')
    .replace(/_/g, (mark, at: number, whole: string) =>
      /[\p{L}\p{N}]/u.test(whole[at - 1] ?? '') && /[\p{L}\p{N}]/u.test(whole[at + 1] ?? '') ? mark : '\\_',
    )
    .replace(/~~+/g, (mark) => mark.replaceAll('~', '\\~'))
    .replace(/<(?=[A-Za-z/!?])/g, '\\<')
    .replace(/&(?=#?[A-Za-z0-9]+;)/g, '\\&')
    .replace(/\r/g, ' ')
}

/** As `escapeText`, and nothing in it can be read as a link or, with a single tilde, as struck through. */
const exactText = (text: string): string =>
  escapeText(text)
    .replace(/(https?:)\/\//gi, '$1\\/\\/')
    .replace(/(www)\./gi, '$1\\.')
    .replace(/(?<!\\)~/g, '\\~')

/** What would begin something else than a paragraph, were it not escaped. */
const escapeStart = (line: string): string =>
  (startsBlock(line) ? `\\${line}` : line)
    .replace(/^(#{1,6})(?=\s|$)/, '\\$1')
    .replace(/^(\d{1,9})([.)])(?=\s|$)/, '$1\\$2')
const startsBlock = (line: string): boolean =>
  /^(?:[-+](?:\s|$)|[-=]+\s*$|>|~~~|[|:-][\s|:-]*$|(?:-\s*){3,}$)/.test(line)

function codeSpan(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
  const fence = '`'.repeat(longest === 1 ? 2 : longest === 0 ? 1 : longest + 1)
  const pad = /^`|`$|^ .* $/.test(text) ? ' ' : ''
  return fence + pad + text + pad + fence
}

const destination = (url: string): string =>
  /[()\s]/.test(url) ? `<${url}>` : url.replace(/&(?=#?\w+;)/g, '\\&')

/** The characters and how each looks; a blank looks the same in any format but code. */
function look(runs: readonly Inline[]): string {
  return JSON.stringify(
    runs.flatMap((inline): unknown[] =>
      inline.type === 'break'
        ? ['\n']
        : [...inline.text].map((char) => [
            char,
            /\s/.test(char) && (inline.format & Format.code) === 0 ? 0 : inline.format,
            inline.url,
          ]),
    ),
  )
}
