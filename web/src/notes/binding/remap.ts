import type { BindingV2 } from '@lexical/yjs'
import { plainText } from '@weft/space/note'
import { $getNodeByKey, $isTextNode, type NodeKey, type TextNode } from 'lexical'
import * as Y from 'yjs'

/**
 * After the editor joined neighbouring text nodes while showing what others wrote: pairs their text with the joined node
 * again, so that cursors in it still have a place. Nothing is written; the binding would write the joining back, each client
 * the same, although nobody edited anything.
 */
export function $remapText(binding: BindingV2, joined: ReadonlySet<NodeKey>): void {
  for (const key of joined) binding.mapping.deleteNode(key)
  for (const key of joined) {
    const node = $getNodeByKey(key)
    if ($isTextNode(node)) $remap(binding, node)
  }
}

function $remap(binding: BindingV2, node: TextNode): void {
  const parent = node.getParent()
  const shared = parent === null ? undefined : binding.mapping.getSharedType(parent)
  if (parent === null || !(shared instanceof Y.XmlElement)) return
  // A stretch of text nodes side by side is one shared text.
  let at = -1
  let stretch: TextNode[] = []
  let found: { at: number; stretch: TextNode[] } | null = null
  for (const child of parent.getChildren()) {
    if (!$isTextNode(child)) {
      stretch = []
      at += 1
      continue
    }
    if (stretch.length === 0) at += 1
    stretch.push(child)
    if (child.is(node)) found = { at, stretch }
  }
  const text = found === null ? null : shared.get(found.at)
  if (found === null || !(text instanceof Y.XmlText)) return
  const shown = found.stretch.map((part) => part.getTextContent()).join('')
  if (shown === plainText(text)) binding.mapping.set(text, found.stretch)
}
