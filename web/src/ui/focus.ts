import { type RefObject, useEffect, useRef } from 'react'

/**
 * Where the focus goes when what had it is taken off the page. A browser leaves it on nothing then: what is typed is lost,
 * and a reader begins the page anew.
 */

/** Nothing has the focus. */
export const isFocusLost = (): boolean =>
  document.activeElement === null || document.activeElement === document.body

/** Gives the focus back to what had it; when that is gone, to what one writes in. */
export function giveFocusBack(before: Element | null): void {
  if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true })
  if (isFocusLost()) focusPane()
}

/** Puts the focus into the left pane. Not under a finger: there it would bring up the keyboard. */
export function focusPane(): void {
  if (!matchMedia('(pointer: fine)').matches) return
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')]
  enter(panes.find((pane) => pane.dataset.pane === 'left') ?? panes[0])
}

/** Where one begins in a part of the page, the best first: what one writes in, the row one is at, whatever there is. */
const ENTRIES = ['[contenteditable="true"]', 'textarea', 'a[aria-current]', '[tabindex="0"]', 'button']

/** Puts the focus where one begins in a part of the page. */
export function enter(part: HTMLElement | undefined): void {
  for (const entry of ENTRIES) {
    const target = part?.querySelector<HTMLElement>(entry)
    if (!target) continue
    target.focus({ preventScroll: true })
    return
  }
}

/** When a field that stood for something is gone, and the focus with it, what stands there again has it. */
export function useFocusAfter(field: boolean, there: RefObject<HTMLElement | null>): void {
  const before = useRef(field)
  useEffect(() => {
    if (before.current && !field && isFocusLost()) there.current?.focus({ preventScroll: true })
    before.current = field
  }, [field, there])
}
