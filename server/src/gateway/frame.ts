import type { Outgoing } from '../room/contract.ts'

const FINAL_BINARY = 0x82

/** One unmasked, final, binary WebSocket frame (RFC 6455, 5.2) around `payload`. */
export function serverFrame(payload: Uint8Array): Uint8Array {
  const n = payload.length
  const head = n < 126 ? 2 : n < 0x10000 ? 4 : 10
  const frame = new Uint8Array(head + n)
  const view = new DataView(frame.buffer)
  frame[0] = FINAL_BINARY
  if (head === 2) frame[1] = n
  else if (head === 4) {
    frame[1] = 126
    view.setUint16(2, n)
  } else {
    frame[1] = 127
    view.setBigUint64(2, BigInt(n))
  }
  frame.set(payload, head)
  return frame
}

/** The frame of a message, built at its first reader and written as it is to all others. */
export function frameOf(message: Outgoing): Uint8Array {
  message.frame ??= serverFrame(message.payload)
  return message.frame
}
