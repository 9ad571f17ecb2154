import { describe, expect, it } from 'vitest'
import { timesBetter } from './figures.ts'

describe('times better', () => {
  it('compares with the better of the peers', () => {
    expect(timesBetter('lower', 2, [10, 4])).toBe(2)
    expect(timesBetter('lower', 8, [10, 4])).toBe(0.5)
    expect(timesBetter('higher', 30, [10, 15])).toBe(2)
    expect(timesBetter('higher', 5, [10, 4])).toBe(0.5)
  })

  it('leaves out a peer that has no figure', () => {
    expect(timesBetter('lower', 2, [Number.NaN, 6])).toBe(3)
    expect(timesBetter('lower', 2, [{ none: 'waited 120 s' }, undefined, 6])).toBe(3)
  })

  it('is nothing where there is nothing to compare', () => {
    expect(timesBetter('lower', 2, [])).toBeNull()
    expect(timesBetter('lower', 2, [Number.NaN, { none: 'it ended' }])).toBeNull()
    expect(timesBetter('lower', { none: 'it ended' }, [1])).toBeNull()
    expect(timesBetter('lower', Number.NaN, [1])).toBeNull()
    expect(timesBetter('lower', undefined, [1])).toBeNull()
    expect(timesBetter(null, 1, [1])).toBeNull()
  })

  it('is nothing where a difference drowned in noise', () => {
    expect(timesBetter('lower', 2, [-3, 6])).toBeNull()
    expect(timesBetter('lower', -2, [3])).toBeNull()
  })

  it('of nothing lost is without end, unless nobody lost anything', () => {
    expect(timesBetter('lower', 0, [1, 5])).toBe(Number.POSITIVE_INFINITY)
    expect(timesBetter('lower', 0, [0, 5])).toBe(1)
  })
})
