import { Buffer } from 'node:buffer'
import type { Outgoing } from '../room/contract.ts'

const FINAL = 0x80
const BINARY = 0x02

/**
 * One unmasked, final, binary WebSocket frame (RFC 6455, 5.2) around `payload`. A Buffer, because a stream makes one of any
 * other bytes, once for each of a frame's readers; and not from Node's pool, or a frame that waits for a slow reader would keep
 * 8 KiB of others' alive.
 */
export function serverFrame(payload: Uint8Array): Buffer {
  const n = payload.length
  const head = headOf(n)
  const frame = Buffer.allocUnsafeSlow(head + n)
  writeHead(frame, FINAL | BINARY, n)
  frame.set(payload, head)
  return frame
}

/** What stands before one part of a binary message that is sent in several. */
export function fragmentHead(part: { first: boolean; last: boolean; length: number }): Buffer {
  const head = Buffer.allocUnsafeSlow(headOf(part.length))
  writeHead(head, (part.last ? FINAL : 0) | (part.first ? BINARY : 0), part.length)
  return head
}

const headOf = (n: number): 2 | 4 | 10 => (n < 126 ? 2 : n < 0x10000 ? 4 : 10)

function writeHead(frame: Buffer, first: number, n: number): void {
  const head = headOf(n)
  frame[0] = first
  if (head === 2) frame[1] = n
  else if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(n, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(n), 2)
  }
}

/** The frame of a message, built at its first reader and written as it is to all others. */
export function frameOf(message: Outgoing): Uint8Array {
  message.frame ??= serverFrame(message.payload)
  return message.frame
}
