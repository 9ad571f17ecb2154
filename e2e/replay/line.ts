import type { SpaceId } from '@weft/space'
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

/** One live client: y-websocket's own, unmodified, with an API token. */
export class LiveClient {
  readonly doc = new Y.Doc()
  readonly #provider: WebsocketProvider
  #socket: WebSocket | null = null
  #final: number | null = null

  constructor({ origin, space }: Place, token: string, name: string) {
    const took = (socket: WebSocket): void => {
      this.#socket = socket
    }
    class Socket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols, { headers: { authorization: `Bearer ${token}` } })
        took(this)
      }
    }
    this.#provider = new WebsocketProvider(`${origin.replace(/^http/, 'ws')}/sync`, space, this.doc, {
      protocols: ['weft.0'],
      // reason: the stock client wants the browser's class; that of ws has the same events, methods and ready states.
      WebSocketPolyfill: Socket as unknown as typeof globalThis.WebSocket,
      disableBc: true,
    })
    this.#provider.awareness.setLocalStateField('user', { name })
    this.#provider.on('connection-close', (event) => {
      if (event && event.code >= 4400 && event.code < 4500) this.#final = event.code
    })
  }

  /** The code with which the server sent it away for good, or null. */
  get sentAway(): number | null {
    return this.#final
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
