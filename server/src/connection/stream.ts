import type { Outgoing, Transport } from '../room/contract.ts'
import type { Source } from './pieces.ts'

/** A reader that takes nothing of a large difference for so long is behind: the rest isn't kept for it. Milliseconds. */
const STALL = 1_000
/** One that takes nothing of a piece that can't be taken back is given up after so long. Milliseconds. */
const GIVE_UP = 5_000

export interface StreamOptions {
  readonly pieces: Source
  readonly transport: Transport
  /** Bytes of a piece; the next is sent when no more than that waits. */
  readonly size: number
  /** A larger message isn't begun before it is known that it is being read. Bytes. */
  readonly most: number
  elapsed(): number
  /** It answered a ping a moment ago. If not, it has been sent one. */
  isReading(): boolean
  write(piece: Outgoing): void
}

/**
 * What has become of it: `waits` for room in the reader's buffer, or for an answer; `cuts` its next piece; `stalled`: nothing
 * moved, and what hasn't been sent can be let go of; `stuck`: nothing moves in the middle of a message.
 */
export type Progress = 'waits' | 'cuts' | 'done' | 'stalled' | 'stuck'

/**
 * One large difference on its way to one reader, piece by piece, as it takes them. Between two pieces it can be given up and
 * costs nothing. A piece that is larger than a reader may keep waiting goes in parts of one message, which must come to its
 * end: so that one is begun only with somebody who has just been seen to read.
 */
export class Stream {
  readonly #options: StreamOptions
  #sent = 0
  /** Bytes of the next piece that are on their way; null: it isn't being sent in parts. */
  #part: number | null = null
  #movedAt: number

  constructor(options: StreamOptions) {
    this.#options = options
    this.#movedAt = options.elapsed()
  }

  /** In the middle of a message: nothing else may be sent. */
  get busy(): boolean {
    return this.#part !== null
  }

  /** How far what was sent whole brings the reader. */
  reached(): Iterable<readonly [number, number]> {
    return this.#options.pieces.reached(this.#sent)
  }

  go(): Progress {
    const { pieces, transport, size, most, elapsed } = this.#options
    while (transport.buffered <= size) {
      const piece = pieces.at(this.#sent, elapsed)
      if (piece === null) return 'done'
      if (piece === 'later') {
        this.#movedAt = elapsed()
        return 'cuts'
      }
      if (piece.payload.length > most) {
        if (!this.#sendPart(piece)) break
      } else {
        this.#options.write(piece)
        this.#sent++
      }
      this.#movedAt = elapsed()
    }
    const still = elapsed() - this.#movedAt
    if (this.busy) return still < GIVE_UP ? 'waits' : 'stuck'
    return still < STALL ? 'waits' : 'stalled'
  }

  /** @returns false when it isn't known yet whether somebody reads. */
  #sendPart(piece: Outgoing): boolean {
    const { transport, size, isReading } = this.#options
    if (this.#part === null && !isReading()) return false
    const from = this.#part ?? 0
    const to = Math.min(from + size, piece.payload.length)
    transport.sendPart(piece, from, to)
    this.#part = to
    if (to === piece.payload.length) {
      this.#part = null
      this.#sent++
    }
    return true
  }
}
