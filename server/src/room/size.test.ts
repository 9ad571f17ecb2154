import { expect, test } from 'vitest'
import { SpaceSize } from './size.ts'

test('the document is measured only when the count of what came reaches the limit, and not at every knock', () => {
  let real = 50
  let measured = 0
  const size = new SpaceSize(100, 10, 0, () => {
    measured++
    return real
  })
  size.add(80)
  expect([size.isFull(5, 0), measured]).toEqual([false, 0])
  expect([size.isFull(20, 0), measured]).toEqual([false, 1])
  size.add(45)
  real = 95
  expect([size.isFull(20, 1), measured]).toEqual([true, 1])
  expect([size.isFull(20, 10_000), measured]).toEqual([true, 2])
  // Nothing came since: it can't have become smaller.
  expect([size.isFull(20, 30_000), measured]).toEqual([true, 2])
  size.add(3)
  real = 20
  expect([size.isFull(20, 30_000), measured]).toEqual([false, 3])
})

test('a limit of 0 is none', () => {
  const size = new SpaceSize(0, 2 ** 40, 2 ** 40, () => 2 ** 40)
  expect(size.isFull(2 ** 30, 0)).toBe(false)
})

test('near the limit it is time to know better, unless little came since it was known', () => {
  const size = new SpaceSize(1600, 1000, 0, () => 0)
  size.add(350)
  expect(size.isNear).toBe(false)
  size.add(60)
  expect(size.isNear).toBe(true)
  size.measured(1410)
  expect(size.isNear).toBe(false)
  size.add(101)
  expect(size.isNear).toBe(true)
})
