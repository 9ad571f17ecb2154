/**
 * Puts the focus on a new note's title: at once on its pane, off the button that made it, and on the title as soon as the
 * editor's code has brought it. The result gives up waiting.
 */
export function focusTitle(pane: HTMLElement): () => void {
  pane.focus({ preventScroll: true })
  const look = (): boolean => {
    const title = pane.querySelector<HTMLTextAreaElement>('textarea')
    const free = pane.contains(document.activeElement) || document.activeElement === document.body
    // Whoever has gone elsewhere meanwhile stays there.
    if (title !== null && free) title.focus({ preventScroll: true })
    return title?.dataset.waiting === undefined && (title !== null || !free)
  }
  if (look()) return () => undefined
  const watch = new MutationObserver(() => {
    if (look()) watch.disconnect()
  })
  watch.observe(pane, { childList: true, subtree: true })
  return () => watch.disconnect()
}
