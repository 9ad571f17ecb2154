import { describe, expect, it } from 'vitest'
import { proxiesOf } from './address.ts'
import { Crowd } from './crowd.ts'

describe('G8 one address', () => {
  it('holds so many connections, and others as many', () => {
    const crowd = new Crowd(2, proxiesOf([]))
    const first = crowd.enter('192.0.2.1')
    expect(crowd.enter('::ffff:192.0.2.1')).not.toBeNull()
    expect(crowd.enter('192.0.2.1')).toBeNull()
    expect(crowd.enter('192.0.2.2')).not.toBeNull()
    first?.()
    first?.()
    expect(crowd.enter('192.0.2.1')).not.toBeNull()
    expect(crowd.enter('192.0.2.1')).toBeNull()
  })

  it('is a whole network in IPv6', () => {
    const crowd = new Crowd(1, proxiesOf([]))
    expect(crowd.enter('2001:db8::1')).not.toBeNull()
    expect(crowd.enter('2001:db8::2')).toBeNull()
    expect(crowd.enter('2001:db8:0:1::1')).not.toBeNull()
  })

  it('isn’t counted when it is this machine’s or a proxy’s, or when there is no bound', () => {
    const crowd = new Crowd(1, proxiesOf(['10.0.0.0/8']))
    for (const address of [
      '127.0.0.1',
      '127.0.0.1',
      '::1',
      '::1',
      '::ffff:127.0.0.1',
      '10.1.2.3',
      '10.1.2.3',
    ])
      expect(crowd.enter(address)).not.toBeNull()
    const open = new Crowd(0, proxiesOf([]))
    for (let n = 0; n < 10; n++) expect(open.enter('192.0.2.1')).not.toBeNull()
    expect([crowd.size, open.size]).toEqual([0, 0])
  })

  it('is forgotten when it holds none', () => {
    const crowd = new Crowd(5, proxiesOf([]))
    const leave = ['192.0.2.1', '192.0.2.1', '192.0.2.2'].map((address) => crowd.enter(address))
    expect(crowd.size).toBe(2)
    for (const left of leave) left?.()
    expect(crowd.size).toBe(0)
  })
})
