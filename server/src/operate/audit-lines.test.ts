import { expect, it } from 'vitest'
import { sinceOf } from './audit-lines.ts'

it('understands a date, a time, and so long ago', () => {
  const now = Date.parse('2026-11-21T12:00:00Z')
  expect(['90m', '24h', '7d', '2026-11-20', '2026-11-20T10:30Z'].map((text) => sinceOf(text, now))).toEqual(
    ['2026-11-21T10:30Z', '2026-11-20T12:00Z', '2026-11-14T12:00Z', '2026-11-20', '2026-11-20T10:30Z'].map(
      (text) => Date.parse(text),
    ),
  )
  for (const text of ['yesterday', '', '7', '7w', '2026', '-1h', '2026-13-01'])
    expect(sinceOf(text, now)).toBeNaN()
})
