import { BLOCK, indentOf, isKind, isListKind, type Kind, MAX_INDENT, startOf } from '@weft/space/note'
import {
  type EditorConfig,
  type LexicalNode,
  type LexicalUpdateJSON,
  ParagraphNode,
  type RangeSelection,
  type SerializedParagraphNode,
  type Spread,
} from 'lexical'

export type SerializedBlock = Spread<
  { kind: string; checked: boolean; start: number; language: string },
  SerializedParagraphNode
>

/**
 * A line of a note, whatever it is: paragraph, heading, list item, quote or code. What it is, is a property and not a class,
 * so that changing it leaves the node, its shared element and the text that others type in it where they are. It stands in
 * for Lexical's paragraph everywhere. Property names are the names of the shared element's attributes.
 */
export class BlockNode extends ParagraphNode {
  /** As it was read: a kind of a newer version is kept, and shown as a paragraph. */
  __kind: string
  __checked: boolean
  __start: number
  __language: string

  static override getType(): string {
    return BLOCK
  }
  static override clone(node: BlockNode): BlockNode {
    return new BlockNode(node.__kind, node.__key)
  }
  static override importJSON(json: SerializedBlock): BlockNode {
    return new BlockNode().updateFromJSON(json)
  }

  // Without arguments it is the block that the binding takes the defaults from.
  constructor(kind = 'p', key?: string) {
    super(key)
    this.__kind = kind
    this.__checked = false
    this.__start = 0
    this.__language = ''
  }

  override afterCloneFrom(from: this): void {
    super.afterCloneFrom(from)
    this.__kind = from.__kind
    this.__checked = from.__checked
    this.__start = from.__start
    this.__language = from.__language
  }
  override updateFromJSON(json: LexicalUpdateJSON<SerializedBlock>): this {
    const self = super.updateFromJSON(json).getWritable()
    self.__kind = isKind(json.kind) ? json.kind : 'p'
    self.__checked = json.checked === true
    self.__start = Number.isInteger(json.start) ? json.start : 0
    self.__language = typeof json.language === 'string' ? json.language : ''
    return self
  }
  override exportJSON(): SerializedBlock {
    return {
      ...super.exportJSON(),
      type: BLOCK,
      kind: this.getKind(),
      checked: this.getChecked(),
      start: this.getStart(),
      language: this.getLanguage(),
    }
  }

  getKind(): Kind {
    const kind = this.getLatest().__kind
    return isKind(kind) ? kind : 'p'
  }
  /** Turns it into something else; what only made sense for what it was goes. */
  setKind(kind: Kind): this {
    const self = this.getWritable()
    self.__kind = kind
    if (kind !== 'check') self.__checked = false
    if (kind !== 'number') self.__start = 0
    if (kind !== 'code') self.__language = ''
    return self
  }
  getChecked(): boolean {
    const self = this.getLatest()
    return self.__kind === 'check' && self.__checked
  }
  setChecked(checked: boolean): this {
    const self = this.getWritable()
    self.__checked = checked
    return self
  }
  getStart(): number {
    const self = this.getLatest()
    return self.__kind === 'number' ? startOf(self.__start) : 0
  }
  setStart(start: number): this {
    const self = this.getWritable()
    self.__start = start
    return self
  }
  getLanguage(): string {
    return this.getLatest().__language
  }
  setLanguage(language: string): this {
    const self = this.getWritable()
    self.__language = language
    return self
  }
  override getIndent(): number {
    return indentOf(super.getIndent())
  }
  override setIndent(indent: number): this {
    return super.setIndent(Math.max(0, Math.min(indent, MAX_INDENT)))
  }
  isList(): boolean {
    return isListKind(this.getKind())
  }

  override createDOM(_config: EditorConfig): HTMLElement {
    const dom = document.createElement(tagOf(this.getKind()))
    this.#decorate(dom)
    return dom
  }
  override updateDOM(previous: BlockNode, dom: HTMLElement, _config: EditorConfig): boolean {
    const was = isKind(previous.__kind) ? previous.__kind : 'p'
    if (tagOf(was) !== tagOf(this.getKind())) return true
    this.#decorate(dom)
    return false
  }
  #decorate(dom: HTMLElement): void {
    const kind = this.getKind()
    set(dom, 'data-block', kind)
    set(dom, 'role', kind === 'check' ? 'checkbox' : this.isList() ? 'listitem' : null)
    set(dom, 'aria-checked', kind === 'check' ? String(this.getChecked()) : null)
    set(dom, 'aria-level', this.isList() && kind !== 'check' ? String(this.getIndent() + 1) : null)
    set(dom, 'data-indent', String(this.getIndent()))
    set(dom, 'data-language', kind === 'code' && this.__language !== '' ? this.__language : null)
    if (kind === 'code') set(dom, 'spellcheck', 'false')
    const start = this.getStart()
    dom.style.counterSet = start > 0 ? `level${this.getIndent()} ${start}` : ''
  }

  override insertNewAfter(_selection: RangeSelection, restoreSelection: boolean): BlockNode {
    const kind = this.getKind()
    const next = $createBlock(this.isList() || kind === 'quote' ? kind : 'p')
    next.setIndent(this.getIndent())
    this.insertAfter(next, restoreSelection)
    return next
  }
  override collapseAtStart(): boolean {
    if (this.getKind() === 'p') return super.collapseAtStart()
    this.setKind('p')
    return true
  }
}

/** Headings keep their level in the page's outline; the rest says what it is by its role. */
function tagOf(kind: Kind): string {
  switch (kind) {
    case 'h1':
    case 'h2':
    case 'h3':
      return kind
    case 'quote':
      return 'blockquote'
    case 'code':
      return 'pre'
    case 'bullet':
    case 'number':
    case 'check':
      return 'div'
    case 'p':
      return 'p'
  }
}

function set(dom: HTMLElement, name: string, value: string | null): void {
  if (value === null) dom.removeAttribute(name)
  else if (dom.getAttribute(name) !== value) dom.setAttribute(name, value)
}

export const $createBlock = (kind: Kind = 'p'): BlockNode => new BlockNode(kind)
export const $isBlock = (node: LexicalNode | null | undefined): node is BlockNode => node instanceof BlockNode
