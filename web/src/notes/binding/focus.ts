import {
  BLUR_COMMAND,
  COMMAND_PRIORITY_EDITOR,
  FOCUS_COMMAND,
  type LexicalEditor,
  mergeRegister,
} from 'lexical'
import type { NoteProvider } from './note-provider.ts'

/** Tells others whether the caret is in the text. */
export function registerFocus(editor: LexicalEditor, provider: NoteProvider): () => void {
  const told = (focusing: boolean) => () => {
    provider.setFocusing(focusing)
    return false
  }
  return mergeRegister(
    editor.registerCommand(FOCUS_COMMAND, told(true), COMMAND_PRIORITY_EDITOR),
    editor.registerCommand(BLUR_COMMAND, told(false), COMMAND_PRIORITY_EDITOR),
  )
}
