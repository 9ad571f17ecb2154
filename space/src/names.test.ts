import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nameSchema } from './api/parts.ts'
import { cleanName, isPlainName, LONGEST_NAME } from './names.ts'

describe('G6 a name', () => {
  it.each([
    'Anna',
    'Ольга',
    '李小龍',
    'Ōkubo Tōru',
    'Nguyễn Thị Minh',
    'محمد',
    'علی‌رضا',
    'שרה',
    'ශ්‍රී ලංකා',
    'ภูมิพล',
    'บุ๋ม',
    'नेहा',
    '🧵',
    '👩‍👩‍👧‍👦 Lind',
    '🏴󠁧󠁢󠁥󠁮󠁧󠁿 England',
    '1️⃣ First',
    '❤️',
    'O’Brien-Smith, Jr. (2)',
    'C++ & <b>',
    '葛󠄀',
  ])('may be %s', (name) => {
    expect(nameSchema.parse(` ${name} `)).toBe(name.normalize('NFC'))
    expect(cleanName(name)).toBe(name.normalize('NFC'))
  })

  it.each([
    ['a control character', 'a\u0000b', 'ab'],
    ['a line break', 'a\nb', 'ab'],
    ['an escape', 'a\u001b[31mb', 'a[31mb'],
    ['a C1 control', 'a\u0085b', 'ab'],
    ['an override', 'Anna\u202egpj', 'Annagpj'],
    ['an embedding', '\u202aAnna', 'Anna'],
    ['an isolate', 'An\u2066na', 'Anna'],
    ['a mark of direction', 'Anna\u200f', 'Anna'],
    ['an Arabic mark of direction', 'Anna\u061cx', 'Annax'],
    ['a blank of no width', 'An\u200bna', 'Anna'],
    ['a word joiner', 'An\u2060na', 'Anna'],
    ['a byte order mark inside', 'An\ufeffna', 'Anna'],
    ['a soft hyphen', 'An\u00adna', 'Anna'],
    ['a joiner between letters', 'An\u200dna', 'Anna'],
    ['a non-joiner between letters', 'An\u200cna', 'Anna'],
    ['a variant of a letter', 'A\ufe0fnna', 'Anna'],
    ['a late variant of a letter', 'A\u{e0100}nna', 'Anna'],
    ['a filler', 'Anna\u3164', 'Anna'],
    ['a blank Braille', 'Anna\u2800', 'Anna'],
    ['loose tags', 'Anna\u{e0041}\u{e0042}', 'Anna'],
    ['a separator of lines', 'An\u2028na', 'Anna'],
    ['half of a surrogate pair', 'Anna\ud83d', 'Anna'],
    ['a noncharacter', 'Anna\uffff', 'Anna'],
    ['a heap of marks', `A${'\u0353'.repeat(30)}b`, `A${'\u0353'.repeat(6)}b`],
    ['two that hide each other', 'An\u200b\u200dna', 'Anna'],
  ])('is refused with %s, and cleaned of it', (_what, name, clean) => {
    expect(nameSchema.safeParse(name).success).toBe(false)
    expect(cleanName(name)).toBe(clean)
  })

  it.each([
    'Anna  Lind',
    'Anna\u00a0Lind',
    'Anna\u3000Lind',
    ' Anna\u2003 \u2009Lind\u202f',
    'Anna\u1680Lind',
  ])('has plain blanks, one at a time: %j', (name) => {
    expect(nameSchema.parse(name)).toBe('Anna Lind')
    expect(cleanName(name)).toBe('Anna Lind')
  })

  it.each(['', '   ', '\u200d', '\u00a0', '\u3164', '\u0301', '\u2800\u2800'])('is more than %j', (name) => {
    expect(nameSchema.safeParse(name).success).toBe(false)
    expect(cleanName(name)).toBe('')
  })

  it('has a length, and is cut between characters', () => {
    expect(nameSchema.safeParse('x'.repeat(LONGEST_NAME)).success).toBe(true)
    expect(nameSchema.safeParse('x'.repeat(LONGEST_NAME + 1)).success).toBe(false)
    expect(nameSchema.safeParse('🧵'.repeat(LONGEST_NAME / 2)).success).toBe(true)
    expect(nameSchema.safeParse('🧵'.repeat(LONGEST_NAME / 2 + 1)).success).toBe(false)
    expect(cleanName('👩‍👩‍👧‍👦'.repeat(20))).toBe('👩‍👩‍👧‍👦'.repeat(7))
  })

  it('cleaned is always one that is taken, and stays as it is', () => {
    const odd = fc.constantFrom(
      '\u202e',
      '\u200d',
      '\u200c',
      '\ufe0f',
      '\u200b',
      'A',
      'é',
      '\u0301',
      '👩',
      ' ',
      'ی',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(odd).map((all) => all.join('')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const clean = cleanName(text)
          expect(cleanName(clean)).toBe(clean)
          if (clean !== '') {
            expect(isPlainName(clean)).toBe(true)
            expect(nameSchema.parse(clean)).toBe(clean)
          }
        },
      ),
      { seed: 21, numRuns: 2_000 },
    )
  })
})
