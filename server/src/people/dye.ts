import { DYES, type Dye, type SpaceId } from '@weft/space'
import type { Book } from './book.ts'

/** The dye that fewest people wear among those who are `near`, and then among all; of equals, the one that stands first. */
export function leastUsedDye(all: readonly Dye[], near: readonly Dye[] = []): Dye {
  const count = (worn: readonly Dye[], dye: Dye): number => worn.filter((one) => one === dye).length
  let best: Dye = DYES[0]
  for (const dye of DYES) {
    const closer = count(near, dye) - count(near, best)
    if (closer < 0 || (closer === 0 && count(all, dye) < count(all, best))) best = dye
  }
  return best
}

/** Which dye tells somebody new apart from those whom they meet in `space`, or on the server. */
export function nextDye(book: Book, space: SpaceId | null): Dye {
  const worn = (people: Iterable<string>): Dye[] =>
    [...people].flatMap((id) => {
      const person = book.get('person', id)
      // Programs don't use up the colours that people are told apart by.
      return person === undefined || person.program ? [] : [person.dye]
    })
  return leastUsedDye(worn(book.all('person').keys()), space === null ? [] : worn(book.rolesIn(space).keys()))
}
