import type { PersonId } from '@weft/space'
import type { DurableDocument } from './document.ts'
import type { Owners } from './owners.ts'
import type { Stretch, Stretches } from './stretches.ts'

/** Which authors are asked for: some by their client ids, or a page of all, after a client id. */
export type AuthorsWanted =
  | { readonly clients: readonly number[] }
  /** `most`: client ids a page; default 500. */
  | { readonly after: number; readonly most?: number }

export interface Author {
  /** A Yjs client id. */
  readonly client: number
  /** Whose it is. Null: only brought back by others, after records were lost. */
  readonly person: PersonId | null
  /** The first clock that isn't on the disk. */
  readonly end: number
  /** From each clock on, up to the next. Empty for what was written before the server kept this. */
  readonly stretches: readonly {
    readonly clock: number
    readonly at: number
    /** Who sent it. */
    readonly by: PersonId
    /** False: it came back from a device of `by`; who wrote it nobody can verify. */
    readonly verified: boolean
  }[]
}
export interface AuthorsPage {
  readonly authors: readonly Author[]
  /** Ask again after this client id; null when that was all. */
  readonly next: number | null
}

const CLIENTS = 500
/** A page ends earlier when it holds so many stretches. */
const STRETCHES = 10_000

interface Recorded {
  readonly document: Pick<DurableDocument, 'clock'>
  readonly owners: Owners
  readonly stretches: Stretches
}

/** What the server knows of who wrote what, by client ids in ascending order. */
export function authorsOf(recorded: Recorded, wanted: AuthorsWanted): AuthorsPage {
  const { document, owners, stretches } = recorded
  const most = 'after' in wanted ? (wanted.most ?? CLIENTS) : CLIENTS
  // One more than fits, which says whether that was all.
  const clients =
    'after' in wanted
      ? smallest(clientsAfter(recorded, wanted.after), most + 1)
      : smallest(knownOf(recorded, new Set(wanted.clients)), most + 1)
  const authors: Author[] = []
  let told = 0
  for (const client of clients) {
    if (authors.length >= most || told >= STRETCHES) return { authors, next: authors.at(-1)?.client ?? null }
    const list = stretches.of(client).map(toldOf)
    told += list.length
    authors.push({ client, person: owners.of(client), end: document.clock(client), stretches: list })
  }
  return { authors, next: null }
}

const isKnown = ({ owners, stretches }: Recorded, client: number): boolean =>
  owners.of(client) !== null || stretches.of(client).length > 0

function* knownOf(recorded: Recorded, asked: Iterable<number>): Generator<number> {
  for (const client of asked) if (isKnown(recorded, client)) yield client
}

function* clientsAfter({ owners, stretches }: Recorded, after: number): Generator<number> {
  for (const client of owners.clients()) if (client > after) yield client
  for (const client of stretches.all().keys()) if (client > after && owners.of(client) === null) yield client
}

/**
 * The `most` smallest, in order. A space may have a hundred thousand client ids, and each page passes over all of them: what
 * can't be on it is left out as it comes, instead of sorting all for each.
 */
function smallest(ids: Iterable<number>, most: number): number[] {
  let kept: number[] = []
  let limit = Number.POSITIVE_INFINITY
  const trim = () => {
    kept.sort((a, b) => a - b)
    kept = kept.slice(0, most)
    if (kept.length === most) limit = kept.at(-1) ?? limit
  }
  for (const id of ids) {
    if (id >= limit) continue
    kept.push(id)
    if (kept.length >= 2 * most) trim()
  }
  trim()
  return kept
}

const toldOf = ({ clock, at, person, unverified }: Stretch): Author['stretches'][number] => ({
  clock,
  // Whole seconds, as a snapshot keeps them: the same answer before and after one.
  at: Math.floor(at / 1000) * 1000,
  by: person,
  verified: !unverified,
})
