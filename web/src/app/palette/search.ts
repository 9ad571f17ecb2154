import { fold } from '../../find/words.ts'

/**
 * How well what stands on an item fits the query, from 0 (not at all) to 1: every word of the query must be in it, and the
 * earlier the better. No letters are skipped: what one sees is what was found.
 */
export function fits(label: string, query: string): number {
  const text = fold(label)
  const words = fold(query).split(/\s+/).filter(Boolean)
  if (!words.every((word) => text.includes(word))) return 0
  const [first = ''] = words
  if (text.startsWith(first)) return 1
  return text.includes(` ${first}`) ? 0.8 : 0.6
}
