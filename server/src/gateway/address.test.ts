import type { IncomingMessage } from 'node:http'
import { describe, expect, it } from 'vitest'
import { clientAddress } from './address.ts'

const request = (forwarded: string | undefined, peer: string | undefined = '192.0.2.1') =>
  ({
    socket: { remoteAddress: peer },
    headers: { 'x-forwarded-for': forwarded },
  }) as unknown as IncomingMessage

describe('whose request it is', () => {
  it('is the peer’s, whatever the request says, unless a proxy is trusted', () => {
    expect(clientAddress(request('203.0.113.9'), false)).toBe('192.0.2.1')
    expect(clientAddress(request('203.0.113.9'), true)).toBe('203.0.113.9')
  })

  it('is what the proxy itself wrote, not what stood there before', () => {
    expect(clientAddress(request('1.1.1.1, 2.2.2.2, 2001:db8::1'), true)).toBe('2001:db8::1')
  })

  it.each([undefined, '', 'unknown', '1.2.3.4, ', '1.2.3.4:5678', '_hidden', '<script>'])(
    'falls back to the peer at %j',
    (forwarded) => expect(clientAddress(request(forwarded), true)).toBe('192.0.2.1'),
  )
})
