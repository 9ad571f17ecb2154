import type { Runtime } from '@weft/space'

export type Side = 'client' | 'server'
const other = (side: Side): Side => (side === 'client' ? 'server' : 'client')

/** What an end of a wire hears. `closed` comes exactly once, last. */
export interface End {
  message(bytes: Uint8Array): void
  /** An answer to a ping of the transport's own, which the other side's machine gives by itself. */
  pong?(): void
  closed(code: number, reason: string): void
}

/** One device's way to the server. Holes swallow silently, one direction or both, until they heal. */
export class Line {
  /** Mean milliseconds of a message towards that side. */
  readonly delay: Record<Side, number> = { client: 5, server: 5 }
  /** Nothing arrives at that side. */
  readonly hole: Record<Side, boolean> = { client: false, server: false }
  /** No new connection gets through. */
  down: boolean = false
  readonly #runtime: Runtime
  readonly #wires = new Set<Wire>()
  readonly #slowest: Record<Side, { ms: number; until: number }> = {
    client: { ms: 0, until: 0 },
    server: { ms: 0, until: 0 },
  }

  /** `runtime`: the world's, since a network outlives the machines on it. */
  constructor(runtime: Runtime) {
    this.#runtime = runtime
  }

  /** The most that `delay` was of late: what was sent then may be on its way still. */
  slowest(side: Side): number {
    const now = this.#runtime.elapsed()
    if (this.delay[side] >= this.#slowest[side].ms || now > this.#slowest[side].until)
      this.#slowest[side] = { ms: this.delay[side], until: now + LATE }
    return Math.max(this.delay[side], this.#slowest[side].ms)
  }

  /** Both ends of every wire hear of it. */
  cut(): void {
    this.down = true
    this.blink()
  }

  /** As `cut`, and at once well again. */
  blink(): void {
    for (const wire of [...this.#wires]) wire.cut()
  }

  /** What holes held back goes on, in order. */
  heal(): void {
    this.down = false
    this.hole.client = false
    this.hole.server = false
    for (const wire of [...this.#wires]) wire.flow()
  }

  /** A connection whose handshake has succeeded. */
  open(): Wire {
    const wire = new Wire(this, this.#runtime, () => this.#wires.delete(wire))
    this.#wires.add(wire)
    return wire
  }
}

/** How long after it was slow a line may still bring what is old. Milliseconds. */
const LATE = 20_000

/** A message on its way, or the goodbye after the last one. */
interface Parcel {
  readonly due: number
  readonly content: Uint8Array | 'ping' | 'pong' | { readonly code: number; readonly reason: string }
  /** The message goes on in the next one. */
  readonly more?: boolean
}

/** Bytes that a kernel takes from its process before anything has arrived. */
const KERNEL = 64 * 1024

/** One connection: towards each side a queue that keeps its order, and the end that hears what arrives. */
export class Wire {
  readonly #line: Line
  readonly #runtime: Runtime
  readonly #forgotten: () => void
  readonly #towards: Record<Side, Parcel[]> = { client: [], server: [] }
  readonly #ends: Record<Side, End | null> = { client: null, server: null }
  /** That side says nothing more. */
  readonly #silent: Record<Side, boolean> = { client: false, server: false }
  readonly #gone: Record<Side, boolean> = { client: false, server: false }
  readonly #held: Record<Side, boolean> = { client: false, server: false }
  readonly #armed: Record<Side, boolean> = { client: false, server: false }
  /** Of a message that isn't whole yet. */
  readonly #parts: Record<Side, Uint8Array[]> = { client: [], server: [] }

  constructor(line: Line, runtime: Runtime, forgotten: () => void) {
    this.#line = line
    this.#runtime = runtime
    this.#forgotten = forgotten
  }

  attach(side: Side, end: End): void {
    this.#ends[side] = end
  }

  /** Bytes that this side sent and that its kernel wouldn't have taken yet: none, unless a lot is under way. */
  buffered(from: Side, kernel = KERNEL): number {
    const bytes = (content: Parcel['content']) => (content instanceof Uint8Array ? content.length : 0)
    const underWay = this.#towards[other(from)].reduce((sum, { content }) => sum + bytes(content), 0)
    return Math.max(0, underWay - kernel)
  }

  /** Messages, or parts of them, of which some bytes wait. */
  waiting(from: Side, kernel = KERNEL): number {
    let left = kernel
    const sizes = this.#towards[other(from)].flatMap(({ content }) =>
      content instanceof Uint8Array ? [content.length] : [],
    )
    return sizes.filter((size) => {
      left -= size
      return left < 0
    }).length
  }

  /** Copies: a sender may use its buffer again. `more`: the message isn't whole yet. */
  send(from: Side, bytes: Uint8Array, more = false): void {
    if (!this.#silent[from]) this.#post(other(from), bytes.slice(), more)
  }

  ping(from: Side): void {
    if (!this.#silent[from]) this.#post(other(from), 'ping')
  }

  /** While it is held, nothing is read at this side; what is sent there waits. */
  hold(side: Side, held: boolean): void {
    this.#held[side] = held
    this.#arm(side)
  }

  /** Arrives after what was sent before; the sender's own end hears of it when it was answered, as a WebSocket's does. */
  close(from: Side, code: number, reason: string): void {
    if (this.#silent[from]) return
    this.#silent[from] = true
    this.#post(other(from), { code, reason })
  }

  /** Without a goodbye: what this side had sent may still arrive, then a reset; its own end hears of it soon. */
  drop(from: Side): void {
    if (this.#silent[from] && this.#gone[from]) return
    this.#silent[from] = true
    this.#towards[from] = []
    this.#runtime.timer(0, () => this.#part(from, 1006, ''))
    this.#post(other(from), { code: 1006, reason: '' })
  }

  /** The process at this side died: it hears nothing of anything any more; the other side gets a reset. */
  died(side: Side): void {
    this.#ends[side] = null
    this.drop(side)
  }

  cut(): void {
    for (const side of ['client', 'server'] as const) {
      this.#silent[side] = true
      this.#towards[side] = []
      this.#runtime.timer(0, () => this.#part(side, 1006, ''))
    }
  }

  /** Goes on delivering after a hole. */
  flow(): void {
    this.#arm('client')
    this.#arm('server')
  }

  #post(to: Side, content: Parcel['content'], more = false): void {
    const queue = this.#towards[to]
    const arrival = this.#runtime.elapsed() + this.#line.delay[to] * (0.5 + this.#runtime.chance())
    queue.push({ due: Math.max(arrival, queue.at(-1)?.due ?? 0), content, more })
    this.#arm(to)
  }

  #arm(to: Side): void {
    const first = this.#towards[to][0]
    if (!first || this.#armed[to] || this.#stands(to)) return
    this.#armed[to] = true
    this.#runtime.timer(first.due - this.#runtime.elapsed(), () => {
      this.#armed[to] = false
      const due = this.#towards[to][0]?.due
      if (due !== undefined && due <= this.#runtime.elapsed() && !this.#stands(to)) this.#deliver(to)
      this.#arm(to)
    })
  }

  #stands(to: Side): boolean {
    return this.#line.hole[to] || this.#held[to]
  }

  #deliver(to: Side): void {
    const { content, more } = this.#towards[to].shift() ?? {}
    if (content === undefined) return
    if (content instanceof Uint8Array) {
      const parts = this.#parts[to]
      parts.push(content)
      if (more) return
      this.#ends[to]?.message(parts.length === 1 ? content : new Uint8Array(Buffer.concat(parts)))
      parts.length = 0
    } else if (content === 'pong') this.#ends[to]?.pong?.()
    else if (content !== 'ping') this.#goodbye(to, content.code, content.reason)
    else if (this.#ends[to]) this.#post(other(to), 'pong')
  }

  #goodbye(to: Side, code: number, reason: string): void {
    this.#silent[to] = true
    this.#part(to, code, reason)
    // The side that said goodbye hears it answered.
    if (!this.#gone[other(to)]) this.#post(other(to), { code, reason })
  }

  #part(side: Side, code: number, reason: string): void {
    if (this.#gone[side]) return
    this.#gone[side] = true
    this.#towards[side] = []
    const end = this.#ends[side]
    this.#ends[side] = null
    end?.closed(code, reason)
    if (this.#gone.client && this.#gone.server) this.#forgotten()
  }
}
