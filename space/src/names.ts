/** Code units of a person's, space's or program's name at most: some ten family emoji, or eighty letters. */
export const LONGEST_NAME = 80

/**
 * What a name must not hold, because it can't be seen or turns what stands around it: control characters, broken
 * surrogates, characters that direct (marks, embeddings, overrides, isolates), fillers and blanks of several scripts,
 * notes to machines.
 */
const HIDDEN =
  '[\\p{Cc}\\p{Cs}\\p{Noncharacter_Code_Point}\\u00ad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f' +
  '\\u200b\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u2800\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb\\u{e0001}]'
/** Joiners and variants shape other scripts and emoji. After a letter of these they show nothing: “An\u200dna” reads “Anna”. */
const AFTER_PLAIN =
  '(?<=[\\p{Script=Latin}\\p{Script=Greek}\\p{Script=Cyrillic}])[\\u200c\\u200d\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}]'
/** Joiners with nothing to join. */
const AT_THE_ENDS = '^[\\u200c\\u200d]+|[\\u200c\\u200d]+$'
/** Tags spell the flag of a region after a black flag, and nothing anywhere else. */
const LOOSE_TAGS = '(?<!\\u{1f3f4}[\\u{e0020}-\\u{e007e}]*)[\\u{e0020}-\\u{e007f}]'
/** More marks on one letter than any language writes: they run over the lines above and below. */
const HEAPED = '(?<=\\p{M}{6})\\p{M}+'

/** Blanks of several scripts and widths, one after another: on a screen they are one. */
const BLANKS = /\p{Zs}+/gu

const REFUSED = [HIDDEN, AFTER_PLAIN, AT_THE_ENDS, LOOSE_TAGS, HEAPED].join('|')
const refused = new RegExp(REFUSED, 'u')
const everyRefused = new RegExp(REFUSED, 'gu')
const SEEN = /[\p{L}\p{N}\p{P}\p{S}]/u

/** Whether a name shows all that it is: any script and emoji; something to see, and nothing that can't be. */
export const isPlainName = (name: string): boolean => !refused.test(name) && SEEN.test(name)

/** With plain blanks, one at a time: so that names that look the same are the same. */
export const plainBlanks = (name: string): string => name.replace(BLANKS, ' ')

/**
 * The nearest name that `isPlainName` takes, composed (NFC), trimmed, and cut between characters; '' when nothing is left.
 * For names that come from where nobody can be asked to mend them: a document, another server.
 */
export function cleanName(name: string): string {
  // Without one hidden character another may stand where it shows nothing: until nothing changes.
  let clean = name.slice(0, 4 * LONGEST_NAME)
  for (let before = ''; before !== clean; ) {
    before = clean
    clean = plainBlanks(clean.replace(everyRefused, '')).trim().normalize('NFC')
  }
  clean = cut(clean)
  return isPlainName(clean) ? clean : ''
}

function cut(name: string): string {
  if (name.length <= LONGEST_NAME) return name
  let kept = ''
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name)) {
    if (kept.length + segment.length > LONGEST_NAME) break
    kept += segment
  }
  return kept.trim()
}
