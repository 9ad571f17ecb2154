import type { Duplex } from 'node:stream'
import type { Runtime } from '@weft/space'
import type { CloseCode } from '@weft/space/wire'
import type { WebSocket } from 'ws'
import type { Outgoing, Transport } from '../room/contract.ts'
import { fragmentHead, frameOf } from './frame.ts'

/** How long a client may take to drain and to answer our goodbye before its socket is cut. */
export const GOODBYE_MS = 5_000
/** RFC 6455: a close frame holds 125 bytes, two of them the code. */
const REASON_BYTES = 123

/** Answers to pings that may wait for a reader. */
const ANSWERS = 64

/** A final ping frame without a body (RFC 6455, 5.5.2): one for all. */
const PING = Buffer.from([0x89, 0])

/** A TCP socket, which counts what it reads. */
type Stream = Duplex & { readonly bytesRead?: number }

/**
 * A `Transport` over ws. Frames are written straight to the TCP socket, past ws's sender, so that one frame serves all
 * readers. That is sound because nothing is compressed and ws writes its own frames (pong, close) whole and at once.
 */
export class SocketTransport implements Transport {
  readonly #ws: WebSocket
  readonly #socket: Stream
  readonly #runtime: Runtime
  /** Told why we end it, before that goes out. */
  onClose: ((code: CloseCode, reason: string) => void) | null = null
  #ending: 'no' | 'yes' = 'no'
  #cancelDeadline: (() => void) | null = null
  /** Pings that were answered since everything was seen to have left. */
  #answers = 0

  constructor(ws: WebSocket, socket: Stream, runtime: Runtime) {
    this.#ws = ws
    this.#socket = socket
    this.#runtime = runtime
  }

  /** False from the moment of our own close or drop, or of theirs: nothing is sent or handed over any more. */
  get open(): boolean {
    return this.#ending === 'no' && this.#ws.readyState === this.#ws.OPEN
  }

  get buffered(): number {
    return this.#socket.writableLength
  }

  get received(): number {
    return this.#socket.bytesRead ?? 0
  }

  send(message: Outgoing): void {
    if (this.open) this.#socket.write(frameOf(message))
  }

  /** A fragment (RFC 6455, 5.4): between two of them pings, pongs and a goodbye may pass. */
  sendPart({ payload }: Outgoing, from: number, to: number): void {
    if (!this.open) return
    this.#socket.cork()
    this.#socket.write(fragmentHead({ first: from === 0, last: to === payload.length, length: to - from }))
    this.#socket.write(payload.subarray(from, to))
    this.#socket.uncork()
  }

  cork(): void {
    this.#socket.cork()
  }

  uncork(): void {
    this.#socket.uncork()
  }

  close(code: CloseCode, reason: string): void {
    if (!this.open) return
    this.#ending = 'yes'
    this.onClose?.(code, reason)
    this.#ws.close(code, cutReason(reason))
    // A socket that was slowed down could never show us the client's answer.
    this.#ws.resume()
    this.#cancelDeadline = this.#runtime.timer(GOODBYE_MS, () => this.#ws.terminate())
  }

  drop(): void {
    this.#ending = 'yes'
    this.#ws.terminate()
  }

  pause(): void {
    if (this.open) this.#ws.pause()
  }

  resume(): void {
    if (this.open) this.#ws.resume()
  }

  ping(): void {
    if (this.open) this.#socket.write(PING)
  }

  /** Answers a ping, unless so many answers wait already that one more would tell its sender nothing new. */
  answer(ping: Buffer): void {
    if (!this.open) return
    if (this.buffered === 0) this.#answers = 0
    if (this.#answers++ < ANSWERS) this.#ws.pong(ping, false)
  }

  /** The socket is gone: ends what still waits for it. */
  ended(): void {
    this.#ending = 'yes'
    this.#cancelDeadline?.()
    this.#cancelDeadline = null
  }
}

/** At most 123 bytes of UTF-8, cut between characters. */
export function cutReason(reason: string): string {
  if (Buffer.byteLength(reason) <= REASON_BYTES) return reason
  let cut = ''
  for (const char of reason) {
    if (Buffer.byteLength(cut) + Buffer.byteLength(char) > REASON_BYTES) break
    cut += char
  }
  return cut
}
