import { safeUrl } from '@weft/space'
import {
  type Block,
  blocksText,
  type Inline,
  isKind,
  MAX_INDENT,
  parseMarkdown,
  run,
  textBlock,
  writeMarkdown,
} from '@weft/space/note'
import { cleanHtml } from './clean-html.ts'
import { blocksFromDom } from './html-read.ts'
import { htmlFromBlocks } from './html-write.ts'

/** Our own blocks on the clipboard, so that nothing is lost from one note to another. */
const OWN = 'application/x-weft-blocks'

/** Puts blocks on the clipboard: for notes, for programs that take HTML, and as Markdown. */
export function writeClipboard(data: DataTransfer, blocks: readonly Block[]): void {
  const [only] = blocks
  const inline = blocks.length === 1 && only?.type === 'block' && only.kind === 'p'
  data.setData('text/plain', inline ? blocksText(blocks) : writeMarkdown(blocks).trimEnd())
  data.setData('text/html', htmlFromBlocks(blocks))
  data.setData(OWN, JSON.stringify(blocks))
}

/** What is on the clipboard as blocks; null if it holds no words. */
export function readClipboard(data: DataTransfer): Block[] | null {
  const own = readOwn(data.getData(OWN))
  if (own !== null) return own
  const html = data.getData('text/html')
  const text = data.getData('text/plain')
  // Code editors give their colours as HTML; what was meant is the text.
  const fromCode = data.types.includes('vscode-editor-data')
  if (html !== '' && !fromCode) {
    const blocks = blocksFromDom(cleanHtml(html))
    if (blocks.length > 0) return blocks
  }
  if (text === '') return null
  return looksLikeMarkdown(text) ? parseMarkdown(text) : plainBlocks(text)
}

/** Blank lines part paragraphs if there are any; otherwise each line is one. */
export function plainBlocks(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n+$/, '')
  const parts = /\n[ \t]*\n/.test(lines) ? lines.split(/\n(?:[ \t]*\n)+/) : lines.split('\n')
  return parts.map((part) => textBlock('p', [run(part)]))
}

/** Whether text was certainly written as Markdown: marks of blocks, or a link, that nobody types by accident. */
export const looksLikeMarkdown = (text: string): boolean =>
  /^#{1,6} \S/m.test(text) ||
  /^```/m.test(text) ||
  /\[[^\]\n]+\]\(https?:\/\/[^)\s]+\)/.test(text) ||
  /^[-*+] \[[ x]\] \S/m.test(text) ||
  /^(?:[-*+]|\d+\.) \S.*\n\s*(?:[-*+]|\d+\.) \S/m.test(text) ||
  (text.includes('\n') && /\*\*\S[^*\n]*\S\*\*/.test(text))

/** The clipboard belongs to everybody: what says that it is ours is read as anything else that comes in. */
function readOwn(json: string): Block[] | null {
  if (json === '') return null
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    // Not ours after all: the other forms on the clipboard are read.
    return null
  }
  return Array.isArray(value) ? value.map(readBlock).filter((block) => block !== null) : null
}
function readBlock(value: unknown): Block | null {
  if (!isRecord(value)) return null
  if (value.type === 'rule') return { type: 'rule' }
  if (value.type === 'unknown') return textBlock('p', [run(String(value.text))])
  if (!isKind(value.kind) || !Array.isArray(value.content)) return null
  return textBlock(value.kind, value.content.map(readInline), {
    indent: whole(value.indent, MAX_INDENT),
    checked: value.kind === 'check' && value.checked === true,
    start: value.kind === 'number' ? whole(value.start, 999_999_999) : 0,
    language: typeof value.language === 'string' ? value.language : '',
  })
}
function readInline(value: unknown): Inline {
  if (!isRecord(value) || typeof value.text !== 'string') return { type: 'break' }
  return run(value.text, whole(value.format, 31), typeof value.url === 'string' ? safeUrl(value.url) : null)
}
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
const whole = (value: unknown, most: number): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? Math.min(value, most) : 0
