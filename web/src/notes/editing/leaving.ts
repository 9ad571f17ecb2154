import { COMMAND_PRIORITY_NORMAL, KEY_TAB_COMMAND, type LexicalEditor, mergeRegister } from 'lexical'

/**
 * Tab moves a line in, so that nobody could get out of a note, or past it, by the keyboard (WCAG 2.2, 2.1.2), and whoever
 * tabbed through the page moved the first line for everybody. Whoever came by Tab goes on by Tab until they write; after
 * Escape it leads out, too.
 */
export function registerLeaving(editor: LexicalEditor): () => void {
  let tab = false
  let passing = false
  const anyKey = (event: KeyboardEvent): void => {
    tab = event.type === 'keydown' && event.key === 'Tab'
  }
  const came = (): void => {
    passing = tab
  }
  const pressed = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') passing = true
    else if (event.key !== 'Tab' && event.key !== 'Shift') passing = false
  }
  const pointed = (): void => {
    passing = false
  }
  return mergeRegister(
    editor.registerRootListener((root, previous) => {
      previous?.removeEventListener('focus', came)
      previous?.removeEventListener('keydown', pressed, { capture: true })
      previous?.removeEventListener('pointerdown', pointed)
      for (const type of ['keydown', 'keyup'] as const)
        if (root === null) removeEventListener(type, anyKey, { capture: true })
        else addEventListener(type, anyKey, { capture: true })
      root?.addEventListener('focus', came)
      root?.addEventListener('keydown', pressed, { capture: true })
      root?.addEventListener('pointerdown', pointed)
    }),
    // Handled, and left to the browser: it moves the focus.
    editor.registerCommand(KEY_TAB_COMMAND, () => passing, COMMAND_PRIORITY_NORMAL),
  )
}
