import { isIPv6 } from 'node:net'

/** `perSecond` steadily, `burst` at once; 0 in either for no limit. */
export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

/** So many are remembered; above it the one longest unseen is forgotten, and starts afresh. */
const REMEMBERED = 10_000

/**
 * A token bucket for each address (its `network`) or person. `take` answers 0 when it may happen now, else in how many
 * seconds to come back.
 */
export function rateEach(rate: Rate): { take(whose: string, now: number): number } {
  const buckets = new Map<string, { level: number; at: number }>()
  return {
    take(whose, now) {
      if (rate.perSecond === 0 || rate.burst === 0) return 0
      const known = buckets.get(whose)
      const level =
        known === undefined
          ? rate.burst
          : Math.min(rate.burst, known.level + (Math.max(0, now - known.at) / 1000) * rate.perSecond)
      buckets.delete(whose)
      buckets.set(whose, { level: level >= 1 ? level - 1 : level, at: now })
      if (buckets.size > REMEMBERED) {
        const oldest = buckets.keys().next()
        if (!oldest.done) buckets.delete(oldest.value)
      }
      return level >= 1 ? 0 : Math.ceil((1 - level) / rate.perSecond)
    },
  }
}

/** What counts as one address: an IPv4 one as it is (also inside IPv6), the /64 that an IPv6 network hands out. */
export function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  if (!isIPv6(address)) return address
  const [head = '', tail] = (address.split('%')[0] ?? '').split('::')
  const groups = head === '' ? [] : head.split(':')
  if (tail !== undefined) {
    const rest = tail === '' ? [] : tail.split(':')
    while (groups.length + rest.length < 8) groups.push('0')
    groups.push(...rest)
  }
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ''))
    .join(':')
}
