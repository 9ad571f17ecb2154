import type { PersonId, Runtime, SpaceId } from '@weft/space'
import type {
  Answer,
  FromWorker,
  Hit,
  Hits,
  MessageHit,
  NoteHit,
  Question,
  ToWorker,
  Words,
} from './contract.ts'
import { byRank, type Candidate, hitOf, WordIndex } from './word-index.ts'
import { type Query, queryOf } from './words.ts'

/** This device's copies of spaces that the page hasn't open. */
export interface Copies {
  /** Changes whenever the copy does; null when there is none. */
  stamp(me: PersonId, space: SpaceId): Promise<string | null>
  /** Null when it has gone meanwhile. */
  read(me: PersonId, space: SpaceId): Promise<CopyWords | null>
}
export interface CopyWords {
  readonly words: readonly Words[]
  readonly names: ReadonlyMap<PersonId, string>
}

/** Characters that are taken into an index before whoever asks is heard: some 5 ms. One text is never divided. */
export const SLICE = 20_000
/** Ms between two answers to one question while there is more to be looked through. */
const AGAIN = 200

type Step =
  | { readonly kind: 'put'; readonly words: Words }
  | { readonly kind: 'drop'; readonly id: string }
  | { readonly kind: 'whole' }

/** The words of one space. */
interface Shelf {
  readonly index: WordIndex
  /** The page tells of it; otherwise it is read from this device's copy. */
  held: boolean
  /** Everything was told. */
  whole: boolean
  /** Of the copy, when it was last read; null before, and when the page told of it meanwhile. */
  stamp: string | null
  /** What is found in it may be shown: the page tells of it, or the copy is as it was when it was read. */
  sure: boolean
  names: ReadonlyMap<PersonId, string>
}

/**
 * All that can be found: the space on the screen, of which the page tells, and others as this device's copies have them. It
 * works in slices, so that a question waits for one slice at most, and answers again when there is more. Runs in a worker.
 */
export class Library {
  readonly #runtime: Pick<Runtime, 'timer'>
  readonly #copies: Copies
  readonly #tell: (message: FromWorker) => void
  readonly #shelves = new Map<SpaceId, Shelf>()
  #steps: { readonly space: SpaceId; readonly step: Step }[] = []
  /** Of `#steps`, those that were done. */
  #done = 0
  #working = false
  #question: Question | null = null
  #again: (() => void) | null = null
  /** The last call of `others`: an older one stops where it is. */
  #round = 0
  #waiting = 0
  #absent = 0

  constructor(runtime: Pick<Runtime, 'timer'>, copies: Copies, tell: (message: FromWorker) => void) {
    this.#runtime = runtime
    this.#copies = copies
    this.#tell = tell
  }

  /** How often something was taken into an index: the work that was done. */
  get indexed(): number {
    return [...this.#shelves.values()].reduce((sum, { index }) => sum + index.indexed, 0)
  }

  handle(message: ToWorker): void {
    switch (message.kind) {
      case 'begin': {
        const shelf = this.#shelf(message.space)
        Object.assign(shelf, { held: true, whole: false, sure: true, stamp: null })
        // What is still to be done for it came from its copy, or from an earlier telling.
        this.#forgetSteps(message.space)
        shelf.index.begin()
        break
      }
      case 'put':
        for (const words of message.words) this.#push(message.space, { kind: 'put', words })
        break
      case 'drop':
        for (const id of message.ids) this.#push(message.space, { kind: 'drop', id })
        break
      case 'whole':
        this.#push(message.space, { kind: 'whole' })
        break
      case 'leave': {
        const shelf = this.#shelves.get(message.space)
        if (shelf !== undefined) Object.assign(shelf, { held: false, sure: false, stamp: null })
        break
      }
      case 'others':
        this.#others(message.me, message.spaces).catch((error: unknown) => this.#trouble(error))
        break
      case 'ask':
        this.#question = message.question
        this.#answer()
    }
  }

  #shelf(space: SpaceId): Shelf {
    const shelf = this.#shelves.get(space) ?? {
      index: new WordIndex(space),
      held: false,
      whole: false,
      stamp: null,
      sure: false,
      names: new Map(),
    }
    this.#shelves.set(space, shelf)
    return shelf
  }

  #forgetSteps(space: SpaceId): void {
    this.#steps = this.#steps.slice(this.#done).filter((one) => one.space !== space)
    this.#done = 0
  }

  #push(space: SpaceId, step: Step): void {
    this.#steps.push({ space, step })
    if (this.#working) return
    this.#working = true
    this.#runtime.timer(0, () => this.#slice())
  }

  #slice(): void {
    let cost = 0
    while (cost < SLICE) {
      const next = this.#steps[this.#done++]
      if (next === undefined) break
      cost += this.#do(next.space, next.step)
    }
    if (this.#done < this.#steps.length) {
      this.#runtime.timer(0, () => this.#slice())
      this.#again ??= this.#runtime.timer(AGAIN, () => this.#answer())
    } else {
      this.#steps = []
      this.#done = 0
      this.#working = false
      this.#answer()
    }
  }

  /** @returns how many characters it was about. */
  #do(space: SpaceId, step: Step): number {
    const shelf = this.#shelves.get(space)
    if (shelf === undefined) return 0
    switch (step.kind) {
      case 'put':
        shelf.index.put(step.words)
        return lengthOf(step.words)
      case 'drop':
        shelf.index.drop(step.id)
        return 50
      case 'whole':
        shelf.index.whole()
        shelf.whole = true
        if (!shelf.held) shelf.sure = true
        return 50
    }
  }

  async #others(me: PersonId, spaces: readonly SpaceId[]): Promise<void> {
    const round = ++this.#round
    const wanted = new Set(spaces)
    for (const [space, shelf] of this.#shelves) {
      if (shelf.held) continue
      // Also a copy that was read may have changed since: words that were deleted there mustn't be found.
      shelf.sure = false
      if (!wanted.has(space)) this.#shelves.delete(space)
    }
    this.#waiting = spaces.length
    this.#absent = 0
    for (const space of spaces) {
      const there = await this.#other(me, space, round)
      if (this.#round !== round) return
      this.#waiting--
      if (!there) this.#absent++
      this.#again ??= this.#runtime.timer(AGAIN, () => this.#answer())
    }
    this.#answer()
  }

  /** @returns whether this device has a copy of it. */
  async #other(me: PersonId, space: SpaceId, round: number): Promise<boolean> {
    try {
      const stamp = await this.#copies.stamp(me, space)
      if (this.#round !== round || this.#shelves.get(space)?.held === true) return true
      if (stamp === null) {
        this.#shelves.delete(space)
        return false
      }
      const known = this.#shelves.get(space)
      if (known !== undefined && known.stamp === stamp) {
        known.sure = known.whole
        return true
      }
      const copy = await this.#copies.read(me, space)
      if (copy === null) return false
      const shelf = this.#shelf(space)
      if (this.#round !== round || shelf.held) return true
      Object.assign(shelf, { whole: false, stamp, names: copy.names })
      this.#forgetSteps(space)
      shelf.index.begin()
      for (const words of copy.words) this.#push(space, { kind: 'put', words })
      this.#push(space, { kind: 'whole' })
      return true
    } catch (error) {
      // One copy that can't be read doesn't keep the others away.
      this.#trouble(error)
      return false
    }
  }

  #trouble(error: unknown): void {
    this.#tell({ kind: 'trouble', error: error instanceof Error ? error.message : String(error) })
  }

  #answer(): void {
    this.#again?.()
    this.#again = null
    const question = this.#question
    const query = question === null ? null : queryOf(question.text)
    if (question === null || query === null) return
    this.#tell({ kind: 'answer', answer: this.#find(question, query) })
  }

  #find({ number, text, here, most }: Question, query: Query): Answer {
    const shelf = here === null ? undefined : this.#shelves.get(here)
    const others = [...this.#shelves].filter(([space, one]) => space !== here && one.sure)
    const inHere = shelf?.held === true ? [shelf.index] : []
    const inOthers = others.map(([, one]) => one.index)
    let near = find(inHere, query, Math.max(most.messages, most.notes))
    let far = find(inOthers, query, most.elsewhere)
    if (near.length + far.length === 0) {
      near = inHere.flatMap((index) => index.bySlips(query))
      far = inOthers.flatMap((index) => index.bySlips(query))
    }
    const elsewhere = hits<Hit>(far, most.elsewhere)
    return {
      number,
      text,
      messages: hits<MessageHit>(
        near.filter(({ words }) => words.kind === 'message'),
        most.messages,
      ),
      notes: hits<NoteHit>(
        near.filter(({ words }) => words.kind === 'note'),
        most.notes,
      ),
      elsewhere,
      names: this.#names(elsewhere.best),
      complete: here === null || shelf?.whole === true,
      spaces: { done: others.length, waiting: this.#unread(here), absent: this.#absent },
    }
  }

  /** Spaces of which more is to come. */
  #unread(here: SpaceId | null): number {
    const half = [...this.#shelves].filter(
      ([space, one]) => space !== here && !one.sure && one.stamp !== null,
    )
    return Math.max(this.#waiting, half.length)
  }

  #names(found: readonly Hit[]): Answer['names'] {
    const names: Record<PersonId, string> = {}
    for (const hit of found) {
      const name = hit.kind === 'message' ? this.#shelves.get(hit.space)?.names.get(hit.by) : undefined
      if (hit.kind === 'message' && name !== undefined) names[hit.by] = name
    }
    return names
  }
}

/** By words; where those give too little, letter by letter too. */
function find(indexes: readonly WordIndex[], query: Query, enough: number): readonly Candidate[] {
  const found = indexes.flatMap((index) => index.byWords(query))
  if (found.length >= enough) return found
  const those = new Set(found.map(({ words }) => words))
  return [...found, ...indexes.flatMap((index) => index.byLetters(query, those))]
}

function hits<H extends Hit>(candidates: readonly Candidate[], most: number): Hits<H> {
  const best = [...candidates].sort(byRank).slice(0, most)
  // reason: whoever calls has chosen the kind.
  return { best: best.map(hitOf) as unknown as readonly H[], count: candidates.length }
}

const lengthOf = (words: Words): number =>
  50 +
  (words.kind === 'message'
    ? words.text.length
    : words.blocks.reduce((sum, block) => sum + block.length, words.title.length))
