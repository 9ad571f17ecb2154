import { expect, it } from 'vitest'
import { fits } from './search.ts'

it('fits an item by the words that stand on it', () => {
  expect(fits('Opening week plan', 'open')).toBe(1)
  expect(fits('Opening week plan', 'plan op')).toBe(0.8)
  expect(fits('Reopen', 'open')).toBe(0.6)
  expect(fits('Reading group', 'draft')).toBe(0)
  expect(fits('Anything', '')).toBe(1)
  expect(fits('Harbour café', 'cafe')).toBe(0.8)
  expect(fits('Kapitänsmütze', 'KAPITANS')).toBe(1)
})
