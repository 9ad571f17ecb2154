import type { PersonId } from '@weft/space'
import type { ApiAuthor } from '@weft/space/api'
import type { Piece } from './pieces.ts'

/** One who wrote some of it. */
export interface Credit {
  /** Null: nobody knows. */
  readonly person: PersonId | null
  /**
   * `verified`: the server saw to it that nobody else could have. `returned`: brought back from a device of `person` after
   * the server had lost it. `unsaved`: the server doesn't have it yet.
   */
  readonly kind: 'verified' | 'returned' | 'unsaved'
  /** Ms since 1970, by the server's clock: from the first to the last of it. Null where the server didn't keep that. */
  readonly time: { readonly from: number; readonly to: number } | null
  /** How much of it, in characters. */
  readonly length: number
}

interface Own {
  readonly client: number
  readonly person: PersonId
}

/** Who wrote these pieces, by what the server says; who wrote most of it first. `own`: this page's client id. */
export function creditsOf(pieces: readonly Piece[], authors: readonly ApiAuthor[], own: Own): Credit[] {
  const known = new Map(authors.map((author) => [author.client, author]))
  const credits = new Map<string, Credit>()
  const add = (credit: Credit): void => {
    const key = `${credit.kind} ${credit.person}`
    const before = credits.get(key)
    credits.set(key, before === undefined ? credit : together(before, credit))
  }
  for (const { client, clock, length } of pieces) {
    const author = known.get(client)
    const end = clock + length
    const saved = Math.min(end, Math.max(clock, author?.end ?? 0))
    if (author !== undefined && saved > clock) creditPiece(author, clock, saved, add)
    if (saved === end) continue
    const person = client === own.client ? own.person : (author?.person ?? null)
    add({ person, kind: 'unsaved', time: null, length: end - saved })
  }
  return [...credits.values()].sort((a, b) => b.length - a.length)
}

function creditPiece(
  { person, stretches }: ApiAuthor,
  start: number,
  end: number,
  add: (credit: Credit) => void,
): void {
  const first = stretches[0]?.clock ?? end
  if (start < first) add({ person, kind: 'verified', time: null, length: Math.min(first, end) - start })
  stretches.forEach(({ clock, at, by, verified }, index) => {
    const from = Math.max(start, clock)
    const to = Math.min(end, stretches[index + 1]?.clock ?? end)
    if (from >= to) return
    const time = { from: at, to: at }
    add({ person: by, kind: verified ? 'verified' : 'returned', time, length: to - from })
  })
}

function together(a: Credit, b: Credit): Credit {
  const length = a.length + b.length
  if (a.time === null || b.time === null) return { ...a, time: a.time ?? b.time, length }
  const time = { from: Math.min(a.time.from, b.time.from), to: Math.max(a.time.to, b.time.to) }
  return { ...a, time, length }
}

/** At most so many client ids are asked about at once; of a longer selection, those who wrote most of it. */
const MOST = 500

/** The client ids to ask about, in ascending order. */
export function clientsOf(pieces: readonly Piece[]): number[] {
  const lengths = new Map<number, number>()
  for (const { client, length } of pieces) lengths.set(client, (lengths.get(client) ?? 0) + length)
  const most = [...lengths].sort((a, b) => b[1] - a[1]).slice(0, MOST)
  return most.map(([client]) => client).sort((a, b) => a - b)
}
