import { expect, it } from 'vitest'
import { atEnd, follows, movedBy } from './scroll.ts'

const at = (offset: number, size = 1000, viewport = 200) => ({ offset, size, viewport })

it('is at the end within a line of it', () => {
  expect(atEnd(at(800))).toBe(true)
  expect(atEnd(at(770))).toBe(true)
  expect(atEnd(at(700))).toBe(false)
})

it('follows the end until the reader goes up, and again when they are back', () => {
  expect(follows(true, at(800), at(760))).toBe(false)
  expect(follows(false, at(760), at(700))).toBe(false)
  expect(follows(false, at(700), at(795))).toBe(true)
})

it('goes on following when the end moves away by itself', () => {
  expect(follows(true, at(800), at(800, 1100))).toBe(true)
  expect(follows(true, at(800), at(750, 990))).toBe(true)
  expect(follows(true, at(800), at(790, 1000, 100))).toBe(true)
  expect(follows(false, at(500), at(500, 1100))).toBe(false)
})

it('keeps the place of what is read when something comes in above it', () => {
  expect(movedBy(5, 6)).toBe(true)
  expect(movedBy(5, 5)).toBe(false)
  expect(movedBy(5, -1)).toBe(false)
})
