import type { Runtime } from '@weft/space'

export type Direction = 'up' | 'down'

/** What an end of a wire hears. `closed` comes exactly once, last. */
export interface End {
  message(bytes: Uint8Array): void
  closed(code: number, reason: string): void
}

/** One device's way to the server. Each direction has a delay; a hole swallows silently until it heals. */
export class Line {
  readonly delay: Record<Direction, number> = { up: 5, down: 5 }
  readonly hole: Record<Direction, boolean> = { up: false, down: false }
  cut = false
  readonly #runtime: Runtime
  readonly #wires = new Set<Wire>()
  readonly #jitter: () => number

  /** `runtime`: the world's, since a network outlives the machines on it. `jitter`: in [0, 1), spreads the delays. */
  constructor(runtime: Runtime, jitter: () => number) {
    this.#runtime = runtime
    this.#jitter = jitter
  }

  /** Cuts every wire: both ends hear of it, at once. */
  break(): void {
    for (const wire of [...this.#wires]) wire.sever('both')
  }

  /** What was held in holes goes on, in order. */
  heal(): void {
    this.cut = false
    this.hole.up = false
    this.hole.down = false
    for (const wire of [...this.#wires]) wire.flow()
  }

  open(): Wire {
    const wire = new Wire(this, this.#runtime, this.#jitter)
    this.#wires.add(wire)
    wire.onEnd = () => this.#wires.delete(wire)
    return wire
  }
}

/** A message on its way, or the goodbye after the last one. */
type Parcel =
  | { readonly due: number; readonly bytes: Uint8Array }
  | { readonly due: number; readonly code: number; readonly reason: string }

/** One connection: two queues that keep their order. An end hears nothing before it is attached, and nothing after its close. */
export class Wire {
  onEnd: () => void = () => undefined
  readonly #line: Line
  readonly #runtime: Runtime
  readonly #jitter: () => number
  readonly #queue: Record<Direction, Parcel[]> = { up: [], down: [] }
  readonly #armed: Record<Direction, boolean> = { up: false, down: false }
  readonly #ends: Record<Direction, End | null> = { up: null, down: null }
  readonly #gone: Record<Direction, boolean> = { up: false, down: false }
  readonly #shut: Record<Direction, boolean> = { up: false, down: false }

  constructor(line: Line, runtime: Runtime, jitter: () => number) {
    this.#line = line
    this.#runtime = runtime
    this.#jitter = jitter
  }

  /** The end at which messages of this direction arrive: `up` is the server's. */
  attach(direction: Direction, end: End): void {
    this.#ends[direction] = end
  }

  /** Bytes that were sent this way and have not arrived. */
  buffered(direction: Direction): number {
    return this.#queue[direction].reduce(
      (sum, parcel) => sum + ('bytes' in parcel ? parcel.bytes.length : 0),
      0,
    )
  }

  /** Copies: a sender may use its buffer again. */
  send(direction: Direction, bytes: Uint8Array): void {
    if (this.#shut[direction]) return
    this.#push(direction, { due: this.#due(direction), bytes: bytes.slice() })
  }

  /** After what was sent before it. The sender's own end hears of it too, as a WebSocket's does. */
  close(direction: Direction, code: number, reason: string): void {
    if (this.#shut[direction]) return
    this.#shut[direction] = true
    this.#push(direction, { due: this.#due(direction), code, reason })
  }

  /** Without a goodbye. In a hole the far end doesn't hear of it before the hole heals. */
  sever(who: Direction | 'both'): void {
    for (const direction of ['up', 'down'] as const) {
      this.#shut[direction] = true
      if (who === 'both' || who === direction) {
        this.#queue[direction] = []
        this.#farewell(direction, 1006, '')
      }
    }
    if (who !== 'both') {
      const other = who === 'up' ? 'down' : 'up'
      this.#queue[other] = [{ due: this.#due(other), code: 1006, reason: '' }]
      this.flow()
    }
  }

  /** Goes on delivering after a hole. */
  flow(): void {
    this.#arm('up')
    this.#arm('down')
  }

  #push(direction: Direction, parcel: Parcel): void {
    this.#queue[direction].push(parcel)
    this.#arm(direction)
  }

  #due(direction: Direction): number {
    const arrival = this.#runtime.elapsed() + this.#line.delay[direction] * (0.5 + this.#jitter())
    return Math.max(arrival, this.#queue[direction].at(-1)?.due ?? 0)
  }

  #arm(direction: Direction): void {
    const first = this.#queue[direction][0]
    if (!first || this.#armed[direction] || this.#line.hole[direction]) return
    this.#armed[direction] = true
    this.#runtime.timer(Math.max(0, first.due - this.#runtime.elapsed()), () => {
      this.#armed[direction] = false
      if (this.#line.hole[direction]) return
      const parcel = this.#queue[direction].shift()
      if (parcel && 'bytes' in parcel) this.#ends[direction]?.message(parcel.bytes)
      else if (parcel) this.#part(direction, parcel.code, parcel.reason)
      this.#arm(direction)
    })
  }

  /** A close has arrived at one end; the end that sent it hears it answered. */
  #part(direction: Direction, code: number, reason: string): void {
    const other = direction === 'up' ? 'down' : 'up'
    this.#shut[other] = true
    this.#farewell(direction, code, reason)
    if (!this.#gone[other]) {
      this.#queue[other] = [{ due: this.#due(other), code, reason }]
      this.#arm(other)
    }
  }

  #farewell(direction: Direction, code: number, reason: string): void {
    if (this.#gone[direction]) return
    this.#gone[direction] = true
    const end = this.#ends[direction]
    this.#ends[direction] = null
    end?.closed(code, reason)
    if (this.#gone.up && this.#gone.down) this.onEnd()
  }
}
