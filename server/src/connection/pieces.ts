import { type Portion, portions } from '@weft/space/scan'
import { encodeDown } from '@weft/space/wire'
import * as Y from 'yjs'
import type { Outgoing } from '../room/contract.ts'
import { updateIn } from './vectors.ts'

export interface Piece extends Outgoing {
  readonly reached: Portion['reached']
}

/** What a `Stream` sends, one after another. */
export interface Source {
  /** `later`: making it takes longer than a turn. Null: there are no more. `elapsed`: the time in milliseconds. */
  at(index: number, elapsed: () => number): Outgoing | 'later' | null
  /** How far the first `count` bring somebody. */
  reached(count: number): Iterable<readonly [number, number]>
}

/** A large difference as it is. */
export class Whole implements Source {
  readonly #out: Outgoing

  constructor(out: Outgoing) {
    this.#out = out
  }

  at(index: number): Outgoing | null {
    return index === 0 ? this.#out : null
  }

  reached(): [] {
    return []
  }
}

/** How long others may wait while one is cut. Milliseconds. */
const TURN = 6
/** `portions` counts a struct as one, and as another one for each so many bytes of it. */
const BYTES_EACH = 32

/**
 * A large difference as several messages, each of which builds on nothing but those before it: so whoever stops reading in
 * the middle has what they were sent, and the rest needn't be kept for them. They are cut when the first reader comes to
 * them. The last is of the kind that the whole was; whoever waits for a step2 waits for all of it.
 *
 * One value (a message, whatever its length) is never cut, so a piece may be as large as that.
 */
export class Pieces implements Source {
  readonly #made: Piece[] = []
  readonly #last: 'step2' | 'update'
  #whole: Uint8Array | null
  #source: Iterator<Portion | null>
  /** Whether it is the last one shows only when there is no other. */
  #next: Portion | null = null

  /** `since`: what everybody has who is sent it. `size` of a piece, in bytes, if it can be cut. */
  constructor({ payload, sections }: Outgoing, since: Uint8Array, size: number) {
    const { type, update } = updateIn(payload)
    const clocks = Y.decodeStateVector(since)
    this.#last = type
    this.#whole = update
    const most = Math.ceil(size / BYTES_EACH)
    this.#source = portions(update, (client) => clocks.get(client) ?? 0, most, sections, size)
  }

  at(index: number, elapsed: () => number): Piece | 'later' | null {
    const from = elapsed()
    while (this.#made.length <= index && this.#whole !== null) {
      if (elapsed() - from > TURN) return 'later'
      this.#cut(this.#whole)
    }
    return this.#made[index] ?? null
  }

  *reached(count: number): Generator<readonly [number, number]> {
    for (const piece of this.#made.slice(0, count)) yield* piece.reached
  }

  #cut(whole: Uint8Array): void {
    try {
      const step = this.#source.next()
      if (step.done) this.#end(this.#next ?? { update: whole, reached: [] })
      else if (step.value) {
        if (this.#next) this.#add('update', this.#next)
        this.#next = step.value
      }
    } catch {
      // What can't be cut Yjs may know how to take; what is there of it already it passes over.
      this.#end({ update: whole, reached: [] })
    }
  }

  #add(type: 'step2' | 'update', { update, reached }: Portion): void {
    this.#made.push({ payload: encodeDown({ type, update }), reached })
  }

  #end(last: Portion): void {
    this.#add(this.#last, last)
    this.#whole = null
    this.#next = null
    this.#source = [][Symbol.iterator]()
  }
}
