import { safeUrl } from '@weft/space'
import {
  type Block,
  Format,
  type Inline,
  isListKind,
  type Kind,
  MAX_INDENT,
  run,
  textBlock,
} from '@weft/space/note'

/** What a page's element says about the line that it begins. */
interface Place {
  readonly kind: Kind
  readonly indent: number
  readonly checked: boolean
  readonly start: number
}
interface Look {
  readonly format: number
  readonly url: string | null
  readonly pre: boolean
}

const BLOCKS =
  /^(?:ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|BODY|CENTER|DD|DETAILS|DIV|DL|DT|FIGCAPTION|FIGURE|FOOTER|FORM|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|SUMMARY|TABLE|TBODY|TD|TFOOT|TH|THEAD|TR|UL)$/
const SKIPPED = /^(?:SCRIPT|STYLE|HEAD|META|LINK|TEMPLATE|NOSCRIPT|TITLE)$/
const PLAIN: Place = { kind: 'p', indent: 0, checked: false, start: 0 }
const PLAIN_LOOK: Look = { format: 0, url: null, pre: false }

/**
 * The blocks of a piece of a web page or another editor's document: headings, lists with their depth, check boxes, quotes,
 * code, tables line by line, and looks by element or style. Nothing of it is executed or fetched: it comes from `cleanHtml`.
 */
export function blocksFromDom(body: Node): Block[] {
  const reader = new DomReader()
  reader.children(body, PLAIN_LOOK, PLAIN, 0)
  return reader.end()
}

class DomReader {
  readonly #out: Block[] = []
  #content: Inline[] = []
  #place: Place = PLAIN
  /** The line was opened by an element of its own and has no words yet. */
  #fresh: boolean = false

  end(): Block[] {
    this.#flush()
    return this.#out
  }

  children(node: Node, look: Look, at: Place, depth: number): void {
    for (const child of node.childNodes) this.#visit(child, look, at, depth)
  }

  #flush(): void {
    const { kind, ...more } = this.#place
    const content = tidy(this.#content, kind === 'code')
    // An empty element is only layout, but an item without words is still an item.
    if (content.length > 0 || (this.#fresh && isListKind(kind)))
      this.#out.push(textBlock(kind, content, more))
    this.#content = []
    this.#fresh = false
  }

  #visit(node: Node, look: Look, at: Place, depth: number): void {
    if (node.nodeType === Node.TEXT_NODE) {
      const text = node.nodeValue ?? ''
      this.#text(look.pre ? text : text.replace(/[ \t\r\n\f]+/g, ' '), look)
    } else if (node instanceof HTMLElement && !SKIPPED.test(node.tagName))
      this.#element(node, look, at, depth)
  }
  #text(text: string, { format, url }: Look): void {
    if (text !== '') this.#content.push(run(text, format, url))
  }

  #element(element: HTMLElement, outer: Look, at: Place, depth: number): void {
    const { tagName } = element
    const look = lookOf(element, outer)
    if (tagName === 'BR' || (BLOCKS.test(tagName) && outer.pre)) {
      this.#content.push({ type: 'break' })
      this.children(element, look, at, depth)
    } else if (tagName === 'IMG') {
      const url = safeUrl(element.getAttribute('src') ?? '') ?? look.url
      this.#text(element.getAttribute('alt') ?? '', { ...look, url })
    } else if (!BLOCKS.test(tagName)) this.children(element, look, at, depth)
    else if (tagName === 'HR') {
      this.#flush()
      this.#out.push({ type: 'rule' })
    } else if (tagName === 'TR') this.#row(element, look, at, depth)
    else if (tagName === 'UL' || tagName === 'OL') {
      this.#flush()
      this.children(element, look, at, depth + 1)
      this.#after(at)
    } else this.#block(element, look, at, depth)
  }

  #block(element: HTMLElement, look: Look, at: Place, depth: number): void {
    const own = placeOf(element, at, depth)
    if (own !== null) {
      this.#flush()
      this.#place = own
      this.#fresh = true
    } else if (this.#content.length > 0) this.#after(at)
    this.children(element, look, own ?? at, depth)
    this.#after(at)
  }
  /** What comes next in a container that has words already: in a list item, a paragraph below it. */
  #after(at: Place): void {
    this.#flush()
    this.#place = isListKind(at.kind) ? { ...PLAIN, indent: Math.min(at.indent + 1, MAX_INDENT) } : at
  }

  #row(row: HTMLElement, look: Look, at: Place, depth: number): void {
    this.#after(at)
    Array.from(row.children).forEach((cell, index) => {
      if (index > 0) this.#text(' | ', PLAIN_LOOK)
      this.children(cell, lookOf(cell, look), at, depth)
    })
    this.#after(at)
  }
}

/** What the element itself makes of its line; null if it only parts one line from the next. */
function placeOf(element: HTMLElement, at: Place, depth: number): Place | null {
  const heading = /^H([1-6])$/.exec(element.tagName)?.[1]
  if (heading !== undefined)
    return { ...PLAIN, indent: at.indent, kind: heading === '1' ? 'h1' : heading === '2' ? 'h2' : 'h3' }
  if (element.tagName === 'BLOCKQUOTE') return { ...PLAIN, indent: at.indent, kind: 'quote' }
  if (element.tagName === 'PRE') return { ...PLAIN, indent: at.indent, kind: 'code' }
  return element.tagName === 'LI' ? itemOf(element, depth) : null
}
function itemOf(item: HTMLElement, depth: number): Place {
  const indent = Math.max(0, Math.min(depth - 1, MAX_INDENT))
  const box = item.querySelector(
    ':scope > input[type=checkbox], :scope > p > input[type=checkbox], :scope > label > input[type=checkbox]',
  )
  const tick = item.getAttribute('aria-checked') ?? item.getAttribute('data-checked')
  if (box !== null || tick !== null)
    return {
      kind: 'check',
      indent,
      start: 0,
      checked: tick === 'true' || (box instanceof HTMLInputElement && box.checked),
    }
  if (item.parentElement?.tagName !== 'OL') return { ...PLAIN, kind: 'bullet', indent }
  const first = item.parentElement.querySelector(':scope > li') === item
  const start = Number(
    item.getAttribute('value') ?? (first ? item.parentElement.getAttribute('start') : null) ?? 1,
  )
  return { ...PLAIN, kind: 'number', indent, start: Number.isInteger(start) && start > 1 ? start : 0 }
}
function lookOf(element: Element, look: Look): Look {
  let { format, url, pre } = look
  const { tagName } = element
  if (tagName === 'B' || tagName === 'STRONG') format |= Format.bold
  if (tagName === 'I' || tagName === 'EM') format |= Format.italic
  if (tagName === 'S' || tagName === 'DEL' || tagName === 'STRIKE') format |= Format.strike
  if (tagName === 'U' || tagName === 'INS') format |= Format.underline
  if ((tagName === 'CODE' || tagName === 'KBD' || tagName === 'SAMP') && !pre) format |= Format.code
  if (tagName === 'A') url = safeUrl(element.getAttribute('href') ?? '') ?? url
  if (tagName === 'PRE') pre = true
  if (element instanceof HTMLElement) {
    const { fontWeight, fontStyle, textDecorationLine, textDecoration } = element.style
    if (/^(?:bold|[6-9]00)$/.test(fontWeight)) format |= Format.bold
    // Google Docs wraps what it copies in a <b> that says it isn't bold.
    if (/^(?:normal|[1-4]00)$/.test(fontWeight)) format &= ~Format.bold
    if (fontStyle === 'italic') format |= Format.italic
    const lines = `${textDecorationLine} ${textDecoration}`
    if (lines.includes('line-through')) format |= Format.strike
    if (lines.includes('underline') && tagName !== 'A' && url === null) format |= Format.underline
  }
  return { format, url, pre }
}

/** Without the blanks that only lay out the source. */
function tidy(content: readonly Inline[], code: boolean): Inline[] {
  if (code) {
    const text = content.map((inline) => (inline.type === 'break' ? '\n' : inline.text)).join('')
    return text === '' ? [] : [run(text.replace(/^\n|\n$/g, ''))]
  }
  const out: Inline[] = []
  for (const inline of content) {
    const before = out.at(-1)
    const atBlank = before === undefined || before.type === 'break' || before.text.endsWith(' ')
    if (inline.type === 'break') out.push(inline)
    else {
      const text = atBlank ? inline.text.replace(/^ +/, '') : inline.text
      if (text !== '') out.push({ ...inline, text })
    }
  }
  while (out.at(-1)?.type === 'break') out.pop()
  const last = out.at(-1)
  if (last?.type === 'text') out[out.length - 1] = { ...last, text: last.text.trimEnd() }
  return out
}
