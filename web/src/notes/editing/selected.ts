import { $getSelection, $isRangeSelection, $isTextNode, type PointType, type RangeSelection } from 'lexical'
import { $createBlock, $isBlock, type BlockNode } from '../nodes/block-node.ts'

export const $range = (): RangeSelection | null => {
  const selection = $getSelection()
  return $isRangeSelection(selection) ? selection : null
}
/** The selection if it is a caret. */
export const $caret = (): RangeSelection | null => {
  const range = $range()
  return range?.isCollapsed() === true ? range : null
}

/** The line that a point is in. Another program's paragraph becomes a block of ours, as it is about to be worked on. */
export function $blockAt(point: PointType): BlockNode | null {
  const top = point.getNode().getTopLevelElement()
  if (top === null || $isBlock(top)) return top
  if (top.getType() !== 'paragraph') return null
  return top.replace($createBlock(), true)
}

export function $selectedBlocks(): BlockNode[] {
  const range = $range()
  if (range === null) return []
  const first = $blockAt(range.isBackward() ? range.focus : range.anchor)
  const last = $blockAt(range.isBackward() ? range.anchor : range.focus)
  if (first === null || last === null) return []
  const blocks = [first]
  for (let node = first.getNextSibling(); node !== null && !first.is(last); node = node.getNextSibling()) {
    if ($isBlock(node)) blocks.push(node)
    if (node.is(last)) break
  }
  return blocks
}

/** Whether the caret stands before everything in its block. */
export function $atStart(caret: RangeSelection, block: BlockNode): boolean {
  const { anchor } = caret
  if (anchor.offset !== 0) return false
  const node = anchor.getNode()
  return node.is(block) || (node.is(block.getFirstChild()) && $isTextNode(node))
}
export function $atEnd(caret: RangeSelection, block: BlockNode): boolean {
  const { anchor } = caret
  const node = anchor.getNode()
  if (node.is(block)) return anchor.offset === block.getChildrenSize()
  return $isTextNode(node) && node.is(block.getLastChild()) && anchor.offset === node.getTextContentSize()
}
