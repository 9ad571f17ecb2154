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

  enter(person: PersonId, space: SpaceId): void {
    const spaces = this.#held.get(person) ?? new Map<SpaceId, number>()
    this.#held.set(person, spaces)
    spaces.set(space, (spaces.get(space) ?? 0) + 1)
    this.#total++
  }

  /** One that came in has left. */
  leave(person: PersonId, space: SpaceId): void {
    const spaces = this.#held.get(person)
    const count = spaces?.get(space)
    if (spaces === undefined || count === undefined) return
    this.#total--
    if (count > 1) spaces.set(space, count - 1)
    else spaces.delete(space)
    if (spaces.size === 0) this.#held.delete(person)
  }
}
