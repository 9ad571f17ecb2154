import { decodeUpdate } from 'yjs'
import type { Refused } from '../sync/contract.ts'

/** The words inside refused work, in the order in which they were written, as far as they can be read on their own. */
export function refusedWords(update: Uint8Array): string {
  const words: string[] = []
  for (const struct of decodeUpdate(update).structs) {
    if (!('content' in struct)) continue
    const content: unknown = struct.content
    if (isRecord(content) && typeof content.str === 'string') words.push(content.str)
    if (isRecord(content) && Array.isArray(content.arr))
      for (const entry of content.arr)
        if (isRecord(entry) && typeof entry.text === 'string') words.push(`${entry.text}\n`)
  }
  return words.join('').trim()
}

/** A file that holds refused work whole: its words to read, and the update to bring it back with. */
export function refusedFile(
  { id, at, reason, update }: Refused,
  space: string,
): { readonly name: string; readonly text: string } {
  const bytes = Array.from(update, (byte) => String.fromCharCode(byte)).join('')
  const when = new Date(at).toISOString()
  return {
    name: `weft-not-accepted-${when.slice(0, 19).replaceAll(':', '-')}-${id}.json`,
    text: `${JSON.stringify({ space, at: when, reason, words: refusedWords(update), update: btoa(bytes) }, null, 2)}\n`,
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
