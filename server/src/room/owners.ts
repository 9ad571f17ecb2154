import type { PersonId } from '@weft/space'
import type { LogEntry, Ownership } from '../log/record.ts'

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
    for (const client of clients) if (this.#claim(client, person)) fresh.push(client)
    return fresh
  }

  /** What a record says of them. */
  record({ owners, parts }: LogEntry): void {
    for (const [client, person] of owners) this.#claim(client, person)
    for (const { person, ranges, unverified } of parts) {
      // The record that named an owner may be among the lost ones; who wrote on is the same person.
      if (!unverified) for (const { client } of ranges) this.#claim(client, person)
    }
  }

  #claim(client: number, person: PersonId): boolean {
    if (this.#people.has(client)) return false
    this.#people.set(client, person)
    return true
  }

  clients(): Iterable<number> {
    return this.#people.keys()
  }

  all(): Ownership[] {
    return [...this.#people]
  }

  /** Everybody who ever wrote here. */
  people(): Set<PersonId> {
    return new Set(this.#people.values())
  }
}
