import { safeUrl } from '@weft/space'
import { $getNearestNodeFromDOMNode, type LexicalEditor } from 'lexical'
import { $isBlock } from '../nodes/block-node.ts'
import { $lineBelow } from './blocks.ts'

/**
 * What a press does beside the words: on a check box it ticks, below the last line it gives a line to write on, and
 * with Ctrl or Cmd it follows a link.
 */
export function registerPresses(editor: LexicalEditor): () => void {
  const boxAt = (event: MouseEvent): HTMLElement | null => {
    const target = event.target instanceof HTMLElement ? event.target.closest('[data-block=check]') : null
    if (!(target instanceof HTMLElement)) return null
    const { left, right } = target.getBoundingClientRect()
    const style = getComputedStyle(target)
    const inside =
      style.direction === 'rtl'
        ? event.clientX > right - Number.parseFloat(style.paddingRight)
        : event.clientX < left + Number.parseFloat(style.paddingLeft)
    return inside ? target : null
  }
  const below = (event: MouseEvent): boolean => {
    const root = editor.getRootElement()
    const last = root?.lastElementChild?.getBoundingClientRect()
    return event.target === root && last !== undefined && event.clientY > last.bottom
  }
  /** In an editable text browsers leave links alone. */
  const follow = (event: MouseEvent): void => {
    const link = event.target instanceof HTMLElement ? event.target.closest('a[href]') : null
    const url = safeUrl(link?.getAttribute('href') ?? '')
    if (url !== null) open(url, '_blank', 'noopener,noreferrer')
  }
  const press = (event: MouseEvent): void => {
    // The caret stays where it is, and on a phone the keyboard stays away.
    if (boxAt(event) !== null) event.preventDefault()
  }
  const click = (event: MouseEvent): void => {
    if (!editor.isEditable()) return
    if (event.ctrlKey || event.metaKey) follow(event)
    if (below(event)) editor.update($lineBelow)
    const box = boxAt(event)
    if (box === null) return
    event.preventDefault()
    editor.update(() => {
      const node = $getNearestNodeFromDOMNode(box)
      if ($isBlock(node)) node.setChecked(!node.getChecked())
    })
  }
  return editor.registerRootListener((root, previous) => {
    previous?.removeEventListener('mousedown', press)
    previous?.removeEventListener('click', click)
    root?.addEventListener('mousedown', press)
    root?.addEventListener('click', click)
  })
}
