import { connect, type Socket } from 'node:net'
import type { SpaceId } from '@weft/space'
import type { Trial } from '../operate/trial.ts'

interface Owner {
  readonly cookie: string
  readonly space: SpaceId
}
interface RawLine {
  readonly socket: Socket
  /** How the server ended it. */
  readonly end: Promise<{ code: number; reason: string }>
  /** All that came, with the answer to the handshake. */
  received(): Buffer
  /** How much that is. Bytes. */
  size(): number
}

/** Past the handshake, with nothing between a test and the bytes. */
export async function rawLine(t: Trial, owner: Owner): Promise<RawLine> {
  const socket = connect(t.weft.port, '127.0.0.1')
  const request = [
    `GET /sync/${owner.space} HTTP/1.1`,
    'Host: weft',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
    `Origin: ${t.weft.url}`,
    `Cookie: ${owner.cookie}`,
  ]
  socket.write(`${request.join('\r\n')}\r\n\r\n`)
  const chunks: Buffer[] = []
  let accepted: () => void = () => undefined
  const shaken = new Promise<void>((resolve) => {
    accepted = resolve
  })
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk)
    if (Buffer.concat(chunks).includes('\r\n\r\n')) accepted()
  })
  const end = new Promise<{ code: number; reason: string }>((resolve) => {
    const look = () => {
      const close = closeFrame(Buffer.concat(chunks))
      if (close === null) return
      resolve(close)
      socket.destroy()
    }
    socket.on('data', look)
    // A line that is cut while something is written to it is an end like any other.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve({ code: 1006, reason: '' }))
  })
  await shaken
  return {
    socket,
    end,
    received: () => Buffer.concat(chunks),
    size: () => chunks.reduce((sum, { length }) => sum + length, 0),
  }
}

interface Frame {
  readonly first: number
  readonly body: Buffer
}

/** The server's whole frames after the handshake. */
function* framesIn(all: Buffer): Generator<Frame, void> {
  const start = all.indexOf('\r\n\r\n')
  if (start < 0) return
  for (let at = start + 4; at + 2 <= all.length; ) {
    const short = (all[at + 1] ?? 0) & 127
    const head = short === 126 ? 4 : short === 127 ? 10 : 2
    if (at + head > all.length) return
    const size =
      short === 126 ? all.readUInt16BE(at + 2) : short === 127 ? Number(all.readBigUInt64BE(at + 2)) : short
    const body = all.subarray(at + head, at + head + size)
    if (body.length < size) return
    yield { first: all[at] ?? 0, body }
    at += head + size
  }
}

/** The binary messages among them, put together where they came in several frames. */
export function messagesIn(all: Buffer): Buffer[] {
  const messages: Buffer[] = []
  let parts: Buffer[] = []
  for (const { first, body } of framesIn(all)) {
    // Pings, pongs and a goodbye may come in between.
    if ((first & 0x08) !== 0) continue
    parts.push(body)
    if ((first & 0x80) === 0) continue
    messages.push(Buffer.concat(parts))
    parts = []
  }
  return messages
}

/** What a goodbye means that says nothing: it is never sent itself. RFC 6455, 7.1.5. */
const NO_CODE = 1005

/** The close frame (0x88) among them, if it has come. */
function closeFrame(all: Buffer): { code: number; reason: string } | null {
  for (const { first, body } of framesIn(all)) {
    if (first !== 0x88) continue
    return { code: body.length < 2 ? NO_CODE : body.readUInt16BE(0), reason: body.subarray(2).toString() }
  }
  return null
}

/** A client's frame. `opcode` with its flags. */
export const masked = (opcode: number, payload: Uint8Array): Buffer => {
  const head =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255]
  return Buffer.from([opcode, ...head, 0, 0, 0, 0, ...payload])
}
