import { type Block, formatOf, type Inline, run, type TextBlock, textBlock } from '@weft/space/note'
import {
  $createLineBreakNode,
  $createTextNode,
  $getRoot,
  $isElementNode,
  $isLineBreakNode,
  $isParagraphNode,
  $isTextNode,
  type LexicalNode,
} from 'lexical'
import { $createBlock, $isBlock, type BlockNode } from './block-node.ts'
import { $setUrl, $urlOf } from './link.ts'
import { $createRule, $isRule, type RuleNode } from './rule-node.ts'

/** What the editor shows, in the form in which `blocksFromYjs` reads the shared document: the two must be equal. */
export const $readBlocks = (nodes: readonly LexicalNode[] = $getRoot().getChildren()): Block[] =>
  nodes.map($readBlock)

function $readBlock(node: LexicalNode): Block {
  if ($isRule(node)) return { type: 'rule' }
  if ($isBlock(node))
    return textBlock(node.getKind(), node.getChildren().flatMap($readInline), {
      indent: node.getIndent(),
      checked: node.getChecked(),
      start: node.getStart(),
      language: node.getKind() === 'code' ? node.getLanguage() : '',
    })
  if ($isParagraphNode(node)) return textBlock('p', node.getChildren().flatMap($readInline))
  return { type: 'unknown', name: node.getType(), text: $wordsOf(node) }
}

export function $readInline(node: LexicalNode): Inline[] {
  if ($isLineBreakNode(node)) return [{ type: 'break' }]
  if ($isTextNode(node)) return [run(node.getTextContent(), formatOf(node.getFormat()), $urlOf(node))]
  return [run($wordsOf(node))]
}

/** As `noteText` gathers the words of what it doesn't know: a line for each innermost element. */
function $wordsOf(node: LexicalNode): string {
  if (!$isElementNode(node)) return node.getTextContent()
  const parts: string[] = []
  let line = ''
  let open = false
  for (const child of node.getChildren()) {
    if ($isElementNode(child)) {
      if (open) parts.push(line)
      parts.push($wordsOf(child))
      line = ''
      open = false
    } else {
      line += $isLineBreakNode(child) ? '\n' : child.getTextContent()
      open = true
    }
  }
  if (open || parts.length === 0) parts.push(line)
  return parts.join('\n')
}

/** New nodes for blocks: what was pasted. */
export const $blockNodes = (blocks: readonly Block[]): (BlockNode | RuleNode)[] =>
  blocks.map((block) => {
    if (block.type === 'rule') return $createRule()
    return $blockNode(block.type === 'block' ? block : textBlock('p', [run(block.text)]))
  })

function $blockNode(block: TextBlock): BlockNode {
  const node = $createBlock(block.kind)
  node.setIndent(block.indent)
  if (block.checked) node.setChecked(true)
  if (block.start > 0) node.setStart(block.start)
  if (block.language !== '') node.setLanguage(block.language)
  return node.append(...$inlineNodes(block.content))
}

export const $inlineNodes = (content: readonly Inline[]): LexicalNode[] =>
  content.map((inline) => {
    if (inline.type === 'break') return $createLineBreakNode()
    const text = $createTextNode(inline.text).setFormat(inline.format)
    if (inline.url !== null) $setUrl(text, inline.url)
    return text
  })
