import type { UnknownContent } from '@weft/space/note'
import { ElementNode, type Klass, type LexicalNode, TextNode } from 'lexical'

/**
 * Stand-ins under the names of nodes that this version doesn't know, so that a note that has them opens and shows their
 * words. The note must be read-only then: what such a node holds besides words is not in the editor.
 */
export const standIns = ({ elements, texts }: UnknownContent): Klass<LexicalNode>[] => [
  ...Array.from(elements, unknownElement),
  ...Array.from(texts, unknownText),
]

/** Lexical's own names, and ours: an unknown node of such a name can't be stood in for, as its class is another's. */
const TAKEN = new Set(['root', 'text', 'tab', 'linebreak', 'paragraph', 'artificial', 'block', 'rule'])
export const canStandIn = ({ elements, texts }: UnknownContent): boolean =>
  ![...elements, ...texts].some((name) => TAKEN.has(name)) && ![...elements].some((name) => texts.has(name))

function unknownElement(name: string): Klass<LexicalNode> {
  return class UnknownElement extends ElementNode {
    static override getType(): string {
      return name
    }
    static override clone(node: UnknownElement): UnknownElement {
      return new UnknownElement(node.__key)
    }
    override createDOM(): HTMLElement {
      const dom = document.createElement('div')
      dom.dataset.unknown = name
      return dom
    }
    override updateDOM(): false {
      return false
    }
  }
}

function unknownText(name: string): Klass<LexicalNode> {
  return class UnknownText extends TextNode {
    static override getType(): string {
      return name
    }
    static override clone(node: UnknownText): UnknownText {
      return new UnknownText(node.__text, node.__key)
    }
  }
}
