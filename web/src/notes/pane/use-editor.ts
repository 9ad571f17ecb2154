import type { LexicalEditor } from 'lexical'
import { useMemo, useSyncExternalStore } from 'react'

/** Something read from the editor after each of its updates; drawn anew only when its JSON differs. `$read` must not change. */
export function useEditorRead<T>(editor: LexicalEditor, $read: () => T): T {
  const store = useMemo(() => {
    const read = (): T => editor.getEditorState().read($read, { editor })
    let value = read()
    let json = JSON.stringify(value)
    const refresh = (): boolean => {
      const next = read()
      const text = JSON.stringify(next)
      if (text === json) return false
      value = next
      json = text
      return true
    }
    return {
      get: () => value,
      subscribe: (changed: () => void) => {
        refresh()
        return editor.registerUpdateListener(() => {
          if (refresh()) changed()
        })
      },
    }
  }, [editor, $read])
  return useSyncExternalStore(store.subscribe, store.get)
}
