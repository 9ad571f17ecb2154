import type { NoteId } from '@weft/space'
import type { Here } from './who.ts'

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`

/** Where somebody is, as in "in Opening week plan" or "in the conversation"; "away" when nobody is at the device. */
export function whereText(
  here: Pick<Here, 'idle' | 'timeline' | 'notes'>,
  title: (note: NoteId) => string | null,
): string {
  if (here.idle) return 'away'
  const places = here.notes.map(title).filter((name) => name !== null)
  if (here.timeline) places.unshift('the conversation')
  return places.length === 0 ? 'here' : `in ${list(places)}`
}

const firstName = (name: string): string => name.trim().split(/\s+/u)[0] ?? name

/** "Tiago is writing", "Tiago and Anna are writing", "Several people are writing"; empty when nobody is. First names, unless two share one. */
export function typingText(names: readonly string[]): string {
  if (names.length === 0) return ''
  if (names.length > 3) return 'Several people are writing'
  const firsts = names.map(firstName)
  const shown = new Set(firsts).size === firsts.length ? firsts : names
  return `${list(shown)} ${names.length === 1 ? 'is' : 'are'} writing`
}
