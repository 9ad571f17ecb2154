import { createDOMRange, createRectsFromDOMRange } from '@lexical/selection'
import { $getNodeByKey, $isElementNode, type LexicalEditor, type LexicalNode } from 'lexical'
import type { Spot } from './others.ts'

/** In pixels from the corner of the layer that cursors are drawn on. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

/** The stretches of a selection, one for each line on the screen; none for a caret. */
export function $selectionBoxes(editor: LexicalEditor, anchor: Spot, focus: Spot, layer: DOMRect): Box[] {
  if (anchor.key === focus.key && anchor.offset === focus.offset) return []
  const from = $getNodeByKey(anchor.key)
  const to = $getNodeByKey(focus.key)
  const range =
    from === null || to === null ? null : createDOMRange(editor, from, anchor.offset, to, focus.offset)
  return range === null ? [] : createRectsFromDOMRange(editor, range).map((rect) => within(rect, layer))
}

/** Where the caret stands; null if its line isn't on the screen. */
export function $caretBox(editor: LexicalEditor, { key, offset }: Spot, layer: DOMRect): Box | null {
  const node = $getNodeByKey(key)
  if (node === null) return null
  const range = createDOMRange(editor, node, offset, node, offset)
  const rect = range?.getClientRects()[0] ?? range?.getBoundingClientRect()
  if (rect !== undefined && rect.height > 0) return within(rect, layer)
  return emptyLineBox(editor, node, layer)
}

/** A line without text has no text to measure: the caret stands where its first letter will. */
function emptyLineBox(editor: LexicalEditor, node: LexicalNode, layer: DOMRect): Box | null {
  const line = $isElementNode(node) ? node : node.getTopLevelElement()
  const dom = line === null ? null : editor.getElementByKey(line.getKey())
  if (dom === null) return null
  const rect = dom.getBoundingClientRect()
  const style = getComputedStyle(dom)
  const height = Math.min(rect.height, Number.parseFloat(style.lineHeight) || rect.height)
  const start = Number.parseFloat(style.paddingInlineStart) || 0
  const left = style.direction === 'rtl' ? rect.right - start : rect.left + start
  return {
    left: left - layer.left,
    top: rect.top - layer.top + Number.parseFloat(style.paddingTop),
    width: 0,
    height,
  }
}

/** How many pixels of its line are free to the right of a caret; 0 if words follow there. */
export function $roomAfter(editor: LexicalEditor, { key, offset }: Spot, caret: Box, layer: DOMRect): number {
  const node = $getNodeByKey(key)
  const line = node?.getTopLevelElement()
  const dom = line === null || line === undefined ? null : editor.getElementByKey(line.getKey())
  if (node === null || dom === null) return 0
  // The only line, and empty: what invites to write stands there.
  if (dom.parentElement?.childElementCount === 1 && dom.textContent === '') return 0
  const range = createDOMRange(editor, node, offset, node, offset)
  if (range === null) return 0
  range.setEndAfter(dom.lastChild ?? dom)
  const middle = caret.top + caret.height / 2
  const follows = Array.from(range.getClientRects()).some((rect) => {
    const box = within(rect, layer)
    return box.width > 1 && box.top < middle && box.top + box.height > middle
  })
  return follows ? 0 : dom.getBoundingClientRect().right - layer.left - caret.left
}

const within = (rect: DOMRect, layer: DOMRect): Box => ({
  left: rect.left - layer.left,
  top: rect.top - layer.top,
  width: rect.width,
  height: rect.height,
})
