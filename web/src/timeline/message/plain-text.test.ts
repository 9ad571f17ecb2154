import { expect, it } from 'vitest'
import { firstWords } from './plain-text.ts'

it('gives the first words on one line, as they are read', () => {
  expect(firstWords('The *good* screwdriver,\n\n`14:30`, [the list](https://example.com/oven)')).toBe(
    'The good screwdriver, 14:30, the list',
  )
  expect(firstWords('```\nlet it = be\n```')).toBe('let it = be')
})

it('is short whatever it was made from, and breaks no character in two', () => {
  expect(firstWords('word '.repeat(20_000)).length).toBeLessThan(301)
  const cut = firstWords(`${'x'.repeat(299)}🎉 and more`)
  expect(cut).toBe('x'.repeat(299))
})

it('is never empty: there must be something to press', () => {
  expect(firstWords('   ')).toBe('…')
})
