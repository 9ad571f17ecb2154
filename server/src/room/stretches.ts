import type { PersonId } from '@weft/space'
import type { Range } from '@weft/space/scan'

/** From a clock of a client on, up to its next stretch: who sent it, and about when. */
export interface Stretch {
  readonly clock: number
  /** Milliseconds since 1970, by the server's clock: when the first of it became durable. */
  readonly at: number
  readonly person: PersonId
  /** It came back from a device of `person` when nobody could verify any more who wrote it. */
  readonly unverified: boolean
}

/** What one person writes without a longer break than this is one stretch: milliseconds. */
const TOGETHER = 5 * 60_000

/**
 * Who sent what, and when, for all that a space's clients ever wrote: what "who wrote this" is answered from. Told in the
 * order of the log, so that replaying the log gives the same again.
 */
export class Stretches {
  readonly #clients = new Map<number, Stretch[]>()

  wrote(ranges: readonly Range[], person: PersonId, at: number, unverified: boolean): void {
    for (const { client, clock } of ranges) {
      const all = this.#clients.get(client) ?? []
      const last = all.at(-1)
      if (last && last.person === person && last.unverified === unverified && at - last.at < TOGETHER)
        continue
      // What was lost comes back before what is there: then nobody knows where it ends.
      if (last && clock < last.clock) continue
      all.push({ clock, at, person, unverified })
      this.#clients.set(client, all)
    }
  }

  /** As a snapshot holds them. */
  restore(client: number, stretches: readonly Stretch[]): void {
    this.#clients.set(client, [...stretches])
  }

  of(client: number): readonly Stretch[] {
    return this.#clients.get(client) ?? []
  }

  all(): ReadonlyMap<number, readonly Stretch[]> {
    return this.#clients
  }
}
