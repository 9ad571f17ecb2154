import type { MessageView, TimelineItem } from '@weft/space'
import { plainText } from '../../timeline/plain-text.ts'

/** Enough to choose from; whoever looks for more writes another letter. */
const MOST = 5
const SHORTEST = 2
/** Characters of a message around what was found. */
const AROUND = 60

export interface Found {
  readonly message: MessageView
  /** The words around what was found, on one line. */
  readonly excerpt: string
}

/** The newest messages that hold the query, in any case. Linear in the conversation; it stops when it has enough. */
export function findMessages(items: readonly TimelineItem[], query: string): readonly Found[] {
  const wanted = query.trim().toLowerCase()
  if (wanted.length < SHORTEST) return []
  const found: Found[] = []
  for (let i = items.length - 1; i >= 0 && found.length < MOST; i--) {
    const message = items[i]
    if (message?.type !== 'message') continue
    if (!message.text.toLowerCase().includes(wanted)) continue
    // Told as it is read, unless it was found in the signs of its Markdown: in a link's address.
    const read = plainText(message.text)
    const text = read.toLowerCase().includes(wanted) ? read : message.text
    const at = text.toLowerCase().indexOf(wanted)
    found.push({ message, excerpt: excerpt(text, at, wanted.length) })
  }
  return found
}

function excerpt(text: string, at: number, length: number): string {
  const from = Math.max(0, at - AROUND / 2)
  const to = Math.min(text.length, at + length + AROUND)
  const words = text.slice(from, to).replace(/\s+/g, ' ').trim()
  return `${from > 0 ? '…' : ''}${words}${to < text.length ? '…' : ''}`
}

/**
 * How well what stands on an item fits the query, from 0 (not at all) to 1: every word of the query must be in it, and the
 * earlier the better. No letters are skipped: what one sees is what was found.
 */
export function fits(label: string, query: string): number {
  const text = label.toLowerCase()
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (!words.every((word) => text.includes(word))) return 0
  const [first = ''] = words
  if (text.startsWith(first)) return 1
  return text.includes(` ${first}`) ? 0.8 : 0.6
}
