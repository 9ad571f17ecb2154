import type { NoteId } from '@weft/space'
import { $getNearestNodeFromDOMNode, $isElementNode, type LexicalEditor } from 'lexical'
import { type RefObject, useEffect } from 'react'
import { useLive } from '../../app/live.ts'
import type { OpenSpace } from '../../app/open-spaces.ts'

/** Frames in which the blocks of a note that was just opened have to be there. */
const PATIENCE = 60

/**
 * Brings somebody to the passage that they found: its block is scrolled to and marked for a moment, and the caret stands at its
 * beginning. Where others have written meanwhile, it is the nearest block with the same words.
 */
export function useSpot(
  cell: OpenSpace['spot'],
  note: NoteId,
  root: RefObject<HTMLElement | null>,
  editor: LexicalEditor | null,
): void {
  const spot = useLive(cell)
  useEffect(() => {
    if (spot === null || spot.note !== note || editor === null) return
    let frames = PATIENCE
    let frame = 0
    const look = (): void => {
      const block = root.current === null ? null : blockAt(root.current, spot)
      if (block === null) {
        if (frames-- > 0) frame = requestAnimationFrame(look)
        else cell.set(null)
        return
      }
      cell.set(null)
      goTo(block, editor)
    }
    frame = requestAnimationFrame(look)
    return () => cancelAnimationFrame(frame)
  }, [spot, cell, note, root, editor])
}

function goTo(block: HTMLElement, editor: LexicalEditor): void {
  block.scrollIntoView({ block: 'center', behavior: 'instant' })
  const ground = getComputedStyle(block).getPropertyValue('--mark')
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches
  const marked = { backgroundColor: ground, boxShadow: `0 0 0 4px ${ground}`, borderRadius: '2px' }
  block.animate([marked, { ...marked, offset: 0.7 }, {}], {
    duration: 2_400,
    easing: still ? 'step-end' : 'ease-in',
  })
  // Under a finger the focus would bring up the keyboard.
  if (!matchMedia('(pointer: fine)').matches) return
  if (!editor.isEditable()) {
    editor.getRootElement()?.focus({ preventScroll: true })
    return
  }
  editor.update(() => {
    const node = $getNearestNodeFromDOMNode(block)
    if ($isElementNode(node)) node.selectStart()
  })
  editor.getRootElement()?.focus({ preventScroll: true })
}

/** The block with these words that is nearest to where they stood; if there is none, the one that stands there now. */
function blockAt(
  root: HTMLElement,
  { block, text }: { readonly block: number; readonly text: string },
): HTMLElement | null {
  const blocks = [...root.querySelectorAll<HTMLElement>(':scope > [data-block]')]
  // A line break within a block is an element without text.
  const wanted = text.replaceAll('\n', '')
  let nearest = -1
  for (const [i, one] of blocks.entries()) {
    if (one.textContent !== wanted) continue
    if (nearest === -1 || Math.abs(i - block) < Math.abs(nearest - block)) nearest = i
  }
  return blocks[nearest] ?? blocks[block] ?? null
}
