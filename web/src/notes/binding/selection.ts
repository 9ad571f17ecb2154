import { $getAnchorAndFocusForUserState, type BindingV2 } from '@lexical/yjs'
import { $createRangeSelection, $getNodeByKey, $isElementNode, $isTextNode, $setSelection } from 'lexical'
import * as Y from 'yjs'
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

/** A place between two characters of a shared text. */
export interface TextPlace {
  readonly text: Y.XmlText
  readonly at: number
}

/** Where in a text a position is; null if it is in none. */
export function placeIn(doc: Y.Doc, position: Y.RelativePosition | null): TextPlace | null {
  const found = position === null ? null : Y.createAbsolutePositionFromRelativePosition(position, doc)
  return found?.type instanceof Y.XmlText ? { text: found.type, at: found.index } : null
}
export const positionOf = ({ text, at }: TextPlace): Y.RelativePosition =>
  Y.createRelativePositionFromTypeIndex(text, at)
