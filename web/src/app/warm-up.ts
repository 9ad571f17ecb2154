import { systemRuntime } from '../sync/system-runtime.ts'

/** Ms after the start: whatever the first screen needs has come by then. */
const LATER = 3_000

/**
 * Fetches the small parts that a press will need (menus, panels, dialogs) when the page has nothing better to do, so that
 * the first press doesn't wait. Not the editor: it is large, and comes when a hand comes near a note.
 */
export function warmUp(problem: (error: unknown) => void): void {
  const fetchAll = (): void => {
    Promise.all([
      import('../ui/MenuPopup.tsx'),
      import('../ui/PopoverPopup.tsx'),
      import('../status/StatusPanel.tsx'),
      import('../ui/ConfirmDialog.tsx'),
      import('./palette/Palette.tsx'),
    ]).catch(problem)
  }
  systemRuntime.timer(LATER, () => {
    // Safari has no idle time to ask for.
    if (typeof requestIdleCallback === 'function') requestIdleCallback(fetchAll)
    else fetchAll()
  })
}
