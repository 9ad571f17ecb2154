import { expect, test } from 'vitest'
import { countWords, metaText } from './meta-text.ts'

test.each([
  ['', 0],
  ['one two\nthree', 3],
  ["it's a well-known fact, v1.2", 5],
  ['山田さん hello', 5],
  ['— … !', 0],
])('words of %j', (text, words) => {
  expect(countWords(text)).toBe(words)
})

test('who is here, and how long it is', () => {
  expect(metaText([], 1)).toBe('1 word')
  expect(metaText(['Anna Kowal'], 1412)).toBe('Anna and you are here · 1,412 words')
  expect(metaText(['Anna Kowal', 'Tiago Neves'], 2)).toBe('Anna, Tiago and you are here · 2 words')
  expect(metaText(['Anna K', 'Anna B'], 2)).toBe('Anna K, Anna B and you are here · 2 words')
  expect(metaText(['A', 'B', 'C', 'D'], 0)).toBe('A, B, 2 others and you are here · 0 words')
})
