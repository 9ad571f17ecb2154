import type { SpaceId } from '@weft/space'
import { decodeDown } from '@weft/space/wire'
import WebSocket from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'

/** Where the session is played: a running Weft, and the right to write in one of its spaces. */
export interface Place {
  /** `http://…`, of the server itself. */
  readonly origin: string
  readonly space: SpaceId
}

/** Above so many bytes on their way an agent waits: a socket's buffer has no end of its own. */
const MUCH = 1024 * 1024

/** What was sent over one connection, and what of it the server says is on its disk (docs/protocol.md, acks). */
interface Receipt {
  sent: number
  acked: number
  /** The full answer to the server's step 1 is among it: with that acked, what an earlier connection lost is saved too. */
  answered: boolean
}

/** One live client: y-websocket's own, unmodified, with an API token and a handler for the messages of `weft.1`. */
export class LiveClient {
  readonly doc = new Y.Doc()
  readonly #provider: WebsocketProvider
  readonly #receipts: Receipt[] = []
  #socket: WebSocket | null = null
  #final: number | null = null

  constructor({ origin, space }: Place, token: string, name: string) {
    const took = (socket: WebSocket, receipt: Receipt): void => {
      this.#socket = socket
      this.#receipts.push(receipt)
    }
    class Socket extends WebSocket {
      readonly #receipt: Receipt = { sent: 0, acked: 0, answered: false }
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
        took(this, this.#receipt)
        this.on('message', (data: Uint8Array) => {
          const down = decodeDown(new Uint8Array(data))
          if (down.type === 'ack') this.#receipt.acked = down.count
        })
      }
      override send(data: Uint8Array): void {
        if (data[0] === 0 && data[1] !== 0) {
          this.#receipt.sent++
          this.#receipt.answered ||= data[1] === 1
        }
        super.send(data)
      }
    }
    this.#provider = new WebsocketProvider(`${origin.replace(/^http/, 'ws')}/sync`, space, this.doc, {
      protocols: ['weft.1'],
      // reason: the stock client wants the browser's class; that of ws has the same events, methods and ready states.
      WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    })
    // Read above; without a handler the stock client complains about each.
    this.#provider.messageHandlers[100] = () => undefined
    this.#provider.awareness.setLocalStateField('user', { name })
    this.#provider.on('connection-close', (event) => {
      if (event && event.code >= 4400 && event.code < 4500) this.#final = event.code
    })
  }

  /** The code with which the server sent it away for good, or null. */
  get sentAway(): number | null {
    return this.#final
  }
  /** All that was ever written here is on the server's disk. */
  get saved(): boolean {
    const last = this.#receipts.at(-1)
    return last !== undefined && this.#provider.synced && last.answered && last.acked >= last.sent
  }
  /** Update messages that the server acknowledged, over all connections. */
  get acked(): number {
    return this.#receipts.reduce((sum, { acked }) => sum + acked, 0)
  }
  get crowded(): boolean {
    return (this.#socket?.bufferedAmount ?? 0) > MUCH
  }

  /** Resolves once everything that the server has is here. */
  async synced(): Promise<void> {
    if (this.#provider.synced) return
    await new Promise<void>((resolve) => {
      this.#provider.once('sync', () => resolve())
    })
  }

  /** The line breaks, without a goodbye; the provider comes back by itself. */
  cut(): void {
    this.#socket?.terminate()
  }
  end(): void {
    this.#provider.destroy()
    this.#provider.awareness.destroy()
    this.doc.destroy()
  }
}
