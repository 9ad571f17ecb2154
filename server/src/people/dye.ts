import { DYES, type Dye } from '@weft/space'

/** The dye that fewest people wear; of equals, the one that stands first. */
export function leastUsedDye(worn: Iterable<Dye>): Dye {
  const counts = new Map<Dye, number>(DYES.map((dye) => [dye, 0]))
  for (const dye of worn) counts.set(dye, (counts.get(dye) ?? 0) + 1)
  let best: Dye = DYES[0]
  for (const dye of DYES) if ((counts.get(dye) ?? 0) < (counts.get(best) ?? 0)) best = dye
  return best
}
