import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { virtualRuntime } from '@weft/space/testing'
import { Close } from '@weft/space/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { serverFrame } from './frame.ts'
import { cutReason, GOODBYE_MS, SocketTransport } from './transport.ts'

const clients = new Set<WebSocket>()
let http: Server
let port: number
const runtime = virtualRuntime(1)
/** What the server holds of the next socket that comes in. */
let arrived: Promise<{ transport: SocketTransport; ws: WebSocket; socket: Duplex; gone: Promise<unknown> }>

beforeEach(async () => {
  const wss = new WebSocketServer({ noServer: true })
  http = createServer().listen(0, '127.0.0.1')
  await once(http, 'listening')
  port = (http.address() as AddressInfo).port
  arrived = new Promise((resolve) => {
    http.on('upgrade', (req, socket, head) =>
      wss.handleUpgrade(req, socket, head, (ws) => {
        ws.on('error', () => ws.terminate())
        const transport = new SocketTransport(ws, socket, runtime)
        const gone = once(ws, 'close').then(() => transport.ended())
        resolve({ transport, ws, socket, gone })
      }),
    )
  })
})
afterEach(async () => {
  for (const ws of clients) ws.terminate()
  clients.clear()
  http.close()
  await once(http, 'close')
})

const client = async (): Promise<{ ws: WebSocket; messages: Buffer[]; closed: Promise<number> }> => {
  const ws = new WebSocket(`ws://127.0.0.1:${port}/`)
  clients.add(ws)
  const messages: Buffer[] = []
  ws.on('message', (data: Buffer) => messages.push(data))
  const closed = once(ws, 'close').then(([code]) => code as number)
  await once(ws, 'open')
  return { ws, messages, closed }
}
/** Shakes hands and then neither reads nor answers. */
const deafClient = async (): Promise<Socket> => {
  const socket = connect(port, '127.0.0.1')
  socket.write(
    'GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  )
  await once(socket, 'data')
  socket.pause()
  return socket
}
const message = (size: number, fill = 1) => ({ payload: new Uint8Array(size).fill(fill) })

describe('a transport over ws', () => {
  it('sends in order, and everything before a close arrives before it', async () => {
    const { messages, closed } = await client()
    const { transport } = await arrived
    for (let n = 0; n < 300; n++) transport.send(message(1000, n & 255))
    transport.close(Close.goingAway, 'bye')
    expect(await closed).toBe(Close.goingAway)
    expect(messages.map((data) => data[0])).toEqual(Array.from({ length: 300 }, (_, n) => n & 255))
  })

  it('counts what has come of a message that isn’t whole yet', async () => {
    const socket = await deafClient()
    const { transport, ws } = await arrived
    const whole: unknown[] = []
    ws.on('message', (data) => whole.push(data))
    const before = transport.received
    // A binary message of 60,000 bytes, masked with zeros; half of it.
    socket.write(
      Buffer.concat([Buffer.from([0x82, 0xfe, 60_000 >> 8, 60_000 & 255, 0, 0, 0, 0]), Buffer.alloc(30_000)]),
    )
    await expect.poll(() => transport.received - before).toBe(30_008)
    expect(whole).toEqual([])
    socket.destroy()
  })

  it('writes one frame to all its readers', async () => {
    const { ws, messages } = await client()
    const { transport } = await arrived
    const shared = { payload: new Uint8Array([1, 2, 3]), frame: serverFrame(new Uint8Array([9])) }
    transport.send(shared)
    await once(ws, 'message')
    expect([...(messages[0] ?? [])]).toEqual([9])
  })

  it('G8 says how much a reader who stalls keeps in our memory, and knows when it drained', async () => {
    const socket = await deafClient()
    const { transport, socket: ours } = await arrived
    const big = message(1024 * 1024)
    for (let n = 0; n < 32; n++) transport.send(big)
    expect(transport.buffered).toBeGreaterThan(16 * 1024 * 1024)
    const drained = once(ours, 'drain')
    socket.resume()
    await drained
    expect(transport.buffered).toBe(0)
    socket.destroy()
  })

  it('sends nothing after a close or a drop', async () => {
    const { messages, closed } = await client()
    const { transport, socket, gone } = await arrived
    transport.close(Close.refused, 'no')
    const written = (socket as Socket).bytesWritten
    transport.send(message(10))
    transport.ping()
    transport.close(Close.busy, 'again')
    expect((socket as Socket).bytesWritten).toBe(written)
    expect(await closed).toBe(Close.refused)
    await gone
    transport.send(message(10))
    transport.drop()
    expect(messages).toEqual([])
    expect(runtime.waiting).toBe(0)
  })

  it('cuts who does not answer a goodbye within its time', async () => {
    const socket = await deafClient()
    const { transport, gone } = await arrived
    for (let n = 0; n < 32; n++) transport.send(message(1024 * 1024))
    transport.close(Close.tooSlow, 'too slow')
    await runtime.advance(GOODBYE_MS - 1)
    expect(transport.open).toBe(false)
    expect(runtime.waiting).toBe(1)
    await runtime.advance(1)
    await gone
    expect(runtime.waiting).toBe(0)
    socket.destroy()
  })

  it('is gone at once after a drop, also while it was slowed down', async () => {
    const { ws, closed } = await client()
    const { transport, gone } = await arrived
    transport.pause()
    ws.send(new Uint8Array(100_000))
    transport.drop()
    await gone
    expect(await closed).toBe(1006)
  })

  it('reads nothing while it is slowed down, and everything afterwards', async () => {
    const { ws } = await client()
    const { transport, ws: ours } = await arrived
    const read: number[] = []
    ours.on('message', (data: Buffer) => read.push(data[0] ?? -1))
    transport.pause()
    for (let n = 0; n < 5; n++) ws.send(new Uint8Array([n]))
    const sent = once(ws, 'ping')
    transport.ping()
    await sent
    expect(read).toEqual([])
    transport.resume()
    const pong = once(ours, 'pong')
    transport.ping()
    await pong
    expect(read).toEqual([0, 1, 2, 3, 4])
  })

  it('closes who was slowed down as quickly as others', async () => {
    const { ws, closed } = await client()
    const { transport, gone } = await arrived
    transport.pause()
    ws.send(new Uint8Array(10))
    transport.close(Close.busy, 'busy')
    expect(await closed).toBe(Close.busy)
    await gone
  })

  it('cuts a reason to what a close frame holds, between characters', () => {
    expect(cutReason('short')).toBe('short')
    expect(Buffer.byteLength(cutReason('ä'.repeat(100)))).toBeLessThanOrEqual(123)
    expect(cutReason(`${'a'.repeat(122)}🧵`)).toBe('a'.repeat(122))
  })
})
