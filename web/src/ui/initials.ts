const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const first = (word: string): string => [...graphemes.segment(word)][0]?.segment ?? ''

/** One or two letters for a face: of the first and the last word, in any script; an emoji stands alone. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s.·_-]+/u)
    .filter(Boolean)
  const start = first(words[0] ?? '')
  if (!/^\p{L}/u.test(start)) return start.toUpperCase() || '?'
  const end = words.length > 1 ? first(words.at(-1) ?? '') : ''
  return (start + (/^\p{L}/u.test(end) ? end : '')).toLocaleUpperCase()
}
