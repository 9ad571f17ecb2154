import { BLUR_COMMAND, COMMAND_PRIORITY_LOW, FOCUS_COMMAND, type LexicalEditor, mergeRegister } from 'lexical'
import { useEffect, useState } from 'react'

/** Whether the caret is in the editor. */
export function useFocused(editor: LexicalEditor): boolean {
  const [focused, setFocused] = useState(() => document.activeElement === editor.getRootElement())
  useEffect(
    () =>
      mergeRegister(
        editor.registerCommand(
          FOCUS_COMMAND,
          () => {
            setFocused(true)
            return false
          },
          COMMAND_PRIORITY_LOW,
        ),
        editor.registerCommand(
          BLUR_COMMAND,
          () => {
            setFocused(false)
            return false
          },
          COMMAND_PRIORITY_LOW,
        ),
      ),
    [editor],
  )
  return focused
}
