/**
 * Places in a list that two people may rearrange at once: texts that sort by their characters, with room between any two.
 * Read each as a fraction in base 62 ("V" is about one half). None ends in "0", or nothing would fit before it.
 */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const FORM = /^[0-9A-Za-z]{0,199}[1-9A-Za-z]$/

export const isOrder = (value: unknown): value is string => typeof value === 'string' && FORM.test(value)

/** A place after `low` ('' for the start) and before `high` (null for the end). `low` must sort before `high`. */
export function orderBetween(low: string, high: string | null): string {
  if (high === null) return after(low)
  let same = 0
  while ((low[same] ?? '0') === high[same]) same++
  if (same > 0) return high.slice(0, same) + orderBetween(low.slice(same), high.slice(same))
  const from = digit(low[0])
  const to = digit(high[0])
  if (to - from > 1) return at((from + to) >> 1)
  return high.length > 1 ? at(to) : at(from) + after(low.slice(1))
}

/** Lists mostly grow at the end: so a step there is small, and a digit more is needed only every 61 steps. */
function after(low: string): string {
  if (low === '') return 'V'
  const last = digit(low.at(-1))
  return last < DIGITS.length - 1 ? low.slice(0, -1) + at(last + 1) : `${low}1`
}

const at = (value: number): string => DIGITS.charAt(value)
const digit = (character: string | undefined): number =>
  character === undefined ? 0 : DIGITS.indexOf(character)
