import { expect, test } from 'vitest'
import { Counting } from './counting.ts'

test('acks are cumulative and only grow', () => {
  const counting = new Counting()
  expect([counting.received('update'), counting.received('update')]).toEqual([1, 2])
  expect([counting.settle(2), counting.settle(1), counting.settled]).toEqual([true, false, 2])
})

test('an edit that overtakes the first answer waits for it: it is on its way, and has everything', () => {
  const counting = new Counting()
  counting.asked()
  counting.received('update')
  expect(counting.missing('update')).toBe('wait')
  expect(counting.gap).toBe(true)
  counting.received('step2')
  counting.whole()
  expect(counting.gap).toBe(false)
})

test('later, a full state is asked for, once', () => {
  const counting = new Counting()
  counting.asked()
  counting.received('step2')
  counting.whole()
  counting.received('update')
  expect(counting.missing('update')).toBe('ask')
  counting.asked()
  counting.received('update')
  expect(counting.missing('update')).toBe('wait')
})

test('a client whose full state lacks causes is asked once more, not for ever', () => {
  const counting = new Counting()
  counting.asked()
  counting.received('step2')
  expect(counting.missing('step2')).toBe('ask')
  counting.asked()
  counting.received('step2')
  expect(counting.missing('step2')).toBe('refuse')
})
