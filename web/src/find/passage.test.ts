import { expect, it } from 'vitest'
import type { Passage } from './contract.ts'
import { messagePassage, passageOf, rangesIn } from './passage.ts'
import { queryOf, wordsOf } from './words.ts'

/** Found by all of the text's words that begin with one that was typed, as the index tells. */
function how(typed: string, text: string) {
  const query = queryOf(typed) ?? { terms: [], literal: '' }
  const terms = new Set(
    Array.from(wordsOf(text), ({ term }) => term).filter((term) =>
      query.terms.some((one) => term.startsWith(one)),
    ),
  )
  return { query, terms }
}
/** With what was found in brackets. */
const told = (passage: Passage): string =>
  passage.map(({ text, found }) => (found ? `[${text}]` : text)).join('')
const passage = (typed: string, text: string): string => told(passageOf(text, how(typed, text)))

it('marks what was typed of each word, whatever accents it has', () => {
  expect(passage('soft open', 'Soft opening, we open softly')).toBe('[Soft] [open]ing, we [open] [soft]ly')
  expect(passage('kapitansm', 'Die Kapitänsmütze')).toBe('Die [Kapitänsm]ütze')
  expect(passage('strasse', 'Zur Straße hin')).toBe('Zur [Straße] hin')
  expect(passage('еще', 'Съешь ещё')).toBe('Съешь [ещё]')
  expect(passage('天気は', '今日の天気は晴れ')).toBe('今日の[天気は]晴れ')
})

it('marks the whole of a word that only resembles what was typed, and letters within a word', () => {
  const text = 'The fishmonger comes'
  expect(
    told(
      passageOf(text, {
        query: { terms: ['fishmongre'], literal: 'fishmongre' },
        terms: new Set(['fishmonger']),
      }),
    ),
  ).toBe('The [fishmonger] comes')
  expect(
    told(
      passageOf('a\n unscrewed\t thing', {
        query: { terms: ['screwed'], literal: 'screwed t' },
        terms: new Set(),
      }),
    ),
  ).toBe('a un[screwed t]hing')
})

it('shows the words around the place where most of it stands together, on one line', () => {
  const text = `${'The oven is warm. '.repeat(30)}\nThe second oven\nneeds a ladder. ${'And so on. '.repeat(40)}`
  const shown = passage('oven ladder', text)
  expect(shown).toMatch(/^….*The second \[oven\] needs a \[ladder\]\. And so on\..*…$/)
  expect(shown.replace(/[[\]…]/g, '').length).toBeLessThanOrEqual(180)
  expect(shown.indexOf('[')).toBeLessThan(34)
})

it('shows a short text from its beginning, unless its signs are wide', () => {
  const short = 'Message number 69 about the oven and the ladder'
  expect(passage('ladder', short)).toBe('Message number 69 about the oven and the [ladder]')
  expect(passage('ladder', `Not so short: ${short}`)).toMatch(/^….*\[ladder\]$/)
  expect(passage('天気', `${'今日は暑い。'.repeat(8)}天気`)).toMatch(/^….*\[天気\]$/)
})

it('is found early in the line that is shown, and no character is cut in two', () => {
  expect(passage('needle', `${'🎉'.repeat(40)}needle`)).toMatch(/^…(🎉)+\[needle\]$/u)
})

it('shows a message as it is read, and an address as it was written', () => {
  const text = 'The *good* screwdriver, `14:30`, [the list](https://example.com/oven)'
  expect(told(messagePassage(text, how('good', text)))).toBe('The [good] screwdriver, 14:30, the list')
  expect(told(messagePassage(text, how('oven', text)))).toContain('(https://example.com/[oven])')
})

it('finds nothing in a text without it', () => {
  expect(rangesIn('nothing here', how('oven', 'nothing here'))).toEqual([])
})
