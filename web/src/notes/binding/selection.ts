import { $getAnchorAndFocusForUserState, type BindingV2 } from '@lexical/yjs'
import { $createRangeSelection, $getNodeByKey, $isElementNode, $isTextNode, $setSelection } from 'lexical'
import type { NoteCursor } from './note-provider.ts'

/** Puts the selection where the cursor is, in terms of the shared document; false if there is no such place any more. */
export function $restoreSelection(binding: BindingV2, { anchorPos, focusPos }: NoteCursor): boolean {
  if (anchorPos === null || focusPos === null) return false
  const nobody = { name: '', color: '', focusing: true, awarenessData: {} }
  const place = $getAnchorAndFocusForUserState(binding, { ...nobody, anchorPos, focusPos })
  const anchor = $point(place.anchorKey, place.anchorOffset)
  const focus = $point(place.focusKey, place.focusOffset)
  if (anchor === null || focus === null) return false
  const selection = $createRangeSelection()
  selection.anchor.set(...anchor)
  selection.focus.set(...focus)
  $setSelection(selection)
  return true
}

type Place = [key: string, offset: number, type: 'text' | 'element']

/** A point that a selection may have: in text, or between the children of an element. */
function $point(key: string | null, offset: number): Place | null {
  const node = key === null ? null : $getNodeByKey(key)
  if (node === null || !node.isAttached()) return null
  if ($isTextNode(node)) return [node.getKey(), Math.min(offset, node.getTextContentSize()), 'text']
  if ($isElementNode(node)) return [node.getKey(), Math.min(offset, node.getChildrenSize()), 'element']
  const parent = node.getParent()
  return parent === null ? null : [parent.getKey(), node.getIndexWithinParent(), 'element']
}
