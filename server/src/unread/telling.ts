import type { PersonId, Runtime, SpaceId } from '@weft/space'

/**
 * Whoever looks at a conversation says so within a second of each message: what is told later than that, nobody who sees it
 * come is told at all, nor do their other devices flicker. Milliseconds.
 */
const ARRIVED = 1_200
/** What was seen here is gone from the other devices; a few at once are one. Milliseconds. */
const LOOKED = 100

interface Telling {
  /** Messages came, or some are gone (`went`): then those must be told too for whom nothing is left. */
  arrived(space: SpaceId, went: boolean): void
  looked(space: SpaceId, person: PersonId): void
  rest(): void
}

/** When who is told that something is unread, or isn't any more: at most once in a while, however much is written. */
export function createTelling(
  runtime: Runtime,
  {
    readers,
    tell,
  }: {
    readonly readers: (space: SpaceId) => readonly PersonId[]
    /** `nothing`: also when they have seen all. */
    readonly tell: (person: PersonId, space: SpaceId, also: { readonly nothing: boolean }) => void
  },
): Telling {
  const thinned = new Set<SpaceId>()
  const news = batch<SpaceId>(runtime, ARRIVED, (spaces) => {
    for (const space of spaces) {
      const also = { nothing: thinned.delete(space) }
      // Who may read it is asked now: somebody whose role was taken away meanwhile isn't told anything.
      for (const person of readers(space)) tell(person, space, also)
    }
  })
  const looks = batch<`${SpaceId}/${PersonId}`>(runtime, LOOKED, (pairs) => {
    for (const pair of pairs) {
      const [space, person] = pair.split('/') as [SpaceId, PersonId]
      if (readers(space).includes(person)) tell(person, space, { nothing: true })
    }
  })
  return {
    arrived(space, went) {
      if (went) thinned.add(space)
      news.add(space)
    },
    looked: (space, person) => looks.add(`${space}/${person}`),
    rest() {
      news.rest()
      looks.rest()
    },
  }
}

/** Gathers for a while from the first on, then hands over what came, each once. */
function batch<T>(runtime: Runtime, ms: number, done: (all: ReadonlySet<T>) => void) {
  let all = new Set<T>()
  let cancel: (() => void) | null = null
  return {
    add(one: T): void {
      all.add(one)
      cancel ??= runtime.timer(ms, () => {
        const gathered = all
        all = new Set()
        cancel = null
        done(gathered)
      })
    },
    rest: () => cancel?.(),
  }
}
