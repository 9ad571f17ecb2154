import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { clientAddress, proxiesOf, saidHttps } from './address.ts'

const request = (
  forwarded: string | undefined,
  peer: string | undefined = '192.0.2.1',
  proto: string | undefined = undefined,
) =>
  ({
    socket: { remoteAddress: peer },
    headers: { 'x-forwarded-for': forwarded, 'x-forwarded-proto': proto },
  }) as unknown as IncomingMessage
const nobody = proxiesOf([])
const one = proxiesOf(['192.0.2.1'])

describe('whose request it is', () => {
  it('is the peer’s, whatever the request says, unless that peer is a proxy we were told of', () => {
    expect(clientAddress(request('203.0.113.9'), nobody)).toBe('192.0.2.1')
    expect(clientAddress(request('203.0.113.9'), one)).toBe('203.0.113.9')
    expect(clientAddress(request('203.0.113.9', '192.0.2.2'), one)).toBe('192.0.2.2')
  })

  it('is what the proxy itself wrote, not what stood there before', () => {
    expect(clientAddress(request('1.1.1.1, 2.2.2.2, 2001:db8::1'), one)).toBe('2001:db8::1')
  })

  it('is what the first of several proxies wrote, when all behind it are ours', () => {
    const chain = proxiesOf(['192.0.2.1', '10.0.0.0/8'])
    expect(clientAddress(request('1.1.1.1, 203.0.113.9, 10.2.3.4, 10.0.0.1'), chain)).toBe('203.0.113.9')
    expect(clientAddress(request('10.9.9.9'), chain)).toBe('10.9.9.9')
  })

  it.each([undefined, '', 'unknown', '1.2.3.4, ', '1.2.3.4:5678', '_hidden', '<script>'])(
    'falls back to the peer at %j',
    (forwarded) => expect(clientAddress(request(forwarded), one)).toBe('192.0.2.1'),
  )

  it('came over HTTPS when a proxy of ours says so, and when nobody else does', () => {
    expect(saidHttps(request(undefined, '192.0.2.1', 'https'), one)).toBe(true)
    expect(saidHttps(request(undefined, '192.0.2.1', 'http, https'), one)).toBe(true)
    for (const proto of ['http', 'https, http', '', undefined, 'wss'])
      expect(saidHttps(request(undefined, '192.0.2.1', proto), one)).toBe(false)
    expect(saidHttps(request(undefined, '192.0.2.2', 'https'), one)).toBe(false)
    expect(saidHttps(request(undefined, '192.0.2.1', 'https'), nobody)).toBe(false)
  })
})

describe('the proxies', () => {
  it.each([
    ['loopback', '127.0.0.1', true],
    ['loopback', '127.8.9.1', true],
    ['loopback', '::1', true],
    ['loopback', '::ffff:127.0.0.1', true],
    ['loopback', '10.0.0.1', false],
    ['10.0.0.0/8', '10.255.0.1', true],
    ['10.0.0.0/8', '::ffff:10.1.1.1', true],
    ['10.0.0.0/8', '11.0.0.1', false],
    ['2001:db8::/32', '2001:db8:1::2', true],
    ['2001:db8::/32', '2001:db9::2', false],
    ['192.0.2.1', '192.0.2.10', false],
    ['192.0.2.1', 'unknown', false],
  ])('%s: %s %s', (told, address, trusted) => expect(proxiesOf([told]).trusts(address)).toBe(trusted))

  it.each([
    '',
    'proxy',
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0.0/',
    '10.0.0.0/8/8',
    '::1/129',
    '10.0.0.256',
    '*',
  ])('%j is none', (told) => expect(() => proxiesOf([told])).toThrow(RangeError))
})
