import { describe, expect, it } from 'vitest'
import { clockText, daysApart, dayText, localeOf, shortClockText, sinceText } from './days.ts'

const at = (text: string): number => new Date(text).getTime()
const now = at('2026-03-04T12:04:00')

describe('days', () => {
  it('count by the calendar, not by 24 hours', () => {
    expect(daysApart(at('2026-03-03T23:59:00'), at('2026-03-04T00:01:00'))).toBe(1)
    expect(daysApart(at('2026-03-04T00:01:00'), at('2026-03-04T23:59:00'))).toBe(0)
    expect(daysApart(at('2026-10-24T12:00:00'), at('2026-10-26T11:00:00'))).toBe(2)
  })
  it('are named as people name them', () => {
    expect(dayText(at('2026-03-04T01:00:00'), now, 'en-GB')).toBe('Today')
    expect(dayText(at('2026-03-03T23:00:00'), now, 'en-GB')).toBe('Yesterday')
    expect(dayText(at('2026-02-25T10:00:00'), now, 'en-GB')).toBe('Wednesday 25 February')
    expect(dayText(at('2025-12-31T10:00:00'), now, 'en-GB')).toMatch(/^Wednesday,? 31 December 2025$/)
  })
})

it('tells the time of today, and the day of what is older', () => {
  expect(clockText(at('2026-03-04T09:05:00'))).toBe('09:05')
  expect(sinceText(at('2026-03-04T09:05:00'), now, 'en-GB')).toBe('09:05')
  expect(sinceText(at('2026-03-03T09:05:00'), now, 'en-GB')).toBe('yesterday 09:05')
  expect(sinceText(at('2026-02-03T09:05:00'), now, 'en-GB')).toBe('3 February 09:05')
})

it('speaks English and keeps the clock that the reader is used to', () => {
  const clock = (own: string | undefined): string =>
    clockText(at('2026-03-04T15:05:00'), localeOf(own)).replace(/\s/u, ' ')
  expect(clock(undefined)).toBe('15:05')
  expect(clock('de-DE')).toBe('15:05')
  expect(clock('en-US')).toBe('3:05 PM')
  expect(clock('hi-IN')).toBe('3:05 pm')
  expect(dayText(at('2026-02-25T10:00:00'), now, localeOf('en-US'))).toBe('Wednesday, February 25')
  expect(dayText(at('2026-02-25T10:00:00'), now, localeOf('pl-PL'))).toBe('Wednesday 25 February')
  expect(shortClockText(at('2026-03-04T15:05:00'), 'en-US')).toBe('3:05')
})
