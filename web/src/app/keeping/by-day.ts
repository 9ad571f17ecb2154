/** Consecutive things under the heading of their day, in the order in which they came. */
export function byDay<T extends { readonly at: number }>(
  things: readonly T[],
  dayOf: (at: number) => string,
): readonly { readonly day: string; readonly entries: readonly T[] }[] {
  const days: { day: string; entries: T[] }[] = []
  for (const thing of things) {
    const day = dayOf(thing.at)
    const known = days.find((one) => one.day === day)
    if (known === undefined) days.push({ day, entries: [thing] })
    else known.entries.push(thing)
  }
  return days
}
