// A plain relay: what comes from one socket of a path goes to all others of it. Stores nothing, knows nothing.
import { createServer } from 'node:http'
import { WebSocketServer } from 'ws'

const rooms = new Map()
const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket, request) => {
  const room = rooms.get(request.url) ?? new Set()
  rooms.set(request.url, room.add(socket))
  socket.on('error', () => socket.terminate())
  socket.on('close', () => room.delete(socket))
  socket.on('message', (data) => {
    for (const other of room) if (other !== socket) other.send(data)
  })
})
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('listening'))
process.on('disconnect', () => process.exit())
