import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isOrder, orderBetween } from './order.ts'

it('finds a place between any two, however often', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 120 }), (picks) => {
      const places: string[] = []
      for (const pick of picks) {
        const i = pick % (places.length + 1)
        const place = orderBetween(places[i - 1] ?? '', places[i] ?? null)
        expect(isOrder(place)).toBe(true)
        places.splice(i, 0, place)
      }
      for (const [k, place] of places.entries()) expect(place > (places[k - 1] ?? '')).toBe(true)
    }),
    { seed: 8, numRuns: 500 },
  )
})

it('stays short for a list that grows at its end, and fair at its start', () => {
  let end = ''
  for (let i = 0; i < 1_000; i++) end = orderBetween(end, null)
  expect(end.length).toBeLessThan(20)
  let start = 'V'
  for (let i = 0; i < 100; i++) start = orderBetween('', start)
  expect(start.length).toBeLessThan(25)
})

it('knows what is no place', () => {
  for (const value of ['', '0', 'V0', 'ä', 'a b', 'x'.repeat(201), 5, null])
    expect(isOrder(value)).toBe(false)
})
