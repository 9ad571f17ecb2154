import type { BindingV2 } from '@lexical/yjs'
import { plainText } from '@weft/space/note'
import type { LexicalNode } from 'lexical'
import * as Y from 'yjs'
import { $isBlock } from '../nodes/block-node.ts'

/**
 * When Enter has split a line, one half must move to a new element, and what others type in that half at this moment stays
 * behind. Lexical always moves the right half. So here the shared element goes to the half that others wrote more of; where
 * that doesn't decide, to the right one, or else lines that others add behind this line would come between its halves.
 *
 * `line` had the element and keeps the left half, `next` is new and has the right one.
 */
export function $giveElement(binding: BindingV2, line: LexicalNode, next: LexicalNode): void {
  const element = binding.mapping.getSharedType(line)
  if (!$isBlock(line) || !$isBlock(next) || !(element instanceof Y.XmlElement)) return
  const left = line.getTextContent()
  const right = next.getTextContent()
  if (left === '' || right === '') return
  const { text, others } = authorship(element, binding.doc.clientID)
  if (text !== left + right) return
  const of = (from: number, to: number): number => others.slice(from, to).filter(Boolean).length
  if (of(0, left.length) > of(left.length, text.length)) return
  binding.mapping.set(element, next)
}

/** The words of a line as the editor counts them, and for each character whether somebody else put it there. */
function authorship(element: Y.XmlElement, me: number): { text: string; others: boolean[] } {
  let text = ''
  const others: boolean[] = []
  for (const child of element.toArray()) {
    if (!(child instanceof Y.XmlText)) {
      text += '\n'
      others.push(false)
      continue
    }
    text += plainText(child)
    for (let item = child._start; item !== null; item = item.right)
      if (!item.deleted && item.content instanceof Y.ContentString)
        for (let at = 0; at < item.length; at += 1) others.push(item.id.client !== me)
  }
  return { text, others }
}
