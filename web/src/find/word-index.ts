import type { SpaceId } from '@weft/space'
import MiniSearch, { type SearchResult } from 'minisearch'
import type { Hit, MessageHit, MessageWords, NoteHit, NoteWords, Spot, Words } from './contract.ts'
import { type How, messagePassage, passageOf, rangesIn } from './passage.ts'
import { folded, isDense, type Query, wordsOf } from './words.ts'

/**
 * How something was found, best first: by the words of its title, by whole words, by how words begin, letter by letter, and
 * last by words that only resemble it.
 */
export const TIERS = ['title', 'exact', 'prefix', 'literal', 'fuzzy'] as const
export type Tier = (typeof TIERS)[number]

/** Something that was found, without the words around it: those are read only for what is shown. */
export interface Candidate {
  readonly tier: Tier
  /** Ms since 1970; 0 when that isn't known. */
  readonly at: number
  readonly words: Words
  readonly space: SpaceId
  readonly query: Query
  /** Its words that fit; none when it was found letter by letter. */
  readonly terms: readonly string[]
}

interface Kept {
  words: Words
  /** The telling in which it was last told. */
  telling: number
  /** Folded, once it was looked through letter by letter. */
  plain: string | null
}

/** Letters that a word of so many may differ in: a slip of the finger, not another word. */
const slips = (term: string): number | false =>
  isDense(term) || /\p{N}/u.test(term) || term.length < 4 ? false : term.length < 6 ? 1 : 2
const LONG_ENOUGH = 3

/**
 * The words of one space. It is told of everything once, then of what changes: a message or a note that is told again as it
 * was costs a comparison.
 */
export class WordIndex {
  readonly #space: SpaceId
  readonly #kept = new Map<string, Kept>()
  readonly #search = new MiniSearch<Words>({
    idField: 'id',
    fields: ['title', 'text'],
    extractField: (words, field) => {
      if (field === 'id') return words.id
      if (words.kind === 'message') return field === 'text' ? words.text : ''
      return field === 'title' ? words.title : words.blocks.join('\n')
    },
    tokenize: (text) => Array.from(wordsOf(text), ({ term }) => term),
    processTerm: (term) => term,
  })
  #telling = 0
  /** How often something was taken into the index: the work that was done. */
  indexed = 0

  constructor(space: SpaceId) {
    this.#space = space
  }

  get size(): number {
    return this.#kept.size
  }

  /** Everything will be told from the beginning. Until it is, nothing is found that wasn't told anew. */
  begin(): void {
    this.#telling++
  }
  /** Everything was told since `begin`: what wasn't is gone. */
  whole(): void {
    for (const [id, { telling }] of this.#kept) if (telling !== this.#telling) this.drop(id)
  }

  put(words: Words): void {
    const kept = this.#kept.get(words.id)
    if (kept !== undefined && same(kept.words, words)) {
      kept.telling = this.#telling
      kept.words = words
      return
    }
    if (kept !== undefined) this.#search.discard(words.id)
    this.#search.add(words)
    this.#kept.set(words.id, { words, telling: this.#telling, plain: null })
    this.indexed++
  }

  drop(id: string): void {
    if (this.#kept.delete(id)) this.#search.discard(id)
  }

  /** All that holds every word of the query, or the beginning of such a word. Not in any order. */
  byWords(query: Query): Candidate[] {
    return this.#candidates(query, false)
  }

  /** … or words that resemble them. */
  bySlips(query: Query): Candidate[] {
    return this.#candidates(query, true)
  }

  /** All that holds the query letter by letter, but these: also within a word, and its signs. */
  byLetters(query: Query, but: ReadonlySet<Words>): Candidate[] {
    if (query.literal.length < LONG_ENOUGH && query.terms.length > 0) return []
    const found: Candidate[] = []
    for (const kept of this.#kept.values()) {
      const { words, telling } = kept
      if (telling !== this.#telling || but.has(words)) continue
      kept.plain ??= folded(textOf(words))
      if (kept.plain.includes(query.literal))
        found.push({ tier: 'literal', at: words.at ?? 0, words, space: this.#space, query, terms: [] })
    }
    return found
  }

  #candidates(query: Query, slipping: boolean): Candidate[] {
    const found: Candidate[] = []
    for (const { id, match } of this.#results(query, slipping)) {
      const kept = this.#kept.get(String(id))
      if (kept === undefined || kept.telling !== this.#telling) continue
      const { words } = kept
      const terms = Object.keys(match)
      const tier = slipping ? 'fuzzy' : tierOf(query.terms, match, terms)
      found.push({ tier, at: words.at ?? 0, words, space: this.#space, query, terms })
    }
    return found
  }

  #results(query: Query, slipping: boolean): SearchResult[] {
    if (query.terms.length === 0) return []
    return this.#search.search(query.terms.join(' '), {
      tokenize: () => [...query.terms],
      combineWith: 'AND',
      // A single letter fits too much, unless it is what is being typed.
      prefix: (term, i, terms) => Array.from(term).length > 1 || i === terms.length - 1,
      fuzzy: slipping ? slips : false,
    })
  }
}

function tierOf(terms: readonly string[], match: SearchResult['match'], found: readonly string[]): Tier {
  const inTitle = (term: string): boolean =>
    found.some((word) => word.startsWith(term) && match[word]?.includes('title'))
  if (terms.every(inTitle)) return 'title'
  return terms.every((term) => match[term] !== undefined) ? 'exact' : 'prefix'
}

/** Whether both would be found by the same words; what is shown beside them may differ. */
function same(a: Words, b: Words): boolean {
  if (a.kind === 'message') return b.kind === 'message' && a.text === b.text
  if (b.kind === 'message' || a.title !== b.title || a.blocks.length !== b.blocks.length) return false
  return a.blocks.every((block, i) => block === b.blocks[i])
}

const textOf = (words: Words): string =>
  words.kind === 'message' ? words.text : `${words.title}\n${words.blocks.join('\n')}`

/** Better kinds of finding first; then what is newer. */
export const byRank = (a: Candidate, b: Candidate): number =>
  TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || b.at - a.at

/** A candidate as it is shown. */
export function hitOf(candidate: Candidate): Hit {
  const { words } = candidate
  return words.kind === 'message' ? messageHit(candidate, words) : noteHit(candidate, words)
}

const howOf = ({ query, terms }: Candidate): How => ({ query, terms: new Set(terms) })

function messageHit(candidate: Candidate, { kind, id, by, at, text }: MessageWords): MessageHit {
  return { kind, space: candidate.space, id, by, at, passage: messagePassage(text, howOf(candidate)) }
}

function noteHit(candidate: Candidate, { kind, id, title, icon, archived, blocks }: NoteWords): NoteHit {
  const how = howOf(candidate)
  const spot = spotIn(blocks, how)
  return {
    kind,
    space: candidate.space,
    id,
    title: passageOf(title, how),
    icon,
    archived,
    passage: spot === null ? [] : passageOf(spot.text, how),
    spot,
  }
}

/** The first of the blocks that hold most of what was looked for. */
function spotIn(blocks: readonly string[], how: How): Spot | null {
  const all = Math.max(1, how.terms.size === 0 ? 1 : how.query.terms.length)
  let spot: Spot | null = null
  let most = 0
  for (const [block, text] of blocks.entries()) {
    const held = new Set(rangesIn(text, how).map(({ term }) => term)).size
    if (held <= most) continue
    most = held
    spot = { block, text }
    if (held >= all) break
  }
  return spot
}
