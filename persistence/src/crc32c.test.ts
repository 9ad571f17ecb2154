import { describe, expect, it } from 'vitest'
import { crc32c } from './crc32c.ts'

const ascending = Uint8Array.from({ length: 32 }, (_, i) => i)

describe('CRC-32C', () => {
  it('gives the values of RFC 3720, appendix B.4', () => {
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43)
    expect(crc32c(ascending)).toBe(0x46dd794e)
    expect(crc32c(ascending.toReversed())).toBe(0x113fdb5c)
    const iscsiRead = new Uint8Array(48)
    iscsiRead.set([0x01, 0xc0], 0)
    iscsiRead.set([0x14, 0, 0, 0, 0, 0, 0x04, 0, 0, 0, 0, 0x14, 0, 0, 0, 0x18, 0x28], 16)
    iscsiRead[40] = 0x02
    expect(crc32c(iscsiRead)).toBe(0xd9963a56)
  })
  it('gives the check value of "123456789"', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283)
  })
  it('goes on from what came before, wherever it is cut', () => {
    for (let cut = 0; cut <= ascending.length; cut++)
      expect(crc32c(ascending.subarray(cut), crc32c(ascending.subarray(0, cut)))).toBe(0x46dd794e)
  })
  it('is 0 for nothing', () => {
    expect(crc32c(new Uint8Array(0))).toBe(0)
  })
})
