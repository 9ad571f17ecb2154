import {
  $createRangeSelectionFromDom,
  $getSelection,
  $isRangeSelection,
  $setSelection,
  COMMAND_PRIORITY_CRITICAL,
  KEY_DOWN_COMMAND,
  type LexicalEditor,
} from 'lexical'

/**
 * Takes the browser's selection over before a key acts. Lexical hears of it by an event that comes a moment later: a quick
 * click and Enter, or End and Enter, would act where the caret was before.
 */
export function registerFreshSelection(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    KEY_DOWN_COMMAND,
    () => {
      const root = editor.getRootElement()
      const current = $getSelection()
      if (
        root === null ||
        document.activeElement !== root ||
        editor.isComposing() ||
        !$isRangeSelection(current)
      )
        return false
      const fresh = $createRangeSelectionFromDom(window.getSelection(), editor)
      // Where nothing moved, the selection stays as it is: it knows which look the next letter is to have.
      if (fresh !== null && !(fresh.anchor.is(current.anchor) && fresh.focus.is(current.focus)))
        $setSelection(fresh)
      return false
    },
    COMMAND_PRIORITY_CRITICAL,
  )
}
