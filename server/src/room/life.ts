import type { SpaceId } from '@weft/space'
import { RoomClosed, type Why } from './closing.ts'
import type { RoomContext } from './context.ts'
import type { DurableDocument } from './document.ts'
import type { Rebuilt } from './load.ts'
import { makeDocument, openSpace } from './opening.ts'
import type { Pipeline } from './pipeline.ts'
import { Standing } from './standing.ts'
import type { State } from './state.ts'
import { StoredState } from './stored.ts'

/** A space that nobody has open leaves memory after so long, and what was only read and nobody asks for. Milliseconds. */
const IDLE = 30_000
/** Likewise one that only the server itself opened, such as to make it. Milliseconds. */
const VISIT = 1_000
/** Newcomers are served first: only after so long without one is a document made that nobody has asked for. Milliseconds. */
const CALM = 1_000

export interface LifeOptions {
  readonly space: SpaceId
  readonly context: RoomContext
  /** It has its document: what takes updates into it. */
  pipeline(rebuilt: Rebuilt): Pipeline
  /** It is known what is stored: who came meanwhile may be let in. */
  opened(): void
  /** What came meanwhile has been done. */
  caughtUp(): void
  /** It closes: everybody is to be sent away. */
  closing(why: Why): void
  /** Its last write has ended. */
  over(): void
}

/** Whether a room has its document, and how long. */
export class Life {
  readonly standing: Standing
  readonly #options: LifeOptions
  #state: State = { kind: 'loading' }
  /** Loaded, or given up: never rejects. */
  #loaded: Promise<void>
  /** Resolves when its last write has ended; null while it is open. */
  #closed: Promise<void> | null = null
  /** What came while there was no document. */
  readonly #waiting: (() => void)[] = []
  #emptySince: number
  /** How long it stays when nobody is there. */
  #stays = VISIT
  /** The version of its document as long as nobody has written in it. */
  #unwritten = 0
  /** When its document was last needed. */
  #usedAt: number
  /** Somebody seems about to write. */
  #expecting: boolean = false
  /** Its document is being made, while it still rests. Never rejects. */
  #ahead: Promise<void> | null = null

  constructor(options: LifeOptions) {
    this.#options = options
    this.standing = new Standing(this)
    this.#emptySince = this.#now()
    this.#usedAt = this.#now()
    this.#loaded = this.#finish(openSpace(options.space, options.context))
  }

  get state(): State {
    return this.#state
  }

  get pipeline(): Pipeline | null {
    return this.#state.kind === 'ready' ? this.#state.pipeline : null
  }

  /** @throws {RoomClosed} */
  live(): Pipeline {
    if (this.#state.kind === 'ready') return this.#state.pipeline
    throw new RoomClosed(this.#state.kind === 'closing' ? this.#state.why : 'shutdown')
  }

  /** From which it can be told what is there. */
  get source(): DurableDocument | StoredState | null {
    if (this.#state.kind === 'ready') return this.#state.pipeline.document
    return this.#state.kind === 'resting' ? this.#state.stored : null
  }

  /** It has had its document, or done without: people have been let in. */
  get opened(): boolean {
    return this.#state.kind === 'ready' || (this.#state.kind !== 'closing' && this.standing.known)
  }

  /** Somebody needs what is there. */
  used(): void {
    this.#usedAt = this.#now()
  }

  /** The last has left. */
  emptied(): void {
    this.#emptySince = this.#now()
    this.#stays = IDLE
    this.#expecting = false
  }

  /** Somebody seems about to write: the document is made ahead, while those who come are still given the stored bytes. */
  expectEdit(): void {
    this.#expecting = true
    this.#lookAhead()
  }

  // ── its document ──

  /** Runs it now or later, with the document. */
  whenReady(run: () => void): void {
    if (this.#state.kind === 'ready') {
      run()
      return
    }
    this.#waiting.push(run)
    this.#wake()
  }

  /** Runs it later, when there is a source. */
  whenKnown(run: () => void): void {
    this.#waiting.push(run)
    this.know()
  }

  /** Has the stored bytes read again, if they were let go. */
  know(): void {
    if (this.#state.kind !== 'resting' || this.#state.stored !== null || this.#ahead !== null) return
    const { space, context } = this.#options
    this.#load(openSpace(space, context))
  }

  /** Has the document made. @throws {RoomClosed} */
  async open(): Promise<Pipeline> {
    for (this.#wake(); this.#loading; this.#wake()) await this.#loaded
    this.used()
    return this.live()
  }

  /** Resolves when nothing is being read. */
  async atEase(): Promise<void> {
    while (this.#loading || this.#ahead !== null) await (this.#ahead ?? this.#loaded)
  }

  #load(opening: Promise<StoredState | Rebuilt>): void {
    this.#state = { kind: 'loading' }
    this.#loaded = this.#finish(opening)
  }

  async #finish(opening: Promise<StoredState | Rebuilt>): Promise<void> {
    try {
      const found = await opening
      if (this.#loading) this.#have(found)
    } catch (error) {
      this.failed('unreadable', error)
    }
  }

  #have(found: StoredState | Rebuilt): void {
    if (found instanceof StoredState) {
      this.standing.served(found)
      this.#state = { kind: 'resting', stored: found }
    } else {
      this.#options.context.meter.add('rooms_opened')
      this.#unwritten = found.document.version
      this.#state = { kind: 'ready', pipeline: this.#options.pipeline(found) }
    }
    this.#goOn()
  }

  /** Does what was asked for meanwhile. */
  #goOn(): void {
    this.#emptySince = this.#usedAt = this.#now()
    this.#expecting = false
    this.#options.opened()
    for (const run of this.#waiting.splice(0)) run()
    // Something of that needed more.
    if (!this.#loading) this.#options.caughtUp()
  }

  #wake(): void {
    if (this.#state.kind !== 'resting') return
    const { space, context } = this.#options
    if (this.#ahead !== null) {
      this.#state = { kind: 'loading' }
      this.#loaded = this.#ahead
    } else this.#load(makeDocument(space, context, this.#state.stored))
  }

  #lookAhead(): void {
    if (!this.#expecting || this.#state.kind !== 'resting' || this.#ahead !== null) return
    if (this.#now() - this.#usedAt < CALM) return
    this.#expecting = false
    this.#ahead = this.#makeAhead(this.#state.stored)
  }

  async #makeAhead(stored: StoredState | null): Promise<void> {
    const { space, context } = this.#options
    try {
      const made = await makeDocument(space, context, stored)
      this.#ahead = null
      if (this.#state.kind === 'resting' || this.#loading) this.#have(made)
    } catch (error) {
      this.#ahead = null
      if (this.#loading) this.failed('unreadable', error)
      else {
        // Those who read needn't go: the first edit tries again.
        context.warn('document not made ahead', { space, error: String(error) })
        this.know()
      }
    }
  }

  // ── its rest and its end ──

  /**
   * Lets go of what nobody needs: the document, the stored bytes, or the whole room. Once a second; `alone`: nobody is there;
   * `busy`: something is being made of the document.
   */
  sweep({ alone, busy }: { readonly alone: boolean; readonly busy: boolean }): void {
    const now = this.#now()
    if (this.#state.kind === 'resting') {
      this.#lookAhead()
      if (this.#ahead !== null) return
      if (now - Math.max(this.#usedAt, this.#emptySince) < (alone ? this.#stays : IDLE)) return
      if (alone) void this.close('idle')
      else this.#state = { kind: 'resting', stored: null }
      return
    }
    if (this.#state.kind !== 'ready') return
    const { pipeline } = this.#state
    const since = alone ? Math.max(this.#usedAt, this.#emptySince) : this.#usedAt
    if (
      now - since < this.#patience(alone, pipeline) ||
      !pipeline.idle ||
      busy ||
      pipeline.compactIfWorthwhile()
    )
      return
    if (alone) void this.close('idle')
    else this.#rest(pipeline)
  }

  /** How long a document stays that nobody needs. In one that was written in, somebody may be thinking of the next word. */
  #patience(alone: boolean, { document }: Pipeline): number {
    if (alone) return this.#stays
    const { rest } = this.#options.context
    return document.version === this.#unwritten ? Math.min(IDLE, rest) : rest
  }

  /** Lets go of the document, until somebody needs it. */
  #rest(pipeline: Pipeline): void {
    this.standing.rests(pipeline)
    this.#state = { kind: 'resting', stored: null }
    void pipeline.finish()
    pipeline.document.destroy()
    this.#options.context.meter.add('rooms_closed')
  }

  failed(why: 'storage' | 'unreadable' | 'broken', error: unknown): void {
    const { space, context } = this.#options
    const { meter, warn, storageFailed } = context
    if (why !== 'broken') meter.add('storage_errors')
    if (why === 'storage') storageFailed(space)
    warn(`room failed: ${why}`, { space, error: String(error) })
    void this.close(why)
  }

  /** Resolves when the last write has ended. */
  close(why: Why): Promise<void> {
    // Asked again from within, by somebody who leaves: it has begun.
    if (this.#closed === null && this.#state.kind === 'closing') return Promise.resolve()
    this.#closed ??= this.#end(why)
    return this.#closed
  }

  async #end(why: Why): Promise<void> {
    const { pipeline } = this
    this.#state = { kind: 'closing', why }
    this.#options.closing(why)
    await pipeline?.finish()
    if (why === 'shutdown') await pipeline?.leaveShort()
    pipeline?.document.destroy()
    if (pipeline) this.#options.context.meter.add('rooms_closed')
    this.#options.over()
  }

  get #loading(): boolean {
    return this.#state.kind === 'loading'
  }

  #now(): number {
    return this.#options.context.runtime.elapsed()
  }
}
