import { useSyncExternalStore } from 'react'

/** How many pixels of the window's foot a touch keyboard covers. Not all browsers make the window smaller for it. */
export const useKeyboardInset = (): number => useSyncExternalStore(subscribe, inset, () => 0)

const inset = (): number => {
  const seen = window.visualViewport
  return seen === null ? 0 : Math.max(0, Math.round(window.innerHeight - seen.height - seen.offsetTop))
}
function subscribe(changed: () => void): () => void {
  const seen = window.visualViewport
  seen?.addEventListener('resize', changed)
  seen?.addEventListener('scroll', changed)
  return () => {
    seen?.removeEventListener('resize', changed)
    seen?.removeEventListener('scroll', changed)
  }
}
