import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { until } from './late.ts'
import { type Door, eachEdit, hear, hello, sync } from './wire.ts'

/** Above so many bytes on their way a client writes nothing more: a socket's buffer has no end of its own. */
const MUCH = 1024 * 1024

/** One plain client in this process, with a document that holds what it was sent. */
export class Client {
  readonly doc = new Y.Doc()
  /** The times in all edits of others that it was shown. */
  readonly seen = new Set<number>()
  /** What it was sent since it came. */
  frames = 0
  bytes = 0
  edits = 0
  /** When the last update came, before it was applied. As `performance.now()` tells it. */
  heardAt = 0
  /** The time in the latest edit that it was shown. Microseconds. */
  newest = 0
  /** It was closed while it read nothing, and connected anew. */
  cameBack = false
  readonly #door: Door
  #socket: WebSocket
  #synced = false
  #comesBack = false
  /** Why it was closed, when nobody here did it. */
  #sentAway: string | null = null
  /** Step2 and update messages of this connection: sent, and said to be stored. */
  #sent = 0
  #acked = 0

  private constructor(door: Door) {
    this.#door = door
    this.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== this && this.#synced) this.#send(2, update)
    })
    this.#socket = this.#connect()
  }

  /** Calls `use` with clients that have what is there, one for each door, and ends them after it, whatever came of it. */
  static async with<T>(doors: readonly Door[], use: (clients: Client[]) => Promise<T>): Promise<T> {
    const clients: Client[] = []
    try {
      for (const door of doors) {
        const client = new Client(door)
        clients.push(client)
        await client.until('a client to be let in', () => client.#synced, 30)
      }
      return await use(clients)
    } finally {
      for (const client of clients) client.end()
    }
  }

  /** All that it sent is stored, where the server says so. */
  get saved(): boolean {
    return this.#door.protocols.length === 0 || (this.#synced && this.#acked >= this.#sent)
  }
  get crowded(): boolean {
    return this.#socket.bufferedAmount > MUCH
  }

  /** Resolves with the milliseconds until it is so. @throws {Late}, or an Error that says with what it was sent away. */
  until(what: string, isSo: () => boolean, seconds: number): Promise<number> {
    const check = (): boolean => {
      if (this.#sentAway !== null) throw new Error(`a client was sent away: ${this.#sentAway}`)
      return isSo()
    }
    return until(what, check, seconds)
  }

  /** Reads nothing more: what it is sent waits in the server, and in the systems between. */
  stop(): void {
    this.#socket.pause()
  }
  /** Reads again; if it was given up meanwhile, it comes back with what it has. */
  resume(): void {
    this.#comesBack = true
    if (this.#socket.readyState === WebSocket.CLOSED) this.#comeBack()
    else this.#socket.resume()
  }
  end(): void {
    this.#comesBack = false
    this.#socket.removeAllListeners('close')
    this.#socket.terminate()
  }

  #connect(): WebSocket {
    this.#synced = false
    this.#sent = this.#acked = 0
    const { url, protocols, headers, name } = this.#door
    const socket = new WebSocket(url, [...protocols], { headers, perMessageDeflate: false, maxPayload: 0 })
    socket.on('error', () => socket.terminate())
    socket.on('open', () => {
      if (name !== null) socket.send(hello(this.#door))
      socket.send(sync(this.#door, 0, Y.encodeStateVector(this.doc)))
    })
    socket.on('message', (data: Buffer) => this.#take(data))
    socket.on('close', (code, reason) => {
      this.#synced = false
      this.#sentAway = `${code} ${reason}`
      if (this.#comesBack) this.#comeBack()
    })
    return socket
  }
  #comeBack(): void {
    // Once: whom it sends away again, it doesn't want.
    this.#comesBack = false
    this.cameBack = true
    this.#sentAway = null
    this.#socket = this.#connect()
  }
  #take(data: Buffer): void {
    this.frames++
    this.bytes += data.length
    const heard = hear(this.#door, data)
    switch (heard.type) {
      case 'step1':
        this.#send(1, Y.encodeStateAsUpdate(this.doc))
        break
      case 'update':
        this.heardAt = performance.now()
        eachEdit(heard.update, this.doc.clientID, (sent) => {
          this.seen.add(sent)
          this.edits++
          this.newest = Math.max(this.newest, sent)
        })
        Y.applyUpdate(this.doc, heard.update, this)
        this.#synced = true
        break
      case 'ack':
        this.#acked = heard.count
        break
      case 'presence':
      case 'other':
        break
    }
  }
  #send(kind: 1 | 2, update: Uint8Array): void {
    this.#sent++
    this.#socket.send(sync(this.#door, kind, update))
  }
}
