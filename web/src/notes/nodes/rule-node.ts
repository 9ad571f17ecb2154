import { RULE, RULE_TEXT } from '@weft/space/note'
import { DecoratorNode, type LexicalNode, type SerializedLexicalNode } from 'lexical'

/** A line across the page. */
export class RuleNode extends DecoratorNode<null> {
  static override getType(): string {
    return RULE
  }
  static override clone(node: RuleNode): RuleNode {
    return new RuleNode(node.__key)
  }
  static override importJSON(json: SerializedLexicalNode): RuleNode {
    return new RuleNode().updateFromJSON(json)
  }

  override createDOM(): HTMLElement {
    const dom = document.createElement('div')
    dom.dataset.block = RULE
    dom.setAttribute('role', 'separator')
    dom.contentEditable = 'false'
    return dom
  }
  override updateDOM(): false {
    return false
  }
  override getTextContent(): string {
    return RULE_TEXT
  }
  override isInline(): false {
    return false
  }
  override decorate(): null {
    return null
  }
}

export const $createRule = (): RuleNode => new RuleNode()
export const $isRule = (node: LexicalNode | null | undefined): node is RuleNode => node instanceof RuleNode
