import { expect, it } from 'vitest'
import { foldedText } from './long-text.ts'

it('leaves what people write by hand as it is', () => {
  expect(foldedText('x'.repeat(4000))).toBeNull()
  expect(foldedText('a line\n'.repeat(49))).toBeNull()
})

it('folds what is too long, by characters or by lines', () => {
  expect(foldedText('x'.repeat(4001))).toMatch(/^x{1500}…$/)
  expect(foldedText('\n'.repeat(100_000))).toMatch(/^\n{19}…$/)
  expect(foldedText(`x${'😀'.repeat(3000)}`)?.endsWith('😀…')).toBe(true)
})

it('closes a fence that it cut through', () => {
  expect(foldedText(`\`\`\`\n${'code\n'.repeat(200)}\`\`\``)?.endsWith('\n```')).toBe(true)
})
