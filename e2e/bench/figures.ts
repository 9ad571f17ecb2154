/** A number, or why there is none. */
export type Figure = number | { readonly none: string }
/** What a workload found out about one server, by column; a column that doesn't apply to it is left out, or NaN. */
export type Figures = Readonly<Record<string, Figure>>

/** `better`: null for what is neither, such as how much was written. */
export interface Column {
  readonly name: string
  readonly better: 'lower' | 'higher' | null
}
export const lower = (name: string): Column => ({ name, better: 'lower' })
export const plain = (name: string): Column => ({ name, better: null })

/**
 * How many times better Weft's figure is than the best of its peers': 2 is twice as good, 0.5 half as good, Infinity where
 * Weft has none of what is bad. Null where there is nothing to compare, also because a difference drowned in noise (below 0).
 */
export function timesBetter(
  better: Column['better'],
  weft: Figure | undefined,
  peers: readonly (Figure | undefined)[],
): number | null {
  const known = peers.filter((figure) => typeof figure === 'number').filter(Number.isFinite)
  if (better === null || known.length === 0 || typeof weft !== 'number' || !Number.isFinite(weft)) return null
  const [over, under] = better === 'lower' ? [Math.min(...known), weft] : [weft, Math.max(...known)]
  if (over < 0 || under < 0) return null
  return over === under ? 1 : over / under
}
