import { once } from 'node:events'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { type Listening, listen } from './listen.ts'

let listening: Listening
afterEach(() => listening.close())

it('G8 cuts a connection that is one too many from its address, and counts each out when it ends', async () => {
  const room = { left: 2, froms: new Set<string>() }
  const ended: (() => void)[] = []
  listening = await listen({
    host: '127.0.0.1',
    port: 0,
    connections: 0,
    upgrade: () => undefined,
    request: (_, res) => void res.end('ok'),
    crowd: {
      enter(address) {
        room.froms.add(address)
        if (room.left === 0) return null
        room.left--
        return () => {
          room.left++
          ended.shift()?.()
        }
      },
    },
  })
  const hold = async () => {
    const socket = connect(listening.port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  const ask = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'
  const held = [await hold(), await hold()]
  // Both are counted once they are answered.
  for (const socket of held) {
    socket.write(ask)
    await once(socket, 'data')
  }
  expect(room).toEqual({ left: 0, froms: new Set(['127.0.0.1']) })
  expect(await text(await hold())).toBe('')
  const gone = new Promise<void>((resolve) => ended.push(resolve))
  held[0]?.destroy()
  await gone
  const next = await hold()
  next.write(ask)
  expect(String(await once(next, 'data'))).toContain('200 OK')
  for (const socket of [...held, next]) socket.destroy()
})
