import type { NoteId, PersonId } from './ids.ts'

/**
 * Somebody of the space, or a note of it, named in a message. In the text it is `@[Tiago Neves](person id)` or
 * `#[Suppliers](note id)`: a version that doesn't know the notation shows it as it is written.
 */
export type Mention = {
  /** As it was called when it was written. What is shown is its name of now; this, when nothing is known of it any more. */
  readonly name: string
} & ({ readonly sign: '@'; readonly id: PersonId } | { readonly sign: '#'; readonly id: NoteId })

/** Characters of the longest name, as of the longest title. It also bounds how far a bracket's end is looked for. */
const LONGEST = 200
/** Its groups: sign, name with its backslashes, id. For the flag `u`: the name is counted in characters. */
export const MENTION = `([@#])\\[((?:\\\\[^\\n]|[^\\\\[\\]\\n]){1,${LONGEST}})\\]\\(([\\w-]{16})\\)`
const HERE = new RegExp(MENTION, 'uy')
const EVERY = new RegExp(MENTION, 'gu')

const read = ([, sign, name = '', id]: RegExpExecArray | RegExpMatchArray): Mention =>
  ({ sign, id, name: name.replace(/\\(.)/gu, '$1') }) as Mention

/** The mention that begins at this place of a text, and where it ends; null if none does. */
export function mentionAt(
  text: string,
  at: number,
): { readonly mention: Mention; readonly end: number } | null {
  HERE.lastIndex = at
  const match = HERE.exec(text)
  return match && { mention: read(match), end: HERE.lastIndex }
}

/** A text for those who see no mentions in it: each is replaced by what `shown` gives for it. */
export const readMentions = (
  text: string,
  shown: (mention: Mention, written: string, at: number) => string,
): string =>
  text.replaceAll(EVERY, (...match) => shown(read(match as unknown as RegExpMatchArray), match[0], match[4]))

/** A text that was cut off, without the beginning of a mention at its end. */
export const withoutHalf = (text: string): string =>
  text.replace(/[@#]\[(?:\\.|[^\\\]\n]){0,250}\\?(?:\](?:\([\w-]{0,16})?)?$/, '')

/** The notation. A name loses what can't stand in it: line breaks, and what is too long; the marks in it mean nothing. */
export function mentionText({ sign, id, name }: Mention): string {
  const line = name.replace(/\s+/g, ' ').trim()
  const cut = Array.from(line).slice(0, LONGEST).join('').trimEnd()
  return `${sign}[${(cut || '?').replace(/[\\[\]`*_~]/g, '\\$&')}](${id})`
}
