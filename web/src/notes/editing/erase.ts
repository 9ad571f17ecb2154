import { $getSelection, $isRangeSelection, $setSelection } from 'lexical'

/**
 * Deletes what is selected, and leaves the caret there; false if nothing was. Lexical itself fails on some ranges that reach
 * over lines with several looks: it looks at its selection while that still points behind the end of a shortened text. So
 * the selection is put aside for the while.
 */
export function $eraseSelection(): boolean {
  const selection = $getSelection()
  if (!$isRangeSelection(selection) || selection.isCollapsed()) return false
  const range = selection.clone()
  $setSelection(null)
  range.removeText()
  $setSelection(range)
  return true
}
