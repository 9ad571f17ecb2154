import type { Meter } from './contract.ts'
import type { Writer } from './pipeline.ts'
import type { State } from './state.ts'

/** A connection that writes, whatever has become of it meanwhile. */
interface Sender extends Writer {
  readonly ended: boolean
}

/** The room's life, as far as it matters to what comes in. */
interface Opener {
  readonly state: State
  /** Somebody needs what is there. */
  used(): void
  /** Runs it now or later, with the document. */
  whenReady(run: () => void): void
}

/** The door for updates: to the document, or to wait for it; what is all stored already needs none. */
export class Intake {
  readonly #life: Opener
  readonly #meter: Meter
  /** From whom nothing more is taken until what they sent has been done. */
  readonly #held = new Set<Sender>()

  constructor(life: Opener, meter: Meter) {
    this.#life = life
    this.#meter = meter
  }

  /** Somebody waits for the document. */
  get holds(): boolean {
    return this.#held.size > 0
  }

  /** A client's step2 or update. */
  take(sender: Sender, kind: 'step2' | 'update', bytes: Uint8Array): void {
    const { state } = this.#life
    if (state.kind === 'ready') {
      this.#life.used()
      state.pipeline.receive(sender, kind, bytes)
    } else if (state.kind === 'resting' && state.stored?.knows(bytes)) {
      this.#known(sender, kind)
    } else if (state.kind !== 'closing') {
      sender.hold()
      this.#held.add(sender)
      this.#life.whenReady(() => {
        if (!sender.ended) this.take(sender, kind, bytes)
      })
    }
  }

  /** What came while there was no document has been done. */
  release(): void {
    const held = [...this.#held]
    this.#held.clear()
    for (const sender of held) sender.release()
  }

  /** Everything in it is on the disk: nobody need judge it. */
  #known(sender: Sender, kind: 'step2' | 'update'): void {
    const { counting } = sender
    const count = counting.received(kind)
    this.#meter.add('updates_received')
    if (counting.gap && kind === 'update') return
    if (kind === 'step2') counting.whole()
    sender.settle(count)
  }
}
