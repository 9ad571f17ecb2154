import type { PersonId, SpaceId } from '@weft/space'

/** Who holds how many connections. What a whole space or the whole server may hold is counted by the rooms. */
export class Tally {
  readonly #held = new Map<PersonId, Map<SpaceId, number>>()
  #total = 0

  get total(): number {
    return this.#total
  }

  held(person: PersonId, space: SpaceId): number {
    return this.#held.get(person)?.get(space) ?? 0
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
      // Somebody may have come in anew since the last one left.
      if (spaces.size === 0 && this.#held.get(person) === spaces) this.#held.delete(person)
    }
  }
}
