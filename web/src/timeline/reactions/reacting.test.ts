import { expect, it } from 'vitest'
import { whoText } from './reacting.ts'
import { choiceOf, oneEmoji, readUsed, usedText, usedWith } from './reaction-choice.ts'

it('says who reacted, oneself last', () => {
  expect(whoText(['Anna'], false)).toBe('Anna')
  expect(whoText([], true)).toBe('you')
  expect(whoText(['Anna', 'Ben'], true)).toBe('Anna, Ben and you')
  const crowd = Array.from({ length: 40 }, (_, n) => `P${n}`)
  expect(whoText(crowd, true)).toMatch(/^P0, .*, P11, 28 more and you$/)
})

it('puts what was used last first, each once', () => {
  expect(choiceOf([]).slice(0, 3)).toEqual(['👍', '❤️', '😂'])
  const used = usedWith(usedWith(usedWith([], '🐟'), '👍'), '🐟')
  expect(used).toEqual(['🐟', '👍'])
  expect(choiceOf(used).slice(0, 3)).toEqual(['🐟', '👍', '❤️'])
  for (const list of [choiceOf([]), choiceOf(used)]) expect(new Set(list).size).toBe(list.length)
  expect(choiceOf(used)).toHaveLength(choiceOf([]).length)
  expect(readUsed(usedText(used))).toEqual(used)
  expect(readUsed('by hand <b> 👍')).toEqual(['👍'])
  expect(readUsed(null)).toEqual([])
})

it('takes one emoji of what was typed, whole', () => {
  expect(oneEmoji('👩‍🍳👍')).toBe('👩‍🍳')
  expect(oneEmoji(' 🇳🇴')).toBe('🇳🇴')
  expect(oneEmoji('1️⃣')).toBe('1️⃣')
  expect(oneEmoji('👍🏽')).toBe('👍🏽')
  expect(oneEmoji('well done')).toBeNull()
  expect(oneEmoji('12')).toBeNull()
})
