import { expect, it } from 'vitest'
import type { Answer } from '../../find/contract.ts'
import { emptyText, foundText, foundValue, missingText, placeOf, progressText } from './found.ts'
import type { Found } from './use-find.ts'

const none = { best: [], count: 0 }
const asked = (part: Partial<Answer> = {}): Found => ({
  state: 'asked',
  answer: {
    number: 1,
    text: 'oven',
    messages: none,
    notes: none,
    elsewhere: none,
    names: {},
    complete: true,
    spaces: { done: 1, waiting: 0, absent: 0 },
    ...part,
  },
})

it('stands below everything that fits by its name: notes, messages, other spaces, and the way to more of each last', () => {
  const values = [
    foundValue('notes', 'a more'),
    foundValue('notes', null),
    foundValue('messages', 'a'),
    foundValue('messages', null),
    foundValue('elsewhere', 'a'),
    foundValue('elsewhere', null),
  ]
  const places = values.map((value) => placeOf(value) ?? Number.NaN)
  expect(places).toEqual(places.toSorted((a, b) => b - a))
  expect(new Set(places).size).toBe(values.length)
  expect(Math.max(...places)).toBeLessThan(0.6)
  expect(Math.min(...places)).toBeGreaterThan(0)
  expect(placeOf('space found notes')).toBeNull()
  expect(placeOf('found something')).toBeNull()
})

it('doesn’t say that there is nothing before it has looked everywhere', () => {
  expect(emptyText('oven', { state: 'asked', answer: null })).toBe('Looking…')
  expect(emptyText('oven', asked({ complete: false }))).toBe('Looking…')
  expect(emptyText('oven', asked({ spaces: { done: 0, waiting: 1, absent: 0 } }))).toBe('Looking…')
  expect(emptyText('oven', asked({ text: ' ove' }))).toBe('Nothing found for “ove”.')
  expect(emptyText('o', { state: 'idle' })).toBe('Nothing found for “o”.')
})

it('says what it didn’t look through, once it has looked through all else', () => {
  const absent = (absent: number, waiting = 0) => asked({ spaces: { done: 1, waiting, absent } })
  expect(missingText(asked())).toBeNull()
  expect(missingText(absent(1))).toBe(
    'One of your spaces isn’t on this device. Open it once, and its words are found too.',
  )
  expect(missingText(absent(3))).toBe(
    '3 of your spaces aren’t on this device. Open them once, and their words are found too.',
  )
  expect(missingText({ state: 'failed' })).toContain('without a connection')
  expect(missingText(absent(1, 2))).toBeNull()
  expect(progressText(absent(1, 2))).toBe('Still looking…')
  expect(progressText(asked({ complete: false }))).toBe('Still looking…')
  expect(progressText(asked())).toBeNull()
})

it('tells who can’t see the list how much there is', () => {
  expect(foundText(asked({ complete: false }))).toBe('')
  expect(foundText(asked())).toBe('No words found')
  expect(
    foundText(
      asked({
        notes: { best: [], count: 1 },
        messages: { best: [], count: 12 },
        elsewhere: { best: [], count: 2 },
      }),
    ),
  ).toBe('Found: 1 note, 12 messages, 2 in other spaces')
})
