/**
 * Puts words in place of what stands between `from` and `to`, by default of what is selected, as if they were typed: the
 * field's own undo takes them away again, and whoever listens to it hears of them.
 */
export function insert(
  field: HTMLTextAreaElement,
  words: string,
  from = field.selectionStart,
  to = field.selectionEnd,
): void {
  field.focus()
  field.setSelectionRange(from, to)
  // Deprecated, and the only way that keeps the field's undo.
  if (document.execCommand('insertText', false, words)) return
  field.setRangeText(words, from, to, 'end')
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
}
