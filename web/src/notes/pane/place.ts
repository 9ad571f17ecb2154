/** A place on the page that follows something, in pixels from the page's corner. */
export interface Place {
  readonly left: number
  readonly top: number
}

/** Where the browser's selection is, or null. For a caret without a box of its own, the line it is in. */
export function selectionRect(root: HTMLElement | null): DOMRect | null {
  const selection = getSelection()
  if (selection === null || selection.rangeCount === 0 || root === null) return null
  const range = selection.getRangeAt(0)
  if (!root.contains(range.commonAncestorContainer)) return null
  const rect = range.getBoundingClientRect()
  if (rect.height > 0) return rect
  const node = range.startContainer
  const element = node instanceof HTMLElement ? node : node.parentElement
  return element?.getBoundingClientRect() ?? null
}

/** What is left free between a box and the page's edge. A pane cuts off what stands over its own edge. */
const RIM = 8

/**
 * A box beside something: above it if there is room in the window, else below; within the page's width, from its left on a
 * phone where it is the wider one. `gap` in pixels.
 */
export function placeBox(
  anchor: DOMRect,
  page: DOMRect,
  box: { readonly width: number; readonly height: number },
  prefer: 'above' | 'below',
  gap = 8,
): Place {
  const above = anchor.top - box.height - gap
  const below = anchor.bottom + gap
  const fitsAbove = above >= 56
  const fitsBelow = below + box.height <= innerHeight - 8
  const top =
    prefer === 'above' ? (fitsAbove || !fitsBelow ? above : below) : fitsBelow || !fitsAbove ? below : above
  const middle = prefer === 'above' ? anchor.left + anchor.width / 2 - box.width / 2 : anchor.left
  const left = Math.max(page.left + RIM, Math.min(middle, page.right - RIM - box.width))
  return { left: left - page.left, top: top - page.top }
}
