import { type Block, type Inline, textBlock } from '../blocks.ts'
import type { Kind } from '../schema.ts'
import { decodeEntities } from './entities.ts'
import { parseInline, type References } from './inline.ts'
import { htmlTagAt } from './tokens.ts'

const BREAKS =
  /^(?:address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|head|header|hr|html|legend|li|main|menu|nav|ol|option|p|picture|pre|section|summary|table|tbody|td|tfoot|th|thead|title|tr|ul)$/

/**
 * A block of raw HTML in Markdown as note blocks: each block-level tag begins a new one, headings and list items are taken
 * over, and of everything else the words stay. What no reader would see (comments, scripts, styles) goes.
 */
export function htmlBlocks(source: string, plain: Kind, indent: number, references: References): Block[] {
  const html = source.replace(/<!--[\s\S]*?-->/g, '').replace(/<(script|style)\b[\s\S]*?(?:<\/\1>|$)/gi, '')
  const out: Block[] = []
  let kind = plain
  let pre = false
  let text = ''
  const flush = (): void => {
    const content: Inline[] = pre
      ? [{ type: 'text', text: stripTags(text).replace(/^\n|\n$/g, ''), format: 0, url: null }]
      : parseInline(text.trim().replace(/\s*\n\s*/g, '\n'), references)
    const block = textBlock(pre ? 'code' : kind, content, { indent })
    if (block.content.some((inline) => inline.type === 'text' && inline.text.trim() !== '')) out.push(block)
    text = ''
  }
  for (let at = 0; at < html.length; ) {
    const tag = html[at] === '<' ? htmlTagAt(html, at) : null
    if (tag === null || !BREAKS.test(tag.name)) {
      const length = tag?.length ?? 1
      text += html.slice(at, at + length)
      at += length
      continue
    }
    flush()
    at += tag.length
    pre = tag.name === 'pre' && !tag.closes
    kind = tag.closes ? plain : kindOf(tag.name, plain)
    if (tag.name === 'hr') out.push({ type: 'rule' })
  }
  flush()
  return out
}

function kindOf(tag: string, plain: Kind): Kind {
  if (/^h[1-6]$/.test(tag)) return tag === 'h1' ? 'h1' : tag === 'h2' ? 'h2' : 'h3'
  if (tag === 'li') return 'bullet'
  return tag === 'blockquote' ? 'quote' : plain
}

const stripTags = (html: string): string => decodeEntities(html.replace(/<[^<>]*>/g, ''))
