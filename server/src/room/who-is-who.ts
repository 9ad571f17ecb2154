import type { Member } from '@weft/space'
import { encodeDown } from '@weft/space/wire'
import type { Outgoing } from './contract.ts'

type Named = Member & { readonly gone?: true }

/** Who can be told who is who. */
export interface Informed {
  inform(out: Outgoing): void
}

export interface WhoIsWhoOptions {
  ask(): Promise<readonly Named[]>
  everybody(): Iterable<Informed>
  failed(error: unknown): void
}

/**
 * Tells a room's people who is who: each newcomer, and everybody when it isn't what they were told last. One question at
 * a time: when a server comes back and hundreds join, few answers serve them all.
 */
export class WhoIsWho {
  readonly #options: WhoIsWhoOptions
  #newcomers = new Set<Informed>()
  #asking: boolean = false
  #again: boolean = false
  #told = ''

  constructor(options: WhoIsWhoOptions) {
    this.#options = options
  }

  joined(newcomer: Informed): void {
    this.#newcomers.add(newcomer)
    this.changed()
  }

  left(peer: Informed): void {
    this.#newcomers.delete(peer)
  }

  /** Roles or names may be others now: an answer that is on its way may be too old. */
  changed(): void {
    if (this.#asking) this.#again = true
    else void this.#ask()
  }

  /** Whether somebody of this id was in what was told last. */
  mentions(person: string): boolean {
    return this.#told.includes(person)
  }

  async #ask(): Promise<void> {
    this.#asking = true
    const newcomers = this.#newcomers
    this.#newcomers = new Set()
    try {
      this.#tell(await this.#options.ask(), newcomers)
    } catch (error) {
      this.#options.failed(error)
    }
    this.#asking = false
    if (!this.#again) return
    this.#again = false
    void this.#ask()
  }

  #tell(people: readonly Named[], newcomers: ReadonlySet<Informed>): void {
    const text = JSON.stringify(people)
    const out: Outgoing = { payload: encodeDown({ type: 'people', people }) }
    const listeners = text === this.#told ? newcomers : this.#options.everybody()
    this.#told = text
    for (const listener of listeners) listener.inform(out)
  }
}
