import type { Kind } from '@weft/space/note'
import { COMMAND_PRIORITY_LOW, FORMAT_TEXT_COMMAND, KEY_DOWN_COMMAND, type LexicalEditor } from 'lexical'
import { isPress } from '../../ui/keys.ts'
import { TICK_COMMAND, TURN_INTO_COMMAND } from './blocks.ts'

/** The keys that the toolbar and the block menu name. Bold, italic, underline, undo and redo are Lexical's own. */
export const KIND_KEYS: Readonly<Partial<Record<Kind, string>>> = {
  p: 'Mod+Alt+0',
  h1: 'Mod+Alt+1',
  h2: 'Mod+Alt+2',
  h3: 'Mod+Alt+3',
  number: 'Mod+Shift+7',
  bullet: 'Mod+Shift+8',
  check: 'Mod+Shift+9',
}
export const FORMAT_KEYS = {
  bold: 'Mod+B',
  italic: 'Mod+I',
  underline: 'Mod+U',
  strikethrough: 'Mod+Shift+X',
  code: 'Mod+E',
} as const
/** Mod+K belongs to the app: go anywhere. */
export const LINK_KEYS = 'Mod+Shift+K'
export const TICK_KEYS = 'Mod+Enter'
export const WHO_KEYS = 'Mod+Alt+Y'
/** By the place of the key too: on Apple's keyboards Alt makes another character of it. */
export const isWhoPress = (event: KeyboardEvent): boolean =>
  isPress(event, WHO_KEYS) || (event.code === 'KeyY' && isPress({ ...parts(event), key: 'y' }, WHO_KEYS))

/** By the place of the key where Shift or Alt changes its character: Shift+7 is "&" on some keyboards and "/" on others. */
const pressed = (event: KeyboardEvent, keys: string): boolean => {
  const digit = /^Digit(\d)$/.exec(event.code)?.[1]
  return isPress(event, keys) || (digit !== undefined && isPress({ ...parts(event), key: digit }, keys))
}
const parts = ({ ctrlKey, metaKey, shiftKey, altKey }: KeyboardEvent) => ({
  ctrlKey,
  metaKey,
  shiftKey,
  altKey,
})

export function registerKeys(editor: LexicalEditor): () => void {
  return editor.registerCommand(
    KEY_DOWN_COMMAND,
    (event) => {
      const kind = Object.entries(KIND_KEYS).find(([, keys]) => pressed(event, keys))?.[0]
      if (kind !== undefined) editor.dispatchCommand(TURN_INTO_COMMAND, kind as Kind)
      else if (pressed(event, FORMAT_KEYS.strikethrough))
        editor.dispatchCommand(FORMAT_TEXT_COMMAND, 'strikethrough')
      else if (pressed(event, FORMAT_KEYS.code)) editor.dispatchCommand(FORMAT_TEXT_COMMAND, 'code')
      else if (!pressed(event, TICK_KEYS) || !editor.dispatchCommand(TICK_COMMAND, undefined)) return false
      event.preventDefault()
      return true
    },
    COMMAND_PRIORITY_LOW,
  )
}
