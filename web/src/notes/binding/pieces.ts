import type { BindingV2 } from '@lexical/yjs'
import { $isElementNode, $isTextNode, type LexicalNode, type RangeSelection, type TextNode } from 'lexical'
import * as Y from 'yjs'
import { type Piece, pieceOfType, piecesOfText } from '../../authors/pieces.ts'

/** What is selected, as pieces of the shared document; for a caret, the character before it, or the line if there is none. */
export function $selectedPieces(binding: BindingV2, selection: RangeSelection): Piece[] {
  if (selection.isCollapsed()) return $atCaret(binding, selection)
  const [first, last] = selection.isBackward()
    ? [selection.focus, selection.anchor]
    : [selection.anchor, selection.focus]
  const pieces: Piece[] = []
  for (const node of selection.getNodes()) {
    if ($isTextNode(node)) {
      const from = first.type === 'text' && first.key === node.getKey() ? first.offset : 0
      const to = last.type === 'text' && last.key === node.getKey() ? last.offset : node.getTextContentSize()
      pieces.push(...$ofText(binding, node, from, to))
    } else if (!$isElementNode(node) || node.isEmpty()) pieces.push(...ofNode(binding, node))
  }
  return pieces
}

function $atCaret(binding: BindingV2, { anchor }: RangeSelection): Piece[] {
  const node = anchor.getNode()
  if (!$isTextNode(node)) return ofNode(binding, node)
  const from = Math.max(0, anchor.offset - 1)
  return $ofText(binding, node, from, Math.min(from + 1, node.getTextContentSize()))
}

/** Text nodes side by side are one shared text. */
function $ofText(binding: BindingV2, node: TextNode, from: number, to: number): Piece[] {
  const shared = binding.mapping.getSharedType(node)
  if (!(shared instanceof Y.XmlText)) return []
  let before = 0
  for (let left = node.getPreviousSibling(); $isTextNode(left); left = left.getPreviousSibling())
    before += left.getTextContentSize()
  return piecesOfText(shared, before + from, before + to)
}

function ofNode(binding: BindingV2, node: LexicalNode): Piece[] {
  const shared = binding.mapping.getSharedType(node)
  const piece = shared === undefined ? null : pieceOfType(shared)
  return piece === null ? [] : [piece]
}
