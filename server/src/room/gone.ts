import * as Y from 'yjs'

/** What takes longer to look through is remembered. */
const LONG = 256

/** Clocks of a client without gaps: from `clock` up to `end`, without that. */
interface Stretch {
  readonly clock: number
  readonly end: number
}

/**
 * What of a document is deleted. What is, stays so; and whoever comes says again what everybody deleted, in a few bytes that may stand for
 * very many structs. So what a long look found is remembered.
 */
export class Gone {
  readonly #doc: Y.Doc
  /** Per client in the order of clocks; they don't touch. */
  readonly #known = new Map<number, Stretch[]>()
  #looks = 0

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** How much was looked at, so far. */
  get looks(): number {
    return this.#looks
  }

  /** Whether all of a range of a client's structs is here and deleted. */
  holds(client: number, clock: number, length: number): boolean {
    const { store } = this.#doc
    const end = clock + length
    if (end > Y.getState(store, client)) return false
    const structs = store.clients.get(client) ?? []
    const known = this.#known.get(client) ?? []
    const before = this.#looks
    let nth = firstBehind(known, clock)
    let i = -1
    let at = clock
    while (at < end) {
      this.#looks++
      const stretch = known[nth]
      if (stretch !== undefined && stretch.clock <= at) {
        at = stretch.end
        nth++
        i = -1
        continue
      }
      if (i < 0) i = Y.findIndexSS(structs, at)
      const struct = structs[i++]
      if (struct === undefined || !struct.deleted) break
      at = struct.id.clock + struct.length
    }
    if (this.#looks - before >= LONG) this.#remember(client, { clock, end: at })
    return at >= end
  }

  #remember(client: number, { clock, end }: Stretch): void {
    const known = this.#known.get(client) ?? []
    this.#known.set(client, known)
    const from = firstBehind(known, clock - 1)
    let to = from
    while ((known[to]?.clock ?? Number.POSITIVE_INFINITY) <= end) to++
    const whole = {
      clock: Math.min(clock, known[from]?.clock ?? clock),
      end: Math.max(end, known[to - 1]?.end ?? end),
    }
    known.splice(from, to - from, whole)
  }
}

/** The first stretch that ends behind a clock. */
function firstBehind(stretches: readonly Stretch[], clock: number): number {
  let low = 0
  let high = stretches.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((stretches[middle]?.end ?? 0) > clock) high = middle
    else low = middle + 1
  }
  return low
}
