import { type Block, Format, type Inline, type TextBlock } from '@weft/space/note'

type ListTag = 'ul' | 'ol'

/** The blocks as HTML for other programs, with lists nested as they should be. */
export function htmlFromBlocks(blocks: readonly Block[]): string {
  let out = ''
  const open: { tag: ListTag; item: boolean }[] = []
  const closeTo = (depth: number): void => {
    while (open.length > depth) {
      const level = open.pop()
      out += `${level?.item === true ? '</li>' : ''}</${level?.tag}>`
    }
  }
  const openItem = (block: TextBlock, tag: ListTag): void => {
    const depth = block.indent + 1
    closeTo(open[block.indent]?.tag === tag ? depth : Math.min(depth, block.indent))
    while (open.length < depth) {
      out += `<${tag}${tag === 'ol' && block.start > 0 ? ` start="${block.start}"` : ''}>`
      open.push({ tag, item: false })
      // A level that was jumped over still needs an item to stand in.
      if (open.length < depth) startItem()
    }
    startItem()
  }
  const startItem = (): void => {
    const level = open.at(-1)
    out += level?.item === true ? '</li><li>' : '<li>'
    if (level !== undefined) level.item = true
  }
  for (const block of blocks) {
    const tag = block.type === 'block' ? listTag(block) : null
    if (block.type === 'block' && tag !== null) {
      openItem(block, tag)
      const tick = block.checked ? ' checked' : ''
      out += `${block.kind === 'check' ? `<input type="checkbox" disabled${tick}> ` : ''}${inlineHtml(block.content)}`
      continue
    }
    closeTo(0)
    if (block.type === 'rule') out += '<hr>'
    else out += block.type === 'unknown' ? `<p>${escaped(block.text)}</p>` : blockHtml(block)
  }
  closeTo(0)
  return out
}

const listTag = ({ kind }: TextBlock): ListTag | null =>
  kind === 'number' ? 'ol' : kind === 'bullet' || kind === 'check' ? 'ul' : null

function blockHtml({ kind, content }: TextBlock): string {
  if (kind !== 'code') {
    const tag = kind === 'quote' ? 'blockquote' : kind
    return `<${tag}>${inlineHtml(content)}</${tag}>`
  }
  const code = content.map((part) => (part.type === 'break' ? '\n' : escaped(part.text)))
  return `<pre><code>${code.join('')}</code></pre>`
}

const TAGS = [
  [Format.code, 'code'],
  [Format.bold, 'strong'],
  [Format.italic, 'em'],
  [Format.strike, 's'],
  [Format.underline, 'u'],
] as const

function inlineHtml(content: readonly Inline[]): string {
  const parts = content.map((inline) => {
    if (inline.type === 'break') return '<br>'
    let html = escaped(inline.text)
    for (const [bit, tag] of TAGS) if ((inline.format & bit) !== 0) html = `<${tag}>${html}</${tag}>`
    return inline.url === null ? html : `<a href="${escaped(inline.url)}">${html}</a>`
  })
  return parts.join('')
}

const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])
const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => ESCAPED.get(char) ?? char)
