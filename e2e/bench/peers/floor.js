// The least that any server here can cost which sends each reader one frame a tick: all updates of a tick merged, presence as the
// latest state of each, framed once and written to all. Stores nothing, checks nothing, knows no document.
import { createServer } from 'node:http'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { WebSocketServer } from 'ws'
import * as Y from 'yjs'

const TICK = 16
const PRESENCE_TICK = 21

const framed = (payload) => {
  const head = Buffer.alloc(payload.length < 126 ? 2 : 4)
  head[0] = 0x82
  head[1] = Math.min(payload.length, 126)
  if (head.length === 4) head.writeUInt16BE(payload.length, 2)
  return Buffer.concat([head, payload])
}

const rooms = new Map()
const makeRoom = () => {
  const sockets = new Set()
  let updates = []
  const presence = new Map()
  const tell = (write) => {
    const frame = framed(encoding.encode(write))
    for (const socket of sockets) socket.write(frame)
  }
  const ticking = (period, run) => {
    let isDue = false
    let last = 0
    const start = () => {
      isDue = false
      last = performance.now()
      run()
    }
    return () => {
      if (isDue) return
      isDue = true
      setTimeout(start, Math.max(0, last + period - performance.now()))
    }
  }
  const updatesDue = ticking(TICK, () => {
    const update = updates.length === 1 ? updates[0] : Y.mergeUpdates(updates)
    updates = []
    tell((out) => {
      encoding.writeVarUint(out, 0)
      encoding.writeVarUint(out, 2)
      encoding.writeVarUint8Array(out, update)
    })
  })
  const presenceDue = ticking(PRESENCE_TICK, () => {
    tell((out) => {
      encoding.writeVarUint(out, 1)
      const states = encoding.encode((inner) => {
        encoding.writeVarUint(inner, presence.size)
        for (const state of presence.values()) encoding.writeUint8Array(inner, state)
      })
      encoding.writeVarUint8Array(out, states)
    })
    presence.clear()
  })
  const take = (data) => {
    const message = decoding.createDecoder(new Uint8Array(data))
    if (decoding.readVarUint(message) === 1) {
      // The clients here speak of themselves alone: one state, after its count.
      const state = decoding.readVarUint8Array(message).subarray(1)
      presence.set(decoding.readVarUint(decoding.createDecoder(state)), state)
      presenceDue()
    } else if (decoding.readVarUint(message) !== 0) {
      updates.push(decoding.readVarUint8Array(message))
      updatesDue()
    }
  }
  return { sockets, take }
}

const server = createServer()
const doors = new WebSocketServer({ noServer: true, perMessageDeflate: false })
server.on('upgrade', (request, socket, head) => {
  const room = rooms.get(request.url) ?? makeRoom()
  rooms.set(request.url, room)
  doors.handleUpgrade(request, socket, head, (ws) => {
    room.sockets.add(socket)
    ws.on('error', () => ws.terminate())
    ws.on('close', () => room.sockets.delete(socket))
    ws.on('message', room.take)
  })
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'))
process.on('disconnect', () => process.exit())
