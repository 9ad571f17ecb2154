/**
 * Counts one connection's sync messages (step2 and update, from 1) and knows how far they are settled: on disk, or with
 * nothing in them that wasn't.
 *
 *              an update's causes are missing: drop it, ask for the full state
 *    whole ───────────────────────────────────────────────────────────────────▶ gap
 *      ▲                                                                        │
 *      └────────── a step2 without missing causes is taken ─────────────────────┘
 *
 * In a gap updates are counted and dropped: the full step2, made after them, has all that they had, so that the ack
 * that covers it covers them truthfully. A stock client that edits between its connect and its answer to our first
 * step1 comes through here each time it returns from being offline.
 */
export class Counting {
  #received = 0
  #settled = 0
  #gap = false
  /** No step2 has answered our last step1 yet. */
  #asked: boolean = false
  #askedAgain: boolean = false

  /** We sent a step1. */
  asked(): void {
    this.#asked = true
  }

  /** One more arrived. @returns its number. */
  received(kind: 'step2' | 'update'): number {
    // One answer is as good as several: each has all that the client has.
    if (kind === 'step2') this.#asked = false
    this.#received++
    return this.#received
  }

  get gap(): boolean {
    return this.#gap
  }

  /**
   * Causes are missing. `ask`: send a step1. `wait`: one is on its way. `refuse`: this is the answer to a second one; a
   * document that leans on what it hasn't got comes from no honest program, and asking again would go on for ever.
   */
  missing(kind: 'step2' | 'update'): 'ask' | 'wait' | 'refuse' {
    this.#gap = true
    if (this.#asked) return 'wait'
    if (kind === 'step2' && this.#askedAgain) return 'refuse'
    this.#askedAgain = kind === 'step2'
    return 'ask'
  }

  /** A step2 was taken as it is. */
  whole(): void {
    this.#gap = false
    this.#askedAgain = false
  }

  /** Message `count` and all before it are settled. @returns whether the ack grew. */
  settle(count: number): boolean {
    if (count <= this.#settled) return false
    this.#settled = count
    return true
  }

  /** What an ack may say. */
  get settled(): number {
    return this.#settled
  }
}
