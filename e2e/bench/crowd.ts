import { WebSocket } from 'ws'
import * as Y from 'yjs'
import { type Door, eachEdit, eachMove, hear, hello, micros, presence, stamp, sync } from './wire.ts'

/**
 * A process that plays many clients; the bench forks it so that clients and server never share a core. It takes
 * one `Order`, says `connected`, starts at `go`, and answers `report` with what it counted since `count`.
 */
export interface Order {
  readonly seats: readonly { readonly door: Door; readonly client: number; readonly writes: boolean }[]
  /** Edits or moves a second, of each client that writes. */
  readonly rate: number
  readonly kind: 'edits' | 'presence' | 'idle'
  /** Every n-th client measures latency; all count. */
  readonly sample: number
}
export interface Report {
  readonly written: number
  readonly delivered: number
  readonly frames: number
  /** Milliseconds from writing to receiving, sorted. */
  readonly latencies: number[]
  /** Milliseconds from sending to the ack, sorted; empty where the server sends none. */
  readonly acks: number[]
}
export type Ask =
  | { readonly ask: 'order'; readonly order: Order }
  | { readonly ask: 'go' | 'count' | 'report' | 'end' }

const LATENCIES = 200_000
let written = 0
let delivered = 0
let frames = 0
let latencies: number[] = []
let acks: number[] = []

class Seat {
  readonly #door: Door
  readonly #client: number
  readonly #measures: boolean
  readonly #socket: WebSocket
  readonly #text: Y.Text
  readonly #sentAt: number[] = []
  #acked = 0
  #clock = 1
  readonly ready: Promise<void>

  constructor(door: Door, client: number, measures: boolean) {
    this.#door = door
    this.#client = client
    this.#measures = measures
    const doc = new Y.Doc()
    doc.clientID = client
    this.#text = doc.getText(`t${client}`)
    doc.on('update', (update: Uint8Array) => this.#send(update, 2))
    this.#socket = new WebSocket(
      door.url,
      door.name === null && door.headers.Authorization ? ['weft.1'] : [],
      {
        headers: door.headers,
        perMessageDeflate: false,
      },
    )
    this.#socket.on('error', (error) => process.send?.({ say: 'trouble', error: error.message }))
    this.#socket.on(
      'close',
      (code, reason) =>
        code !== 1005 && process.send?.({ say: 'trouble', error: `closed ${code} ${reason}` }),
    )
    this.ready = new Promise((ready) => {
      this.#socket.on('open', () => {
        if (door.name !== null) this.#socket.send(hello(door))
        this.#socket.send(sync(door, 0, Uint8Array.of(0)))
        // The relay answers nothing: to be connected is all there is.
        if (door.url.includes('/relay')) ready()
      })
      this.#socket.on('message', (data: Buffer) => {
        frames++
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
            if (this.#measures) eachMove(heard.states, client, (sent) => this.#arrived(sent))
            break
          case 'ack':
            this.#ack(heard.count)
            break
          case 'other':
            break
        }
      })
    })
  }

  write(): void {
    written++
    this.#text.insert(this.#text.length, stamp())
  }
  move(): void {
    written++
    this.#socket.send(
      presence(this.#door, this.#client, this.#clock++, {
        t: micros(),
        name: 'somebody',
        at: { line: written % 80, column: 7 },
      }),
    )
  }
  end(): void {
    this.#socket.terminate()
  }

  #send(update: Uint8Array, kind: 1 | 2): void {
    this.#sentAt.push(micros())
    this.#socket.send(sync(this.#door, kind, update))
  }
  #arrived(sent: number): void {
    delivered++
    if (this.#measures && latencies.length < LATENCIES) latencies.push((micros() - sent) / 1000)
  }
  #ack(count: number): void {
    for (; this.#acked < count; this.#acked++) {
      const at = this.#sentAt[this.#acked]
      if (at !== undefined && acks.length < LATENCIES) acks.push((micros() - at) / 1000)
    }
  }
}

let seats: { seat: Seat; writes: boolean }[] = []
let order: Order | null = null

async function take(given: Order): Promise<void> {
  order = given
  seats = []
  for (const { door, client, writes } of given.seats) {
    const seat = new Seat(door, client, seats.length % given.sample === 0)
    seats.push({ seat, writes })
    // One after the other: a thundering herd is not what is measured here.
    await seat.ready
  }
  process.send?.({ say: 'connected' })
}

/** Every writer at its own phase, so that the load is a stream and not a pulse. */
function go(given: Order): void {
  const period = 1000 / given.rate
  for (const { seat, writes } of seats) {
    if (!writes) continue
    const act = given.kind === 'presence' ? () => seat.move() : () => seat.write()
    setTimeout(() => setInterval(act, period), Math.random() * period)
  }
}

const sorted = (values: number[]): number[] => values.sort((a, b) => a - b)

// A bench that dies takes its crowds with it.
process.on('disconnect', () => process.exit())
process.on('message', (asked: Ask) => {
  switch (asked.ask) {
    case 'order':
      void take(asked.order)
      break
    case 'go':
      if (order) go(order)
      break
    case 'count':
      written = delivered = frames = 0
      latencies = []
      acks = []
      break
    case 'report':
      process.send?.({
        say: 'report',
        report: {
          written,
          delivered,
          frames,
          latencies: sorted(latencies),
          acks: sorted(acks),
        } satisfies Report,
      })
      break
    case 'end':
      for (const { seat } of seats) seat.end()
      process.disconnect()
      break
  }
})
