import { expect, test } from 'vitest'
import { isSameName } from './same-name.ts'

test('a name is the same however it was typed, and another isn’t', () => {
  for (const typed of ['Harbour café', ' harbour  CAFE\u0301 ', 'Harbour\u00a0café'])
    expect(isSameName(typed, 'Harbour café')).toBe(true)
  for (const typed of ['', 'Harbour', 'Harbour cafe', 'Harbour café.'])
    expect(isSameName(typed, 'Harbour café')).toBe(false)
})
