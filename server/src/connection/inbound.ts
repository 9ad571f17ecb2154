import type { Runtime } from '@weft/space'
import type { Limits } from '../limits.ts'
import type { Transport } from '../room/contract.ts'
import { Bucket } from './bucket.ts'

/**
 * One client's frames, in order, no faster than its limit and not before its room is ready.
 *
 *              open()            bucket empty, or hold()
 *      shut ──────────▶ flowing ─────────────────────────▶ slowed
 *                          ▲                                  │
 *                          └──── held frames are handled ─────┘
 *
 * Outside `flowing` the transport is paused; what it had read already is held. A flood is slowed, never closed: the
 * client's own TCP window fills. Only a transport that goes on delivering although it is paused reaches `overflow`.
 */
export interface Sender {
  handle(frame: Uint8Array): void
  /** A presence frame gave way to a newer one. */
  shed(): void
  overflow(): void
}

const PRESENCE = 1
/** How much may be held although the transport is paused: what one read of a socket can bring. */
const HELD_FRAMES = 20_000
const held = (limits: Limits) => (limits.space || Number.POSITIVE_INFINITY) + 4 * 1024 * 1024

type State =
  | { readonly kind: 'shut' | 'flowing' | 'ended' }
  | { readonly kind: 'slowed'; wake: (() => void) | null; holds: boolean }
// One for all.
const SHUT: State = { kind: 'shut' }
const FLOWING: State = { kind: 'flowing' }
const ENDED: State = { kind: 'ended' }

/** What all inbounds of one server share. */
export interface InboundContext {
  readonly runtime: Runtime
  readonly limits: Limits
}

export class Inbound {
  readonly #context: InboundContext
  readonly #transport: Transport
  readonly #sender: Sender
  readonly #bucket: Bucket
  readonly #held: Uint8Array[] = []
  #bytes = 0
  /** While slowed, only the newest presence frame is kept: it says all that the older ones said. */
  #presence: Uint8Array | null = null
  #state: State = SHUT

  constructor(context: InboundContext, transport: Transport, sender: Sender) {
    this.#context = context
    this.#transport = transport
    this.#sender = sender
    const { frameRate, frameBurst } = context.limits
    this.#bucket = new Bucket(frameRate, frameBurst, context.runtime.elapsed())
    transport.pause()
  }

  push(frame: Uint8Array): void {
    switch (this.#state.kind) {
      case 'flowing':
        if (this.#bucket.take(this.#context.runtime.elapsed())) {
          this.#sender.handle(frame)
          break
        }
        this.#slow(false)
        this.#keep(frame)
        break
      case 'shut':
      case 'slowed':
        this.#keep(frame)
        break
      case 'ended':
        break
    }
  }

  /** A ping or a pong came, which isn't for the room, and costs all the same. */
  beat(): void {
    const inTime = this.#bucket.spend(this.#context.runtime.elapsed())
    if (!inTime && this.#state.kind === 'flowing') this.#slow(false)
  }

  /** The room is ready. */
  open(): void {
    if (this.#state.kind !== 'shut') return
    this.#state = { kind: 'slowed', wake: null, holds: false }
    this.#drain()
  }

  /** The room has more in hand than it can store; nothing further is taken until `release`. */
  hold(): void {
    if (this.#state.kind === 'flowing') this.#slow(true)
    else if (this.#state.kind === 'slowed') this.#state.holds = true
  }

  release(): void {
    if (this.#state.kind !== 'slowed' || !this.#state.holds) return
    this.#state.holds = false
    if (!this.#state.wake) this.#drain()
  }

  end(): void {
    if (this.#state.kind === 'slowed') this.#state.wake?.()
    this.#state = ENDED
    this.#held.length = 0
    this.#presence = null
  }

  /** Whether the client's silence is our own doing. */
  get paused(): boolean {
    return this.#state.kind === 'shut' || this.#state.kind === 'slowed'
  }

  #slow(holds: boolean): void {
    this.#state = { kind: 'slowed', wake: null, holds }
    this.#transport.pause()
    if (!holds) this.#wakeLater()
  }

  #keep(frame: Uint8Array): void {
    if (frame[0] === PRESENCE && this.#state.kind === 'slowed') {
      if (this.#presence) this.#sender.shed()
      this.#presence = frame
      return
    }
    this.#held.push(frame)
    this.#bytes += frame.length
    if (this.#held.length > HELD_FRAMES || this.#bytes > held(this.#context.limits)) this.#sender.overflow()
  }

  #wakeLater(): void {
    if (this.#state.kind !== 'slowed') return
    const { runtime } = this.#context
    // 20 ms at least: frames are handled in small bunches, not each with a timer of its own.
    const wait = Math.max(20, this.#bucket.wait(runtime.elapsed()))
    this.#state.wake = runtime.timer(wait, () => {
      if (this.#state.kind !== 'slowed') return
      this.#state.wake = null
      if (!this.#state.holds) this.#drain()
    })
  }

  #drain(): void {
    const { runtime } = this.#context
    let done = 0
    for (const frame of this.#held) {
      if (!this.#mayHandle() || !this.#bucket.take(runtime.elapsed())) break
      done++
      this.#bytes -= frame.length
      this.#sender.handle(frame)
    }
    if (this.#state.kind === 'ended') return
    this.#held.splice(0, done)
    if (this.#held.length > 0) {
      if (this.#mayHandle()) this.#wakeLater()
      return
    }
    const presence = this.#presence
    this.#presence = null
    if (presence) this.#sender.handle(presence)
    if (!this.#mayHandle()) return
    this.#state = FLOWING
    this.#transport.resume()
  }

  #mayHandle(): boolean {
    return this.#state.kind === 'slowed' && !this.#state.holds
  }
}
