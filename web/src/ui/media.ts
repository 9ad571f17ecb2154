import { useCallback, useState, useSyncExternalStore } from 'react'

export function useMedia(query: string): boolean {
  const [list] = useState(() => matchMedia(query))
  return useSyncExternalStore(
    useCallback(
      (changed: () => void) => {
        list.addEventListener('change', changed)
        return () => list.removeEventListener('change', changed)
      },
      [list],
    ),
    () => list.matches,
  )
}

/** Room for one thing at a time: a phone. The same width as in the style sheets. */
export const NARROW = '(max-width: 720px)'
/** Room for one pane beside the sidebar: two would be columns of a few words. The other one is a press away. */
export const SINGLE = '(max-width: 859px)'
/** Room for two panes beside the sidebar. */
export const ROOMY = '(min-width: 980px)'
