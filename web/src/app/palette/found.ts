import type { Answer } from '../../find/contract.ts'
import type { Found } from './use-find.ts'

/** The kinds of what is found in words, in the order in which they are shown. */
export const KINDS = ['notes', 'messages', 'elsewhere'] as const
export type Kind = (typeof KINDS)[number]

/** The palette's name for an item that was found in words; without an id it is the one that shows more of its kind. */
export const foundValue = (kind: Kind, id: string | null): string =>
  id === null ? `found ${kind} more` : `found ${kind} : ${id}`

/**
 * Where the palette puts an item that was found in words, as a score: below all that fits by its name, a kind below the
 * other, and what shows more of a kind last in it. Null for any other item.
 */
export function placeOf(value: string): number | null {
  const [found, kind, more] = value.split(' ', 3)
  const place = KINDS.indexOf(kind as Kind)
  if (found !== 'found' || place === -1) return null
  return (KINDS.length - place) / 100 - (more === 'more' ? 0.001 : 0)
}

/** In place of a list of nothing. */
export function emptyText(query: string, found: Found): string {
  if (found.state !== 'asked') return `Nothing found for “${query.trim()}”.`
  if (found.answer === null || !isDone(found.answer)) return 'Looking…'
  // It says what it was asked, until it was asked anew.
  return `Nothing found for “${found.answer.text.trim()}”.`
}

const isDone = ({ complete, spaces }: Answer): boolean => complete && spaces.waiting === 0

/** That there is more to come; null when there isn't. */
export function progressText(found: Found): string | null {
  return found.state === 'asked' && found.answer !== null && !isDone(found.answer) ? 'Still looking…' : null
}

/** Below the list: what wasn't looked through, where one would think that it was; null when all was. */
export function missingText(found: Found): string | null {
  if (found.state === 'failed')
    return 'Words in messages and notes can’t be looked for without a connection now. Names can.'
  if (found.state === 'idle' || found.answer === null || !isDone(found.answer)) return null
  const { absent } = found.answer.spaces
  if (absent === 0) return null
  return absent === 1
    ? 'One of your spaces isn’t on this device. Open it once, and its words are found too.'
    : `${absent} of your spaces aren’t on this device. Open them once, and their words are found too.`
}

/** For who can't see the list: how much was found in words. Empty while it isn't known. */
export function foundText(found: Found): string {
  if (found.state !== 'asked' || found.answer === null || !isDone(found.answer)) return ''
  const { notes, messages, elsewhere } = found.answer
  const parts = [
    ...(notes.count > 0 ? [count(notes.count, 'note')] : []),
    ...(messages.count > 0 ? [count(messages.count, 'message')] : []),
    ...(elsewhere.count > 0 ? [`${elsewhere.count} in other spaces`] : []),
  ]
  return parts.length === 0 ? 'No words found' : `Found: ${parts.join(', ')}`
}

const count = (n: number, one: string): string => `${n} ${one}${n === 1 ? '' : 's'}`
