import { WebSocket } from 'ws'
import * as Y from 'yjs'
import type { Histogram } from './histogram.ts'
import { type Door, eachEdit, eachMove, hear, hello, micros, padding, presence, stamp, sync } from './wire.ts'

/** What all clients of one process counted. */
export interface Counted {
  written: number
  delivered: number
  frames: number
  readonly latencies: Histogram
  readonly acks: Histogram
}
export interface Place {
  readonly door: Door
  readonly client: number
  readonly measures: boolean
  readonly padding: number
}

/** One client of a crowd: it writes, and reads the times in what others wrote; it keeps nothing of that. */
export class Seat {
  readonly #place: Place
  readonly #counted: Counted
  readonly #socket: WebSocket
  readonly #text: Y.Text
  readonly #padding: string
  /** When each message that is to be acknowledged was sent. Microseconds. */
  readonly #sentAt: number[] = []
  #acked = 0
  #clock = 1
  readonly ready: Promise<void>

  constructor(place: Place, counted: Counted, trouble: (what: string) => void) {
    const { door, client } = place
    this.#place = place
    this.#counted = counted
    this.#padding = padding(place.padding)
    const doc = new Y.Doc()
    doc.clientID = client
    this.#text = doc.getText(`t${client}`)
    doc.on('update', (update: Uint8Array) => this.#send(update, 2))
    this.#socket = new WebSocket(door.url, [...door.protocols], {
      headers: door.headers,
      perMessageDeflate: false,
    })
    this.#socket.on('error', (error) => trouble(error.message))
    this.#socket.on('close', (code, reason) => trouble(`closed ${code} ${reason}`))
    this.ready = new Promise((ready) => {
      this.#socket.on('open', () => {
        if (door.name !== null) this.#socket.send(hello(door))
        this.#socket.send(sync(door, 0, Uint8Array.of(0)))
        // A bare relay answers nothing: to be connected is all there is.
        if (door.url.includes('/relay')) ready()
      })
      this.#socket.on('message', (data: Buffer) => this.#take(data, ready))
    })
  }

  write(): void {
    this.#counted.written++
    if (this.#padding === '') {
      this.#text.insert(this.#text.length, stamp())
      return
    }
    this.#text.doc?.transact(() => {
      this.#text.delete(0, this.#text.length)
      this.#text.insert(0, stamp() + this.#padding)
    })
  }
  move(): void {
    const { door, client } = this.#place
    const at = { line: this.#counted.written++ % 80, column: 7 }
    this.#socket.send(presence(door, client, this.#clock++, { t: micros(), name: 'somebody', at }))
  }

  #take(data: Buffer, ready: () => void): void {
    const { door, client, measures } = this.#place
    this.#counted.frames++
    const heard = hear(door, data)
    switch (heard.type) {
      case 'step1':
        this.#send(Uint8Array.of(0, 0), 1)
        break
      case 'update':
        ready()
        eachEdit(heard.update, client, (sent) => this.#arrived(sent))
        break
      case 'presence':
        if (measures) eachMove(heard.states, client, (sent) => this.#arrived(sent))
        break
      case 'ack':
        this.#ack(heard.count)
        break
      case 'other':
        break
    }
  }
  #send(update: Uint8Array, kind: 1 | 2): void {
    this.#sentAt.push(micros())
    this.#socket.send(sync(this.#place.door, kind, update))
  }
  #arrived(sent: number): void {
    this.#counted.delivered++
    if (this.#place.measures) this.#counted.latencies.add((micros() - sent) / 1000)
  }
  #ack(count: number): void {
    for (; this.#acked < count; this.#acked++) {
      const at = this.#sentAt[this.#acked]
      if (at !== undefined) this.#counted.acks.add((micros() - at) / 1000)
    }
  }
}
