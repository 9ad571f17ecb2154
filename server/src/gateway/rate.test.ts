import { describe, expect, it } from 'vitest'
import { network, rateEach } from './rate.ts'

describe('rateEach', () => {
  it('lets a burst through, then so many a second, and says when to come back', () => {
    const rate = rateEach({ perSecond: 0.5, burst: 3 })
    const taken = Array.from({ length: 4 }, () => rate.take('192.0.2.1', 0))
    expect(taken).toEqual([0, 0, 0, 2])
    expect(rate.take('192.0.2.1', 1_999)).toBeGreaterThan(0)
    expect(rate.take('192.0.2.1', 2_000)).toBe(0)
  })

  it('counts each address for itself', () => {
    const rate = rateEach({ perSecond: 1, burst: 1 })
    expect([rate.take('192.0.2.1', 0), rate.take('192.0.2.2', 0), rate.take('192.0.2.1', 0)]).toEqual([
      0, 0, 1,
    ])
  })

  it('G8 remembers a bounded number of them, the latest', () => {
    const rate = rateEach({ perSecond: 0.001, burst: 1 })
    for (let n = 0; n < 20_000; n++) rate.take(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`, 0)
    expect(rate.take('10.0.78.31', 0)).toBeGreaterThan(0)
    expect(rate.take('10.0.0.1', 0)).toBe(0)
  })

  it('has no bound when it is told none', () => {
    const rate = rateEach({ perSecond: 0, burst: 1 })
    expect([rate.take('192.0.2.1', 0), rate.take('192.0.2.1', 0)]).toEqual([0, 0])
  })
})

describe('network', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['2001:0db8::1', '2001:db8:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['::1', '0:0:0:0'],
    ['unknown', 'unknown'],
  ])('of %s is %s', (address, expected) => expect(network(address)).toBe(expected))
})
