import type { EntryId, MessageView, TimelineItem } from '@weft/space'
import { isMessage } from './read-words.ts'

/** What has to be told of a conversation, after it was told as it was `before`. */
export interface Changes {
  readonly put: readonly MessageView[]
  readonly drop: readonly EntryId[]
}

/**
 * The fold gives the same object as long as nothing about a message changed, and most stand where they stood: so only the
 * stretch between the first difference and the last is looked at.
 */
export function changesOf(before: readonly TimelineItem[], now: readonly TimelineItem[]): Changes {
  const shorter = Math.min(before.length, now.length)
  let start = 0
  while (start < shorter && before[start] === now[start]) start++
  let tail = 0
  while (tail < shorter - start && before.at(-1 - tail) === now.at(-1 - tail)) tail++
  const old = new Map<EntryId, MessageView>()
  for (const item of before.slice(start, before.length - tail)) if (isMessage(item)) old.set(item.id, item)
  const come = now.slice(start, now.length - tail).filter(isMessage)
  // At first, and with each new message: there is nothing to compare.
  if (old.size === 0) return { put: come, drop: [] }
  const put = come.filter((item) => {
    const was = old.get(item.id)
    old.delete(item.id)
    // A reaction or a pin makes a new object too, and changes nothing that is searched.
    return was === undefined || was.text !== item.text
  })
  return { put, drop: [...old.keys()] }
}
