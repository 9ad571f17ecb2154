import { describe, expect, it } from 'vitest'
import { Histogram } from './histogram.ts'

const of = (...times: readonly number[]): Histogram => {
  const histogram = new Histogram()
  for (const time of times) histogram.add(time)
  return histogram
}
const near = (value: number): number => value * 0.006

describe('a histogram', () => {
  it('tells quantiles to half a percent, from microseconds to minutes', () => {
    for (const time of [0.0021, 0.4, 1, 17.3, 999, 61_000]) {
      const told = of(time).quantile(0.5)
      expect(Math.abs(told - time), `${time}`).toBeLessThan(near(time))
    }
  })

  it('takes the time that so many are no longer than', () => {
    const hundred = of(...Array.from({ length: 100 }, (_, i) => i + 1))
    for (const [share, time] of [
      [0.5, 50],
      [0.95, 95],
      [0.99, 99],
      [1, 100],
      [0, 1],
    ] as const)
      expect(Math.abs(hundred.quantile(share) - time), `${share}`).toBeLessThan(near(time))
  })

  it('takes the middle one of three', () => {
    expect(Math.abs(of(1, 2, 3).quantile(0.5) - 2)).toBeLessThan(near(2))
  })

  it('is as large after a million times as after one', () => {
    const histogram = new Histogram()
    for (let i = 0; i < 1_000_000; i++) histogram.add(10 + (i % 3))
    expect(histogram.size).toBe(1_000_000)
    expect(histogram.counts()).toHaveLength(3)
  })

  it('of several processes is that of all their times', () => {
    const all = new Histogram()
    for (const one of [of(1, 2, 3), of(4, 5), of()]) all.take(structuredClone(one.counts()))
    expect(all.counts()).toEqual(of(1, 2, 3, 4, 5).counts())
    expect(all.size).toBe(5)
  })

  it('of nothing knows nothing, and can be emptied', () => {
    expect(of().quantile(0.99)).toBeNaN()
    const emptied = of(1, 2)
    emptied.clear()
    expect(emptied.quantile(0.5)).toBeNaN()
    expect(emptied.size).toBe(0)
  })

  it('puts what no clock could tell into its first and last bucket', () => {
    expect(of(-5).counts()).toEqual(of(0.001).counts())
    expect(of(1e12).counts()).toEqual(of(1e13).counts())
  })
})
