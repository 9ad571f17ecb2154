import { systemRuntime } from '../sync/system-runtime.ts'

/** Ms after the start: what the first screen needs has come by then, and a line that is lost early finds the rest here. */
const LATER = 1_200

/**
 * Fetches the small parts that a press will need (menus, panels, the palette) when the page has nothing better to do, so
 * that the first press doesn't wait. Not the editor: it is large, and comes when a hand comes near a note.
 */
export function warmUp(parts: readonly { preload(): void }[]): () => void {
  const fetchAll = (): void => {
    for (const part of parts) part.preload()
  }
  return systemRuntime.timer(LATER, () => {
    // Safari has no idle time to ask for.
    if (typeof requestIdleCallback === 'function') requestIdleCallback(fetchAll)
    else fetchAll()
  })
}
