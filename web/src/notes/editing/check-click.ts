import { $getNearestNodeFromDOMNode, type LexicalEditor } from 'lexical'
import { $isBlock } from '../nodes/block-node.ts'

/** Ticks a check box when its box is pressed, and not its words. */
export function registerCheckClick(editor: LexicalEditor): () => void {
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
  const press = (event: MouseEvent): void => {
    // The caret stays where it is, and on a phone the keyboard stays away.
    if (boxAt(event) !== null) event.preventDefault()
  }
  const click = (event: MouseEvent): void => {
    const box = boxAt(event)
    if (box === null || !editor.isEditable()) return
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
