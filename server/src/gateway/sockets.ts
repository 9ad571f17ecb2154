import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Close, type CloseCode, type Subprotocol } from '@weft/space/wire'
import { WebSocket, WebSocketServer } from 'ws'
import { answerBare } from './bare.ts'

/** A refused client says nothing that we would read. */
const REFUSED_BYTES = 1024

/**
 * ws closes by itself, with a code of the RFC, what breaks the RFC or is too large. Those codes mean "try again" to our
 * clients, who would do so for ever: they are told ours instead.
 */
export class DoorSocket extends WebSocket {
  /** Asked when a message exceeds what this socket was opened for. */
  onTooLarge: (() => CloseCode) | null = null

  override close(code?: number, data?: string | Buffer): void {
    if (code === 1009) super.close(this.onTooLarge?.() ?? Close.tooLarge, 'the message is too large')
    // 1008: a message in too many pieces.
    else if (code === 1002 || code === 1007 || code === 1008)
      super.close(Close.badFrame, 'that was not a well-formed WebSocket frame')
    else super.close(code, data)
  }
}

/** The biggest message that this socket may bring: bound before it is read, since only then does it bound memory. */
type Size = 'viewer' | 'writer' | 'refused'

/** Turns an HTTP upgrade into a WebSocket. Never compressed: for live sync it costs far more memory than it saves. */
export interface Doors {
  /** `opened` is called at once; never when the handshake is broken, which ws answers in HTTP. */
  open(
    size: Size,
    request: { readonly req: IncomingMessage; readonly socket: Duplex; readonly head: Buffer },
    selected: Subprotocol | null,
    opened: (ws: DoorSocket) => void,
  ): void
}

export function createDoors(bytes: { readonly viewer: number; readonly writer: number }): Doors {
  const chosen = new WeakMap<IncomingMessage, Subprotocol>()
  const door = (maxPayload: number) => {
    const server = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // It would answer each ping of who reads no answers, and keep what they don't read.
      autoPong: false,
      // 0 is none here too; more than an int32 ws doesn't take.
      maxPayload: Math.min(maxPayload, 0x7fffffff),
      WebSocket: DoorSocket,
      handleProtocols: (_offered, req) => chosen.get(req) ?? false,
    })
    server.on('wsClientError', (_, socket) => answerBare(socket, 400, 'that was not a WebSocket handshake'))
    return server
  }
  const doors = { viewer: door(bytes.viewer), writer: door(bytes.writer), refused: door(REFUSED_BYTES) }
  return {
    open(size, { req, socket, head }, selected, opened) {
      if (selected !== null) chosen.set(req, selected)
      doors[size].handleUpgrade(req, socket, head, opened)
    },
  }
}
