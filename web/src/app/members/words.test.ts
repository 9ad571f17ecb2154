import type { OpenInvitation } from '@weft/space/api'
import { expect, test } from 'vitest'
import { linkText, questionOf, untilText } from './words.ts'

const HOUR = 3_600_000

test('a link says what it still does', () => {
  const link: OpenInvitation = { id: 'x', role: 'viewer', by: null, at: 0, expires: 50 * HOUR, left: 1 }
  expect(linkText(link, 0)).toBe('Lets in one more person to read, for 2 more days')
  expect(linkText({ ...link, role: 'member', left: null, expires: null }, 0)).toBe(
    'Lets in anybody to read and write, without an end',
  )
})

test('the time that is left is told in the unit that one thinks in', () => {
  expect([1, 0.01, 3, 47, 49, -1].map((hours) => untilText(hours * HOUR, 0))).toEqual([
    'for 60 more minutes',
    'for 1 more minutes',
    'for 3 more hours',
    'for 47 more hours',
    'for 2 more days',
    'ended',
  ])
})

test('what can’t simply be taken back is asked about, the rest is done', () => {
  const anna = { name: 'Anna', role: 'member' as const }
  const title = (...args: Parameters<typeof questionOf>) => questionOf(...args)?.title ?? null
  expect(title(anna, 'viewer', false, 'Café')).toBeNull()
  expect(title(anna, 'owner', false, 'Café')).toBe('Make Anna an owner?')
  expect(title(anna, null, false, 'Café')).toBe('Remove Anna?')
  expect(title(anna, null, true, 'Café')).toBe('Leave Café?')
  expect(title({ ...anna, role: 'owner' }, 'member', true, 'Café')).toBe('Give up ownership?')
})
