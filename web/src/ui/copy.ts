import { useCallback } from 'react'
import { useNotices } from './notices.ts'

/** Copies a text, and says at the head of the page whether it did. */
export function useCopy(): (text: string) => void {
  const board = useNotices()
  return useCallback(
    (text) => {
      void copyText(text).then((copied) =>
        board.say(
          copied ? { text: 'Copied.' } : { text: 'The browser didn’t let this page copy.', trouble: true },
        ),
      )
    },
    [board],
  )
}

/** Puts a text on the clipboard; false when the browser didn't let it. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Without HTTPS there is no such clipboard, and some browsers ask for a permission that wasn't given.
    return copyBySelection(text)
  }
}

/** The old way: whatever is selected is copied. It works wherever a press began it. */
function copyBySelection(text: string): boolean {
  const before = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.className = 'sr-only'
  document.body.append(area)
  area.select()
  const copied = document.execCommand('copy')
  area.remove()
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  return copied
}
