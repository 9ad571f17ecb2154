import type { Damage, Seq } from './contract.ts'
import { crc32c } from './crc32c.ts'

/** Bytes before the payload: its length (4), CRC-32C (4), seq (8); all big-endian. */
const HEADER = 16

/**
 * One stored value. The checksum covers the key, the seq and the payload: a good value under a wrong key is found too.
 * Small records, which have no order, carry seq 0.
 */
export function frame(key: Uint8Array, seq: Seq, payload: Uint8Array): Uint8Array {
  const value = new Uint8Array(HEADER + payload.length)
  const view = new DataView(value.buffer)
  view.setUint32(0, payload.length)
  view.setUint32(8, Math.floor(seq / 0x1_0000_0000))
  view.setUint32(12, seq % 0x1_0000_0000)
  value.set(payload, HEADER)
  view.setUint32(4, crc32c(value.subarray(8), crc32c(key)))
  return value
}

/** The payload (a view into `value`), or what is wrong with it. */
export function unframe(key: Uint8Array, seq: Seq, value: Uint8Array): Uint8Array | Damage['problem'] {
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength)
  if (value.length < HEADER || view.getUint32(0) !== value.length - HEADER) return 'length'
  if (view.getUint32(8) * 0x1_0000_0000 + view.getUint32(12) !== seq) return 'sequence'
  if (view.getUint32(4) !== crc32c(value.subarray(8), crc32c(key))) return 'checksum'
  return value.subarray(HEADER)
}
