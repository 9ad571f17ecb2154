import * as Y from 'yjs'

/**
 * How a note lies in its space's document. The body is an `XmlElement` without a name; its children are blocks, one level
 * deep, and a block's children are runs of text (`XmlText`) and line breaks. Names and attributes are those that
 * @lexical/yjs's V2 binding reads and writes, so that a note made without an editor opens in one unchanged.
 *
 * What a block is (heading, list item, quote, code …) and how deep it is indented are attributes of it, and a link is a
 * format of text. So turning a line into a heading, indenting an item or linking a word changes an attribute, and what
 * somebody else types there at the same moment stays. (Lexical's own list, heading and link nodes need the text deleted and
 * inserted anew, which loses those words.) What was deleted isn't shown, and not all of it is gone: see `lines.ts`.
 */
export const BLOCK = 'block'
export const RULE = 'rule'
export const LINE_BREAK = 'linebreak'
/** Attribute of a run of text that is a link: its address. The binding keeps a node's state `url` under this name. */
export const URL_ATTRIBUTE = 's_url'
/** Lexical's own paragraph: written by other programs, shown like a block of kind `p`. */
export const PARAGRAPH = 'paragraph'

const KNOWN_ELEMENTS: ReadonlySet<string> = new Set([BLOCK, RULE, LINE_BREAK, PARAGRAPH])
const KNOWN_TEXTS: ReadonlySet<string> = new Set(['text', 'tab'])

export const KINDS = ['p', 'h1', 'h2', 'h3', 'quote', 'bullet', 'number', 'check', 'code'] as const
export type Kind = (typeof KINDS)[number]
export const isKind = (kind: unknown): kind is Kind => (KINDS as readonly unknown[]).includes(kind)
export const isListKind = (kind: Kind): kind is 'bullet' | 'number' | 'check' =>
  kind === 'bullet' || kind === 'number' || kind === 'check'

/** Levels of indentation: 0 to this. */
export const MAX_INDENT = 7

/** Bits of a run's `__format`, as Lexical numbers them. */
export const Format = { bold: 1, italic: 2, strike: 4, underline: 8, code: 16 } as const

/**
 * A new empty line, as the first of a new note. It has its text from the beginning: if whoever types first made it, two who
 * begin to write in one line at once would make two, side by side, which the binding then takes for one and writes twice.
 */
export function emptyBlock(): Y.XmlElement {
  const block = new Y.XmlElement(BLOCK)
  block.insert(0, [new Y.XmlText()])
  return block
}

/** The plain characters of a run. (`XmlText.toString` would give markup.) */
export const plainText = (run: Y.XmlText): string => Y.Text.prototype.toString.call(run) as string

export interface UnknownContent {
  /** Names of elements, and types of runs of text, that this version doesn't know. */
  readonly elements: ReadonlySet<string>
  readonly texts: ReadonlySet<string>
}

/**
 * What in this body this version doesn't know: made by a newer one or by another program. While there is any, the note is
 * shown read-only, with placeholders; nothing is dropped.
 */
export function unknownContent(body: Y.XmlElement): UnknownContent {
  const elements = new Set<string>()
  const texts = new Set<string>()
  const visit = (node: unknown): void => {
    if (node instanceof Y.XmlText) {
      for (const { attributes } of node.toDelta() as { attributes?: { t?: unknown } }[]) {
        const type = String(attributes?.t ?? 'text')
        if (!KNOWN_TEXTS.has(type)) texts.add(type)
      }
    } else if (node instanceof Y.XmlElement) {
      if (!KNOWN_ELEMENTS.has(node.nodeName)) elements.add(node.nodeName)
      node.toArray().forEach(visit)
    }
  }
  body.toArray().forEach(visit)
  return { elements, texts }
}

/** The names of `unknownContent`, elements and runs together. */
export function unknownNodeNames(body: Y.XmlElement): Set<string> {
  const { elements, texts } = unknownContent(body)
  return new Set([...elements, ...texts])
}
