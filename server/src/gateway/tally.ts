import type { PersonId, SpaceId } from '@weft/space'

export interface Quota {
  /** Connections to this server. */
  readonly connections: number
  /** Spaces one person may have open at once. */
  readonly openSpaces: number
  /** Connections of one person to one space. */
  readonly personConnections: number
}

/** Who holds how many connections. Decides before a document is touched; the room has a limit of its own. */
export class Tally {
  readonly #quota: Quota
  readonly #held = new Map<PersonId, Map<SpaceId, number>>()
  #total = 0

  constructor(quota: Quota) {
    this.#quota = quota
  }

  get total(): number {
    return this.#total
  }

  /** Why one more connection is too many, for its user; null when it may come in. */
  objection(person: PersonId, space: SpaceId): string | null {
    const spaces = this.#held.get(person)
    const here = spaces?.get(space) ?? 0
    if (this.#total >= this.#quota.connections) return 'this server is full'
    if (here >= this.#quota.personConnections) return 'too many connections of yours to this space'
    if (here === 0 && (spaces?.size ?? 0) >= this.#quota.openSpaces) return 'too many spaces open at once'
    return null
  }

  /** Counts one connection in; the result counts it out, once. */
  enter(person: PersonId, space: SpaceId): () => void {
    const spaces = this.#held.get(person) ?? new Map<SpaceId, number>()
    this.#held.set(person, spaces)
    spaces.set(space, (spaces.get(space) ?? 0) + 1)
    this.#total++
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      this.#total--
      const left = (spaces.get(space) ?? 1) - 1
      if (left > 0) spaces.set(space, left)
      else spaces.delete(space)
      if (spaces.size === 0) this.#held.delete(person)
    }
  }
}
