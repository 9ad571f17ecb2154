import type { PersonId, Runtime, SpaceId } from '@weft/space'
import { type Cell, cell } from '../sync/live.ts'
import type { Answer, FromWorker, Question, ToWorker } from './contract.ts'
import { Feed, type Open } from './feed.ts'

/** The way to the worker. */
export interface Thread {
  post(message: ToWorker): void
  /** Ends the worker, and all that it knows. */
  end(): void
}
/** Starts a worker. `failed` is called when its code can't be had (null), or with what broke it. */
export type StartThread = (
  heard: (message: FromWorker) => void,
  failed: (error: Error | null) => void,
) => Thread

/** Ms after the last search in which the index stays, for the next one. */
const STAYS = 5 * 60_000
/** Ms after which a worker that failed is started anew, if somebody still looks for something. */
const RETRY = 2_000

export interface Wanted {
  readonly text: string
  readonly here: Open | null
  readonly most: Question['most']
}

/**
 * Finds words in the conversations and notes that this page or this device has. Nothing of it is there before the first
 * search. One for a person; it outlives the palette, so that the next search finds at once.
 */
export class Finder {
  /** The answer to what was asked last, or to something before while that is looked for; null at first. */
  readonly answer: Cell<Answer | null> = cell<Answer | null>(null)
  /** The code that searches can't be had now: there is no connection. */
  readonly failed: Cell<boolean> = cell<boolean>(false)
  readonly #me: PersonId
  readonly #start: StartThread
  readonly #runtime: Pick<Runtime, 'timer'>
  readonly #problem: (error: unknown) => void
  #thread: Thread | null = null
  #feed: Feed | null = null
  #number = 0
  /** The question that the worker has not answered yet. */
  #asked: number | null = null
  #next: Question | null = null
  #wanted: Wanted | null = null
  #others: readonly SpaceId[] = []
  #cancel: (() => void) | null = null

  constructor(
    me: PersonId,
    start: StartThread,
    runtime: Pick<Runtime, 'timer'>,
    problem: (error: unknown) => void,
  ) {
    this.#me = me
    this.#start = start
    this.#runtime = runtime
    this.#problem = problem
  }

  /** Asks anew; `answer` tells. */
  ask(wanted: Wanted): void {
    this.#wanted = wanted
    const thread = this.#begin()
    if (thread === null) return
    this.#follow(wanted.here, thread)
    this.#feed?.look()
    const { text, here, most } = wanted
    const question = { number: ++this.#number, text, here: here?.space ?? null, most }
    // One at a time: of what is typed meanwhile, only the last is asked.
    if (this.#asked === null) this.#put(question)
    else this.#next = question
  }

  /** The other spaces to look through, as this device has them; told when somebody begins to look, and when the list changes. */
  others(spaces: readonly SpaceId[]): void {
    this.#others = spaces
    this.#thread?.post({ kind: 'others', me: this.#me, spaces })
  }

  /** Nothing is looked for now. */
  hush(): void {
    this.#wanted = null
    this.#next = null
    this.answer.set(null)
    this.#feed?.rest()
  }

  /** Nobody will look for anything for a while. */
  rest(): void {
    this.hush()
    this.failed.set(false)
    this.#wait(STAYS, () => this.end())
  }

  /** A space was closed in this page. */
  left(space: SpaceId): void {
    if (this.#feed?.open.space === space) this.#follow(null, this.#thread)
  }

  /** Forgets everything. */
  end(): void {
    this.#cancel?.()
    this.#cancel = null
    this.#follow(null, this.#thread)
    this.#thread?.end()
    this.#thread = null
    this.#asked = null
    this.#next = null
    this.answer.set(null)
  }

  #begin(): Thread | null {
    if (this.#thread === null && this.failed.get()) return null
    this.#cancel?.()
    this.#cancel = null
    if (this.#thread !== null) return this.#thread
    const thread = this.#start(
      (message) => this.#thread === thread && this.#hear(message),
      (error) => this.#thread === thread && this.#fail(error),
    )
    this.#thread = thread
    thread.post({ kind: 'others', me: this.#me, spaces: this.#others })
    return thread
  }

  #follow(here: Open | null, thread: Thread | null): void {
    const same = this.#feed?.open.space === here?.space && this.#feed?.open.doc === here?.doc
    if (same) return
    this.#feed?.end()
    this.#feed =
      here === null || thread === null
        ? null
        : new Feed(here, (message) => thread.post(message), this.#runtime)
  }

  #put(question: Question): void {
    this.#asked = question.number
    this.#thread?.post({ kind: 'ask', question })
  }

  #hear(message: FromWorker): void {
    if (message.kind === 'trouble') {
      this.#problem(new Error(message.error))
      return
    }
    const { answer } = message
    if (this.#wanted !== null) this.answer.set(answer)
    if (answer.number !== this.#asked) return
    this.#asked = null
    const next = this.#next
    this.#next = null
    if (next !== null) this.#put(next)
  }

  #fail(error: Error | null): void {
    this.end()
    this.failed.set(true)
    if (error !== null) this.#problem(error)
    this.#wait(RETRY, () => {
      this.failed.set(false)
      if (this.#wanted !== null) this.ask(this.#wanted)
    })
  }

  #wait(ms: number, run: () => void): void {
    this.#cancel?.()
    this.#cancel = this.#runtime.timer(ms, run)
  }
}
