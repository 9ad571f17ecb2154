import * as Y from 'yjs'
import type { Scan } from '../scan/contract.ts'
import { WalkedTooFar } from './conflicts.ts'
import { Overlay, Torn } from './overlay.ts'
import { LONGEST, type Longest } from './parts.ts'
import { Quiet } from './quiet.ts'

interface Taken {
  readonly update: Uint8Array
  readonly scan: Scan
}

/**
 * How far Yjs will walk for an update, known before the update is taken: by the document, which it leaves alone, and what is on its way
 * into it.
 */
export class Walks {
  readonly #doc: Y.Doc
  /** Changes with the document. */
  readonly #version: () => number
  readonly #longest: Longest
  /** On its way, in order. */
  #taken: Taken[] = []
  /** As long as there is no overlay, it knows of all that was taken. */
  readonly #quiet: Quiet
  #overlay: Overlay | null = null
  /** Of the document, as of which the two above are; null when they have to be asked anew. */
  #asOf: number | null = null

  /** `longest`: what was said when Yjs was made to take less work. */
  constructor(doc: Y.Doc, version: () => number, longest = LONGEST) {
    this.#doc = doc
    this.#longest = longest
    this.#version = version
    this.#quiet = new Quiet(doc)
  }

  /**
   * Takes an update that misses no causes.
   * @returns how many steps that is, with those that nobody is refused for. Or why it isn't taken: it goes `far`, more than `most` steps beside the farthest way of one item;
   * or it is `torn`, with an item between two of different lists.
   */
  take(update: Uint8Array, scan: Scan, most: number): number | 'far' | 'torn' {
    if (this.#asOf !== this.#version()) this.#anew()
    const taken = { update, scan }
    if (this.#overlay === null) {
      if (this.#quiet.takes(scan)) {
        this.#taken.push(taken)
        return 0
      }
      this.#overlay = this.#laid()
    }
    const before = this.#overlay.toll
    try {
      this.#overlay.lay(update, scan, most)
    } catch (error) {
      // Half of it lies there.
      this.#asOf = null
      if (error instanceof WalkedTooFar) return 'far'
      if (error instanceof Torn) return 'torn'
      throw error
    }
    this.#taken.push(taken)
    return this.#overlay.toll - before
  }

  /** All that was taken is in the document now. */
  applied(): void {
    this.#taken = []
    this.#asOf = null
  }

  /** What was taken is applied batch by batch: when one is in the document, the rest is taken anew. */
  #anew(): void {
    this.#asOf = this.#version()
    this.#overlay = null
    this.#quiet.clear()
    if (this.#taken.length === 0) return
    const last = this.#taken.findLastIndex(({ scan }) => this.#has(scan))
    this.#taken.splice(0, last + 1)
    if (!this.#taken.every(({ scan }) => this.#quiet.takes(scan))) this.#overlay = this.#laid()
  }

  #laid(): Overlay {
    const overlay = new Overlay(this.#doc, this.#longest)
    for (const { update, scan } of this.#taken) overlay.lay(update, scan, Number.POSITIVE_INFINITY)
    return overlay
  }

  /** Of deletions nobody can tell: they are laid again until something after them is here. */
  #has({ ranges }: Scan): boolean {
    if (ranges.length === 0) return false
    const { store } = this.#doc
    return ranges.every(({ client, clock, length }) => clock + length <= Y.getState(store, client))
  }
}
