import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { Socket } from 'node:net'
import type { SpaceId } from '@weft/space'
import { decodeDown, encodeUp } from '@weft/space/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WebSocket } from 'ws'
import * as Y from 'yjs'
import { opened, type Trial, trial } from '../operate/trial.ts'
import { masked, messagesIn, rawLine } from './raw-line.ts'

/** The promise, with the limits that Weft ships with. Bytes. */
const MOST = 1536 * 1024
const KEY = 'drawing'

let t: Trial
let owner: { cookie: string; space: SpaceId }
/** The server's ends of all connections, oldest first. */
let sockets: Socket[]
const note = (message: unknown) => sockets.push((message as { socket: Socket }).socket)

beforeEach(async () => {
  sockets = []
  subscribe('net.server.socket', note)
  t = await trial()
  owner = await t.owner()
})
afterEach(async () => {
  unsubscribe('net.server.socket', note)
  await t.close()
})

interface Reader {
  readonly ws: WebSocket
  readonly doc: Y.Doc
  /** Resolves when it has this. */
  has(value: string): Promise<void>
}

async function reader(): Promise<Reader> {
  const ws = t.socket(owner.space, { cookie: owner.cookie, protocols: ['weft.1'] })
  const doc = new Y.Doc()
  const synced = new Promise<void>((resolve) => {
    ws.on('message', (data: Buffer) => {
      const down = decodeDown(data)
      if (down.type === 'step1')
        ws.send(encodeUp({ type: 'step2', update: Y.encodeStateAsUpdate(doc, down.stateVector) }))
      if (down.type !== 'step2' && down.type !== 'update') return
      Y.applyUpdate(doc, down.update, ws)
      if (down.type === 'step2') resolve()
    })
  })
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== ws) ws.send(encodeUp({ type: 'update', update }))
  })
  await opened(ws)
  ws.send(encodeUp({ type: 'step1', stateVector: Y.encodeStateVector(doc) }))
  await synced
  return {
    ws,
    doc,
    async has(value) {
      while (doc.getMap('m').get(KEY) !== value) await once(ws, 'message')
    },
  }
}

const step1 = masked(0x82, Buffer.from(encodeUp({ type: 'step1', stateVector: new Uint8Array([0]) })))

const PONG = masked(0x8a, Buffer.alloc(0))

/** Comes in, has all there is, and stops reading. */
async function stopped() {
  const line = await rawLine(t, owner)
  const socket = sockets.at(-1)
  if (!socket) throw new Error('nobody came')
  line.socket.write(step1)
  while (!messagesIn(line.received()).some(([type, kind]) => type === 0 && kind === 1))
    await once(line.socket, 'data')
  line.socket.pause()
  return { line, waits: () => socket.writableLength, socket }
}

describe('G8 who stops reading', () => {
  it('keeps at most 1.5 MiB waiting, others wait for nothing, and it is sent one difference when it reads again', async () => {
    const [writer, other] = [await reader(), await reader()]
    const { line, waits } = await stopped()
    let most = 0
    // What the system takes for it, on both sides, isn't ours: so there must be much more than that.
    for (let i = 0; i < 250; i++) {
      const value = `${i} ${'x'.repeat(128 * 1024)}`
      writer.doc.getMap('m').set(KEY, value)
      await other.has(value)
      most = Math.max(most, waits())
      // It says that it lives, whatever it is asked.
      if (i % 20 === 0) line.socket.write(PONG)
    }
    expect(most).toBeGreaterThan(512 * 1024)
    expect(most).toBeLessThanOrEqual(MOST)

    const doc = new Y.Doc()
    const apply = () => {
      const sync = messagesIn(line.received())
        .map((bytes) => decodeDown(bytes))
        .filter((down) => down.type === 'step2' || down.type === 'update')
      for (const { update } of sync) Y.applyUpdate(doc, update)
      return sync.map(({ type }) => type)
    }
    const newest = other.doc.getMap('m').get(KEY)
    line.socket.resume()
    let kinds = apply()
    while (doc.getMap('m').get(KEY) !== newest) {
      await once(line.socket, 'data')
      if (waits() > 0) continue
      kinds = apply()
    }
    // Its first answer, what was on its way when it clogged, and one difference.
    expect(kinds.filter((kind) => kind === 'step2')).toHaveLength(2)
    expect(kinds.lastIndexOf('step2')).toBe(kinds.length - 1)
    expect(Y.encodeStateVector(doc)).toEqual(Y.encodeStateVector(other.doc))
    line.socket.destroy()
  }, 60_000)

  it('takes nothing of a message that is larger than that', async () => {
    const [writer, other] = [await reader(), await reader()]
    const { line, waits } = await stopped()
    const value = 'x'.repeat(8 * 1024 * 1024)
    writer.doc.getMap('m').set(KEY, value)
    await other.has(value)
    expect(waits()).toBeLessThan(64 * 1024)
    const doc = new Y.Doc()
    // Its machine answers the ping that it is sent before: then it comes, in parts of one message.
    line.socket.resume()
    line.socket.write(PONG)
    while (doc.getMap('m').get(KEY) !== value) {
      await once(line.socket, 'data')
      if (line.size() < value.length) continue
      for (const bytes of messagesIn(line.received())) {
        const down = decodeDown(bytes)
        if (down.type === 'step2' || down.type === 'update') Y.applyUpdate(doc, down.update)
      }
    }
    line.socket.destroy()
  }, 60_000)

  it('a flood of pings whose answers nobody reads keeps nothing waiting, and is read more slowly', async () => {
    const { line, waits, socket } = await stopped()
    const pings = Buffer.concat(Array.from({ length: 100_000 }, () => masked(0x89, Buffer.alloc(100))))
    line.socket.write(pings)
    await expect.poll(() => socket.isPaused()).toBe(true)
    expect(socket.bytesRead).toBeLessThan(pings.length / 4)
    expect(waits()).toBeLessThan(64 * 1024)
    const [writer, other] = [await reader(), await reader()]
    writer.doc.getMap('m').set(KEY, 'all is well')
    await other.has('all is well')
    line.socket.destroy()
  })
})
