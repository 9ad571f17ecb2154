import type { PersonId } from '@weft/space'
import type { Ownership } from '../log/record.ts'

/**
 * Whose each Yjs client id is: the first accepted writer's, for good. An id counts from the moment its first update is
 * accepted, before that is durable, so that two people can't both be first; it is written with that update.
 */
export class Owners {
  readonly #people = new Map<number, PersonId>()

  of(client: number): PersonId | null {
    return this.#people.get(client) ?? null
  }

  /** @returns the ids among `clients` that were nobody's. */
  claim(clients: Iterable<number>, person: PersonId): number[] {
    const fresh: number[] = []
    for (const client of clients) {
      if (this.#people.has(client)) continue
      this.#people.set(client, person)
      fresh.push(client)
    }
    return fresh
  }

  all(): Ownership[] {
    return [...this.#people]
  }

  /** Everybody who ever wrote here. */
  people(): Set<PersonId> {
    return new Set(this.#people.values())
  }
}
