import { expect, test } from 'vitest'
import { beat, type Line, pulseAt } from './heartbeat.ts'

const QUIET: Line = { buffered: 0, received: 0, messages: 0, paused: false }
/** What is found each second from the first on. */
const looks = (lines: readonly Partial<Line>[]) => {
  const pulse = pulseAt(0)
  return lines.map((line, i) => beat(pulse, (i + 1) * 1000, { ...QUIET, ...line }))
}
const seconds = <T>(n: number, at: (second: number) => T): T[] =>
  Array.from({ length: n }, (_, i) => at(i + 1))

test('G10: a ping every 4 s; who answers none is given up after 8', () => {
  expect(looks(seconds(8, () => ({})))).toEqual([
    'rest',
    'rest',
    'rest',
    'ping',
    'rest',
    'rest',
    'rest',
    'dead',
  ])
})

test('who reads slowly, but reads, is alive', () => {
  const lines = seconds(17, (at) => ({ buffered: 1_000_000 - Math.min(at, 9) * 1000 }))
  const found = looks(lines)
  expect(found.indexOf('dead')).toBe(16)
})

test('G10: a few bytes that come and go in our own buffers are no sign of life', () => {
  expect(looks(seconds(8, (at) => ({ buffered: at % 2 }))).at(-1)).toBe('dead')
})

test('whose large message takes long to come is alive while it comes', () => {
  const coming = seconds(20, (at) => ({ received: at * 12_000 }))
  expect(looks(coming)).not.toContain('dead')
  const stuck = looks(seconds(20, (at) => ({ received: Math.min(at, 10) * 12_000 })))
  expect(stuck.indexOf('dead')).toBe(17)
})

test('G10: that small messages come is no sign that it hears us, nor is a byte now and then', () => {
  expect(looks(seconds(8, (at) => ({ received: at * 12_000, messages: at }))).at(-1)).toBe('dead')
  expect(looks(seconds(8, (at) => ({ received: at * 10 }))).at(-1)).toBe('dead')
})

test('G10: while we don’t read silence says nothing; after that who went meanwhile is soon found out', () => {
  const lines = seconds(60, (at) => ({ paused: at < 50 }))
  expect(looks(lines).indexOf('dead')).toBe(52)
})
