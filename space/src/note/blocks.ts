import * as Y from 'yjs'
import { safeUrl } from '../url.ts'
import { linesOf, partsOf } from './lines.ts'
import {
  BLOCK,
  Format,
  isKind,
  type Kind,
  LINE_BREAK,
  MAX_INDENT,
  PARAGRAPH,
  RULE,
  URL_ATTRIBUTE,
} from './schema.ts'
import { noteText } from './text.ts'

/** A stretch of text of one look (`format`: bits of `Format`), or a line break inside a block. */
export type Inline =
  | { readonly type: 'text'; readonly text: string; readonly format: number; readonly url: string | null }
  | { readonly type: 'break' }

export interface TextBlock {
  readonly type: 'block'
  readonly kind: Kind
  /** 0 to MAX_INDENT. */
  readonly indent: number
  /** Only a `check` has it ticked. */
  readonly checked: boolean
  /** Only of a `number`: it counts on from this; 0 when it counts on from the item before. */
  readonly start: number
  /** Only of `code`: what stood after the fence. */
  readonly language: string
  readonly content: readonly Inline[]
}
export type Block =
  | TextBlock
  | { readonly type: 'rule' }
  /** Something that this version doesn't know, with the words in it. */
  | { readonly type: 'unknown'; readonly name: string; readonly text: string }

export const textBlock = (
  kind: Kind,
  content: readonly Inline[],
  more: Partial<TextBlock> = {},
): TextBlock => ({
  type: 'block',
  kind,
  indent: 0,
  checked: false,
  start: 0,
  language: '',
  ...more,
  content: mergeRuns(content),
})
export const run = (text: string, format = 0, url: string | null = null): Inline => ({
  type: 'text',
  text,
  format,
  url,
})

/** Neighbours of one look become one; empty ones go; a line feed inside a text becomes a break. */
export function mergeRuns(content: readonly Inline[]): Inline[] {
  const out: Inline[] = []
  for (const inline of content.flatMap(splitLines)) {
    const last = out.at(-1)
    if (inline.type === 'break' || last?.type !== 'text') out.push(inline)
    else if (last.format === inline.format && last.url === inline.url)
      out[out.length - 1] = { ...last, text: last.text + inline.text }
    else out.push(inline)
  }
  return out
}

function splitLines(inline: Inline): Inline[] {
  if (inline.type === 'break') return [inline]
  const [first = '', ...rest] = inline.text.split(/\r\n?|\n/)
  const line = (text: string): Inline[] => (text === '' ? [] : [{ ...inline, text }])
  return [...line(first), ...rest.flatMap((text): Inline[] => [{ type: 'break' }, ...line(text)])]
}

/** The blocks as new Yjs elements, to be inserted into a body: exactly what the editor's binding would have written. */
export function blocksToYjs(blocks: readonly Block[]): Y.XmlElement[] {
  return blocks.map((block) => {
    if (block.type === 'rule') return new Y.XmlElement(RULE)
    if (block.type === 'unknown') return elementOf(textBlock('p', [run(block.text)]))
    return elementOf(block)
  })
}

function elementOf(block: TextBlock): Y.XmlElement {
  // Only what differs from the default is written: the binding takes the rest from a new node. An empty line has its text, as
  // `emptyBlock` says.
  const element = new Y.XmlElement<Record<string, string | number | boolean>>(BLOCK)
  if (block.kind !== 'p') element.setAttribute('__kind', block.kind)
  if (block.indent > 0) element.setAttribute('__indent', block.indent)
  if (block.checked) element.setAttribute('__checked', true)
  if (block.start > 0) element.setAttribute('__start', block.start)
  if (block.language !== '') element.setAttribute('__language', block.language)
  const children: (Y.XmlElement | Y.XmlText)[] = []
  let runs: Delta[] = []
  // Also where there are no words, for whoever begins to write there.
  const flush = (): void => {
    const text = new Y.XmlText()
    if (runs.length > 0) text.applyDelta(runs)
    children.push(text)
    runs = []
  }
  for (const inline of mergeRuns(block.content)) {
    if (inline.type === 'break') {
      flush()
      children.push(new Y.XmlElement(LINE_BREAK))
    } else runs.push(deltaOf(inline, runs.length))
  }
  flush()
  element.insert(0, children)
  // Yjs types attributes as strings unless told otherwise; it stores any JSON.
  return element as unknown as Y.XmlElement
}

interface Delta {
  readonly insert: string
  readonly attributes: Record<string, unknown>
}
function deltaOf({ text, format, url }: Extract<Inline, { type: 'text' }>, index: number): Delta {
  const attributes: Record<string, unknown> = {}
  if (format !== 0) attributes.p = { __format: format }
  if (url !== null) attributes[URL_ATTRIBUTE] = url
  // The binding numbers the runs after the first, so that Yjs doesn't merge two nodes of one look.
  if (index > 0) attributes.i = index
  return { insert: text, attributes }
}

/** The blocks of a body. Never throws: what has an unexpected form is read as plain as it must be to keep its words. */
export function blocksFromYjs(body: Y.XmlElement): Block[] {
  return linesOf(body).map((node): Block => {
    if (node instanceof Y.XmlElement && node.nodeName === RULE) return { type: 'rule' }
    if (node instanceof Y.XmlElement && (node.nodeName === BLOCK || node.nodeName === PARAGRAPH))
      return readBlock(node)
    if (node instanceof Y.XmlElement) return { type: 'unknown', name: node.nodeName, text: noteText(node) }
    return textBlock('p', node instanceof Y.XmlText ? readRuns(node) : [])
  })
}

function readBlock(element: Y.XmlElement): TextBlock {
  const attributes = element.getAttributes() as Record<string, unknown>
  const kind = isKind(attributes.__kind) ? attributes.__kind : 'p'
  return textBlock(kind, partsOf(element).flatMap(readInline), {
    indent: indentOf(attributes.__indent),
    checked: kind === 'check' && attributes.__checked === true,
    start: kind === 'number' ? startOf(attributes.__start) : 0,
    language: kind === 'code' && typeof attributes.__language === 'string' ? attributes.__language : '',
  })
}

function readInline(node: unknown): Inline[] {
  if (node instanceof Y.XmlText) return readRuns(node)
  if (!(node instanceof Y.XmlElement)) return []
  if (node.nodeName === LINE_BREAK) return [{ type: 'break' }]
  return [run(noteText(node))]
}

function readRuns(text: Y.XmlText): Inline[] {
  const delta = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]
  return delta.flatMap(({ insert, attributes = {} }): Inline[] => {
    if (typeof insert !== 'string') return []
    const { p: properties, [URL_ATTRIBUTE]: url } = attributes
    const format =
      typeof properties === 'object' && properties !== null && '__format' in properties
        ? properties.__format
        : 0
    return [run(insert, formatOf(format), typeof url === 'string' ? safeUrl(url) : null)]
  })
}

const whole = (value: unknown, most: number): number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 ? Math.min(value, most) : 0
/** Numbers as they may stand in a document that anybody writes, for all who read them alike. */
export const indentOf = (value: unknown): number => whole(value, MAX_INDENT)
export const startOf = (value: unknown): number => whole(value, 999_999_999)
/** Only the bits that this version shows. */
export const formatOf = (value: unknown): number => whole(value, 0x7fffffff) & ALL_FORMATS
const ALL_FORMATS = Object.values(Format).reduce((all, bit) => all | bit, 0)

/** The blocks' text without a document, as `noteText` would give it. */
export const blocksText = (blocks: readonly Block[]): string =>
  blocks
    .map((block) => {
      if (block.type === 'rule') return '---'
      if (block.type === 'unknown') return block.text
      return inlineText(block.content)
    })
    .join('\n')
export const inlineText = (content: readonly Inline[]): string =>
  content.map((inline) => (inline.type === 'break' ? '\n' : inline.text)).join('')

/** The number that each `number` block shows, by the same rule as the style sheet's counters; 0 for all others. */
export function ordinals(blocks: readonly Block[]): number[] {
  const counters: number[] = []
  return blocks.map((block) => {
    const indent = block.type === 'block' ? block.indent : 0
    const counts = block.type === 'block' && block.kind === 'number'
    // A block ends the counting of deeper levels; anything but a numbered item ends that of its own level too.
    counters.length = Math.min(counters.length, counts ? indent + 1 : indent)
    if (!counts) return 0
    const ordinal = block.start > 0 ? block.start : (counters[indent] ?? 0) + 1
    counters[indent] = ordinal
    return ordinal
  })
}
