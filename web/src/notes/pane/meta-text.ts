/** Words of any script; where words aren't parted by blanks, each character counts, as editors for those scripts do. */
export const countWords = (text: string): number =>
  text.match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}])[\p{L}\p{N}])+(?:['’.-][\p{L}\p{N}]+)*/gu,
  )?.length ?? 0

const firstName = (name: string): string => name.trim().split(/\s+/u)[0] ?? name

/** "Anna and you are here · 412 words". First names, unless two share one. */
export function metaText(others: readonly string[], words: number): string {
  const firsts = others.map(firstName)
  const shown = new Set(firsts).size === firsts.length ? firsts : others
  const named = shown.length > 3 ? [...shown.slice(0, 2), `${shown.length - 2} others`] : shown
  const here = named.length === 0 ? [] : [`${named.join(', ')} and you are here`]
  const count = `${new Intl.NumberFormat('en').format(words)} ${words === 1 ? 'word' : 'words'}`
  return [...here, count].join(' · ')
}
