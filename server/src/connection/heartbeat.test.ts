import { expect, test } from 'vitest'
import { beat, type Pulse } from './heartbeat.ts'

const pulse = (): Pulse => ({ answered: 0, pinged: 0, buffered: 0 })

test('G10: a ping every 4 s; who answers none is given up after 8', () => {
  const p = pulse()
  const answers = [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000].map((now) => beat(p, now, 0, false))
  expect(answers).toEqual(['rest', 'rest', 'rest', 'ping', 'rest', 'rest', 'rest', 'dead'])
})

test('who is read from too slowly by us, or reads slowly but reads, is alive', () => {
  const paused = pulse()
  expect(beat(paused, 9_000, 0, true)).not.toBe('dead')
  const slow = pulse()
  const answers = [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000].map((now, i) =>
    beat(slow, now, 1_000_000 - i * 1000, false),
  )
  expect(answers).not.toContain('dead')
  expect(beat(slow, 17_000, 1_000_000, false)).toBe('dead')
})

test('G10: a few bytes that come and go in our own buffers are no sign of life', () => {
  const p = pulse()
  const answers = [1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000].map((now, i) => beat(p, now, i % 2, false))
  expect(answers.at(-1)).toBe('dead')
})
