/** Letters that don't come apart into a plain one and a mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
}

/** As one types it without looking for the marks: "Łukasz Ñúñez" as "lukasz nunez". */
export const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðłþı]/g, (letter) => PLAIN[letter] ?? letter)

/** How well a name fits what is typed of it: 2 when it begins so, 1 when a word of it does, 0 when none does. */
export function fit(name: string, query: string): 0 | 1 | 2 {
  const text = folded(name)
  const wanted = folded(query)
  if (text.startsWith(wanted)) return 2
  for (let at = text.indexOf(wanted); at !== -1; at = text.indexOf(wanted, at + 1))
    if (!/[\p{L}\p{N}]/u.test(text[at - 1] ?? '')) return 1
  return 0
}

/** More than these nobody looks through. */
const MOST = 30

/** What fits, best first, and else in the order given. */
export const matches = <T>(all: readonly T[], nameOf: (one: T) => string, query: string): readonly T[] =>
  all
    .map((one) => ({ one, fits: fit(nameOf(one), query) }))
    .filter(({ fits }) => fits > 0)
    .sort((a, b) => b.fits - a.fits)
    .slice(0, MOST)
    .map(({ one }) => one)
