import type { SpaceId } from '@weft/space'
import { scanUpdate } from '@weft/space/scan'
import { decodeDown, decodeUp, SUBPROTOCOL } from '@weft/space/wire'
import type { Dial } from '@weft/web/sync'
import WebSocket from 'ws'

/** The way to the server, which the run opens and shuts: who comes back must not bring what a newcomer is to find without them. */
export interface Door {
  open: boolean
  /** `http://…`; set once the server listens. */
  origin: string
  /** Connections that haven't ended. After a kill, what was on its way has arrived when there is none. */
  lines: number
}

/** What goes over a writer's lines, as the wire says it. */
export interface Heard {
  /** The server's disk has all of this client id below this clock. */
  acked(client: number, clock: number): void
}

/** How one of our own sessions calls a server with an API token. */
export const dialThrough =
  (door: Door, token: string, heard: Heard): Dial =>
  (space: SpaceId, events) => {
    if (!door.open) {
      setImmediate(() => events.close(1006, ''))
      return { send: () => undefined, close: () => undefined, bufferedAmount: 0 }
    }
    const socket = new WebSocket(`${door.origin.replace(/^http/, 'ws')}/sync/${space}`, [SUBPROTOCOL.weft], {
      headers: { authorization: `Bearer ${token}` },
    })
    door.lines++
    const receipts = new Receipts(heard)
    socket.on('open', () => events.open())
    socket.on('message', (data: Uint8Array) => {
      const bytes = new Uint8Array(data)
      events.message(bytes)
      receipts.came(bytes)
    })
    // It says nothing that the close after it doesn't.
    socket.on('error', () => undefined)
    socket.on('close', (code, reason) => {
      door.lines--
      events.close(code, reason.toString())
    })
    return {
      send(bytes) {
        if (socket.readyState !== WebSocket.OPEN) return
        receipts.went(bytes)
        socket.send(bytes)
      },
      close: (code, reason) => socket.close(code, reason),
      get bufferedAmount() {
        return socket.bufferedAmount
      },
    }
  }

/** What was in each numbered message of one connection (docs/protocol.md, "Counting"). */
class Receipts {
  readonly #heard: Heard
  readonly #sent: (readonly { readonly client: number; readonly clock: number }[])[] = []
  #acked = 0

  constructor(heard: Heard) {
    this.#heard = heard
  }

  went(bytes: Uint8Array): void {
    const up = decodeUp(bytes)
    if (up.type !== 'step2' && up.type !== 'update') return
    const scan = scanUpdate(up.update)
    if (!scan.ok) throw new Error(`a session sent what the scanner refuses: ${scan.problem}`)
    this.#sent.push(scan.ranges.map(({ client, clock, length }) => ({ client, clock: clock + length })))
  }

  came(bytes: Uint8Array): void {
    const down = decodeDown(bytes)
    if (down.type !== 'ack') return
    for (; this.#acked < down.count; this.#acked++)
      for (const { client, clock } of this.#sent[this.#acked] ?? []) this.#heard.acked(client, clock)
  }
}
