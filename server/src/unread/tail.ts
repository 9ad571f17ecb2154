import type { Seq } from '@weft/persistence'
import { isPersonId, MOST_NEW, type PersonId, type Reach, type Unread } from '@weft/space'
import { z } from 'zod'
import type { Arrivals, Arrived } from './arrivals.ts'

const uint = z.number().int().nonnegative()
/** As it stands on disk, under the space's id. People are named once; then come numbers, in fours and in pairs. */
export const tailRecord = z.object({
  through: uint,
  last: uint,
  cut: uint,
  people: z.array(z.custom<PersonId>(isPersonId)),
  /** n, client, clock, place in `people`. */
  list: z.array(uint),
  /** Place in `people`, n. */
  seen: z.array(uint),
})
export type TailRecord = z.infer<typeof tailRecord>

/** `n`: the place of a message among all that ever came to its space, from 1. */
interface Placed extends Arrived {
  readonly n: number
}

/**
 * The newest messages of a space in the order in which they came to this server, and up to which of them each person has seen
 * all. That order isn't the conversation's: what was written offline long ago stands far up in it, and is the newest here (G9).
 */
export class Tail {
  /** The last record that was counted; null before the first. */
  #through: Seq | null
  #last: number
  /** The newest of those that aren't kept one by one any more. */
  #cut: number
  #list: Placed[]
  readonly #seen: Map<PersonId, number>

  constructor(record: TailRecord | null = null) {
    this.#through = record?.through ?? null
    this.#last = record?.last ?? 0
    this.#cut = record?.cut ?? 0
    this.#list = record === null ? [] : placedOf(record)
    this.#seen = record === null ? new Map() : seenOf(record)
  }

  get through(): Seq | null {
    return this.#through
  }

  /** Of a space that is new: its log is counted from its first record. */
  begin(): void {
    this.#through ??= 0
  }

  /** @returns whether messages came, and whether some that were kept are gone. */
  take(seq: Seq, { messages, deletes }: Arrivals): { readonly came: boolean; readonly went: boolean } {
    if (this.#through !== null && seq <= this.#through) return { came: false, went: false }
    this.#through = seq
    const before = this.#list.length
    this.#list = this.#list.filter(({ client, clock }) => !deletes(client, clock))
    const went = this.#list.length < before
    for (const { client, clock, by } of messages)
      if (!deletes(client, clock)) this.#list.push({ n: ++this.#last, client, clock, by })
    while (this.#list.length > MOST_NEW) this.#cut = this.#list.shift()?.n ?? this.#cut
    return { came: messages.length > 0, went }
  }

  /** What this person hasn't seen; null for nothing. */
  unread(person: PersonId): Unread | null {
    const seen = this.#seen.get(person) ?? 0
    const runs: [number, number, number][] = []
    for (const { n, client, clock, by } of this.#list) {
      if (n <= seen || by === person) continue
      const run = runs.at(-1)
      if (run?.[0] === client && run[1] + run[2] === clock) run[2]++
      else runs.push([client, clock, 1])
    }
    if (runs.length === 0) return null
    return { runs, ...(this.#cut > seen ? { more: true as const } : {}) }
  }

  /**
   * Somebody has seen what `reach` covers. They have seen all up to the first that it doesn't; a page shows no message before all
   * that came to the server earlier, so what isn't kept one by one any more is seen with the first that is.
   * @returns whether that is more than was known.
   */
  saw(person: PersonId, reach: Reach): boolean {
    const seen = this.#seen.get(person) ?? 0
    let n = seen
    for (const one of this.#list) {
      if (one.n <= seen) continue
      if (one.by !== person && one.clock >= (reach.get(one.client) ?? 0)) break
      n = one.n
    }
    if (n === seen) return false
    this.#seen.set(person, n)
    return true
  }

  /** Forgets how far those had seen who don't belong any more. */
  keepOnly(belongs: (person: PersonId) => boolean): void {
    for (const person of this.#seen.keys()) if (!belongs(person)) this.#seen.delete(person)
  }

  /** Null as long as nothing came. */
  record(): TailRecord | null {
    if (this.#through === null) return null
    const people = [...new Set([...this.#list.map(({ by }) => by), ...this.#seen.keys()])]
    const places = new Map(people.map((person, place) => [person, place]))
    const place = (person: PersonId): number => places.get(person) ?? 0
    return {
      through: this.#through,
      last: this.#last,
      cut: this.#cut,
      people,
      list: this.#list.flatMap(({ n, client, clock, by }) => [n, client, clock, place(by)]),
      seen: [...this.#seen].flatMap(([person, n]) => [place(person), n]),
    }
  }
}

function placedOf({ list, people }: TailRecord): Placed[] {
  const placed: Placed[] = []
  for (let i = 0; i + 3 < list.length; i += 4) {
    const [n = 0, client = 0, clock = 0, place = 0] = list.slice(i, i + 4)
    const by = people[place]
    if (by !== undefined) placed.push({ n, client, clock, by })
  }
  return placed
}

function seenOf({ seen, people }: TailRecord): Map<PersonId, number> {
  const known = new Map<PersonId, number>()
  for (let i = 0; i + 1 < seen.length; i += 2) {
    const person = people[seen[i] ?? 0]
    if (person !== undefined) known.set(person, seen[i + 1] ?? 0)
  }
  return known
}
