import { $isTextNode } from 'lexical'
import { $blockAt, $caret } from '../editing/selected.ts'

/** What was typed behind a slash at the caret: null when there is none that asks for the menu. */
export function $slashQuery(): string | null {
  const caret = $caret()
  const node = caret?.anchor.getNode()
  if (caret === null || !$isTextNode(node) || node.hasFormat('code')) return null
  if ($blockAt(caret.anchor)?.getKind() === 'code') return null
  // At the beginning of a line or of a word; a path or a fraction has something before its slash.
  return (
    /(?:^|\s)\/([\p{L}\p{N}]{0,12}(?: [\p{L}\p{N}]{0,8})?)$/u.exec(
      node.getTextContent().slice(0, caret.anchor.offset),
    )?.[1] ?? null
  )
}

/** Takes the slash and what follows it out of the line. */
export function $eraseSlash(query: string): void {
  const caret = $caret()
  const node = caret?.anchor.getNode()
  if (caret === null || !$isTextNode(node)) return
  const from = caret.anchor.offset - query.length - 1
  if (node.getTextContent()[from] !== '/') return
  node.spliceText(from, query.length + 1, '', true)
  if (node.getTextContentSize() > 0) return
  const block = $blockAt(caret.anchor)
  node.remove()
  block?.selectStart()
}
