import { EventEmitter } from 'node:events'
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { Duplex } from 'node:stream'
import type { PersonId } from '@weft/space'
import type { VirtualRuntime } from '@weft/space/testing'
import { type Down, decodeDown, encodeUp, type Up } from '@weft/space/wire'
import * as Y from 'yjs'
import type { Gateway } from '../gateway/gateway.ts'
import { masked } from '../gateway/raw-line.ts'
import { message } from '../room/testing.ts'

/** A server's end of a TCP connection that never leaves this process: what arrives, arrives when the test says so. */
class SoftSocket extends Duplex {
  readonly #heard: (bytes: Buffer) => void
  readonly remoteAddress = '127.0.0.1'
  constructor(heard: (bytes: Buffer) => void) {
    super()
    this.#heard = heard
  }
  override _read(): void {}
  override _write(chunk: Buffer, _: string, done: () => void): void {
    this.#heard(chunk)
    done()
  }
}

export interface SoftLineOptions {
  readonly gateway: Gateway
  readonly runtime: VirtualRuntime
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** As whom it signs what it writes. */
  readonly me: PersonId
  readonly doc: Y.Doc
  /** Milliseconds that a frame takes to the server, at most. */
  readonly latency: number
  /** It goes on as if nothing had been said when the server says goodbye. */
  readonly rude: boolean
  /** A frame of ours has arrived at the server. */
  readonly arrived: (bytes: Uint8Array) => void
}

/** A client on a virtual network, through the real gateway and ws. */
export class SoftLine {
  readonly got: { readonly at: number; readonly down: Down }[] = []
  /** How the server ended it: its close code, or 0 for none. */
  closed: { readonly code: number; readonly at: number } | null = null
  readonly #options: SoftLineOptions
  readonly #socket: SoftSocket
  #bytes = Buffer.alloc(0)
  #shaken = false
  #last = 0
  /** What is sent now goes together. */
  #piece: Uint8Array[] | null = null

  constructor(options: SoftLineOptions) {
    this.#options = options
    this.#socket = new SoftSocket((bytes) => this.#hear(bytes))
    this.#socket.on('close', () => this.#over(0))
    const request = {
      method: 'GET',
      url: options.path,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
        ...options.headers,
      },
      socket: this.#socket,
    }
    options.doc.on('update', this.#write)
    // reason: of a request the gateway reads these and no more.
    options.gateway.upgrade(
      Object.assign(new EventEmitter(), request) as unknown as IncomingMessage,
      this.#socket,
      Buffer.alloc(0),
    )
  }

  say(text: string): void {
    this.#options.doc.getArray('timeline').push([message(this.#options.me, text)])
  }

  /** All at once, in one piece, as a full TCP window comes. */
  burst(texts: readonly string[]): void {
    this.#piece = []
    for (const text of texts) this.say(text)
    const piece = this.#piece
    this.#piece = null
    const frames = piece.map((bytes) => masked(0x82, bytes))
    this.#post(Buffer.concat(frames), () => piece.forEach(this.#options.arrived))
  }

  /** The network is gone, without a word. */
  cut(): void {
    this.#socket.destroy()
  }

  readonly #write = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this) this.#send({ type: 'update', update })
  }

  #send(up: Up): void {
    const bytes = encodeUp(up)
    if (this.#piece !== null) this.#piece.push(bytes)
    else this.#post(masked(0x82, bytes), () => this.#options.arrived(bytes))
  }

  /** In order, each after a while of its own. */
  #post(bytes: Buffer, arrived = (): void => undefined): void {
    const { runtime, latency } = this.#options
    const due = Math.max(this.#last, runtime.elapsed() + runtime.chance() * latency)
    this.#last = due
    runtime.timer(due - runtime.elapsed(), () => {
      if (this.#socket.destroyed) return
      this.#socket.push(bytes)
      arrived()
    })
  }

  #hear(bytes: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, bytes])
    if (!this.#shaken) {
      const end = this.#bytes.indexOf('\r\n\r\n')
      if (end < 0) return
      this.#shaken = this.#bytes.subarray(0, 12).toString() === 'HTTP/1.1 101'
      this.#bytes = this.#bytes.subarray(end + 4)
      if (this.#shaken) this.#send({ type: 'step1', stateVector: Y.encodeStateVector(this.#options.doc) })
    }
    for (let frame = this.#frame(); frame !== null; frame = this.#frame()) this.#take(frame)
  }

  #frame(): { readonly opcode: number; readonly payload: Buffer } | null {
    const [first, second] = this.#bytes
    if (!this.#shaken || first === undefined || second === undefined) return null
    const long = second === 126 ? 2 : second === 127 ? 8 : 0
    if (this.#bytes.length < 2 + long) return null
    const size =
      long === 0 ? second : long === 2 ? this.#bytes.readUInt16BE(2) : Number(this.#bytes.readBigUInt64BE(2))
    if (this.#bytes.length < 2 + long + size) return null
    const payload = this.#bytes.subarray(2 + long, 2 + long + size)
    this.#bytes = this.#bytes.subarray(2 + long + size)
    return { opcode: first & 15, payload }
  }

  #take({ opcode, payload }: { readonly opcode: number; readonly payload: Buffer }): void {
    if (opcode === 9) this.#post(masked(0x8a, payload))
    if (opcode === 8) {
      this.#over(payload.readUInt16BE(0))
      if (!this.#options.rude) this.#post(masked(0x88, payload))
    }
    if (opcode !== 2) return
    const { doc, runtime } = this.#options
    const down = decodeDown(new Uint8Array(payload))
    this.got.push({ at: runtime.elapsed(), down })
    if (down.type === 'step1')
      this.#send({ type: 'step2', update: Y.encodeStateAsUpdate(doc, down.stateVector) })
    if (down.type === 'step2' || down.type === 'update') Y.applyUpdate(doc, down.update, this)
  }

  #over(code: number): void {
    this.closed ??= { code, at: this.#options.runtime.elapsed() }
    if (code === 0 || !this.#options.rude) this.#options.doc.off('update', this.#write)
  }
}
