/** A number in [0, 1), by a seed. */
export type Chance = () => number

/** A whole number in [0, below). */
export const upTo = (chance: Chance, below: number): number => Math.floor(chance() * below)

/** @throws {RangeError} when there is nothing to pick. */
export function pick<T>(chance: Chance, list: readonly T[]): T {
  const one = list[upTo(chance, list.length)]
  if (one === undefined) throw new RangeError('nothing to pick')
  return one
}
