import { once } from 'node:events'
import net, { type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { Line } from '../browser/fixtures/line.ts'

let echo: net.Server
let line: Line
const sockets = new Set<Socket>()

beforeEach(async () => {
  echo = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.pipe(socket)
  })
  echo.listen(0, '127.0.0.1')
  await once(echo, 'listening')
  line = await Line.lay()
  line.lead((echo.address() as AddressInfo).port)
})
afterEach(async () => {
  await line.close()
  for (const socket of sockets) socket.destroy()
  echo.close()
})

/** A connection to the line, and how it ends: an error's code, or `closed`. */
async function connect(): Promise<{ socket: Socket; end: Promise<string> }> {
  const socket = net.connect(Number(new URL(line.origin).port), '127.0.0.1')
  sockets.add(socket)
  let code = 'closed'
  socket.on('error', (error: NodeJS.ErrnoException) => {
    code = error.code ?? 'error'
  })
  const end = new Promise<string>((resolve) => socket.on('close', () => resolve(code)))
  await new Promise<unknown>((settled) => socket.on('connect', settled).on('close', settled))
  return { socket, end }
}
const said = async (socket: Socket): Promise<string> => String((await once(socket, 'data'))[0])

it('passes bytes both ways', async () => {
  const { socket } = await connect()
  socket.write('a')
  expect(await said(socket)).toBe('a')
})

it('healed without need, passes bytes once', async () => {
  const { socket } = await connect()
  socket.write('a')
  expect(await said(socket)).toBe('a')
  line.heal()
  let heard = ''
  socket.on('data', (bytes) => {
    heard += String(bytes)
  })
  socket.write('b')
  await once(socket, 'data')
  socket.write('c')
  while (!heard.includes('c')) await once(socket, 'data')
  expect(heard).toBe('bc')
})

it('resets what is open when it is cut, refuses what comes, and heals', async () => {
  const open = await connect()
  open.socket.write('a')
  await said(open.socket)
  line.cut()
  expect(await open.end).toBe('ECONNRESET')
  const refused = await connect()
  expect(await refused.end).toBe('ECONNRESET')
  line.heal()
  const again = await connect()
  again.socket.write('b')
  expect(await said(again.socket)).toBe('b')
})

it('holds what is sent into a hole until it heals', async () => {
  const { socket } = await connect()
  socket.write('a')
  await said(socket)
  line.hole()
  let heard = ''
  socket.on('data', (bytes) => {
    heard += String(bytes)
  })
  await new Promise((written) => socket.write('b', written))
  expect(heard).toBe('')
  line.heal()
  expect(await said(socket)).toBe('b')
})
