import { Buffer } from 'node:buffer'
import type { Outgoing } from '../room/contract.ts'

const FINAL_BINARY = 0x82

/**
 * One unmasked, final, binary WebSocket frame (RFC 6455, 5.2) around `payload`. A Buffer, because a stream makes one of any
 * other bytes, once for each of a frame's readers; and not from Node's pool, or a frame that waits for a slow reader would keep
 * 8 KiB of others' alive.
 */
export function serverFrame(payload: Uint8Array): Buffer {
  const n = payload.length
  const head = n < 126 ? 2 : n < 0x10000 ? 4 : 10
  const frame = Buffer.allocUnsafeSlow(head + n)
  frame[0] = FINAL_BINARY
  if (head === 2) frame[1] = n
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(n, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(n), 2)
  }
  frame.set(payload, head)
  return frame
}

/** The frame of a message, built at its first reader and written as it is to all others. */
export function frameOf(message: Outgoing): Uint8Array {
  message.frame ??= serverFrame(message.payload)
  return message.frame
}
