import { createTimeline, type EntryId, type NoteId, type SpaceId, type Timeline } from '@weft/space'
import type { Doc } from 'yjs'
import type { Finder } from '../find/finder.ts'
import type { SpaceSession } from '../sync/contract.ts'
import { type Cell, cell } from '../sync/live.ts'

/** How long a space that was left stays open, in ms: going back to it is instant, and what was just written goes out. */
const LINGER = 60_000
/** Spaces that stay open beside the one on the screen. */
const ASIDE = 3

interface Clock {
  /** Calls `run` once after `ms` milliseconds; the result cancels it. */
  timer(ms: number, run: () => void): () => void
}

/** A space that is open in this page. */
export interface OpenSpace {
  readonly session: SpaceSession
  /** The conversation of the session's document of now. */
  timeline(doc: Doc): Timeline
  /** A message that somebody asked to be brought to; null when nobody does. Whoever shows the conversation takes it. */
  readonly wanted: Cell<EntryId | null>
  /** Somebody has its conversation before them, with all that the server has. */
  readonly looking: Cell<boolean>
  /** A note that was made just now and has no name yet; null when there is none. The pane that opens it takes it. */
  readonly unnamed: Cell<NoteId | null>
  /** Where in a note somebody asked to be brought to; null when nobody does. The pane that shows the note takes it. */
  readonly spot: Cell<{ readonly note: NoteId; readonly block: number; readonly text: string } | null>
}

interface Kept extends OpenSpace {
  users: number
  cancel: () => void
  destroy(): void
}

/**
 * The spaces that are open in this page, for one person. One that is left lingers until everything written in it is on
 * the server; only a space that nobody looks at is closed, and never while the server lacks something and can be reached, or
 * while words stand nowhere but in this page.
 */
export class OpenSpaces {
  readonly #kept = new Map<SpaceId, Kept>()
  readonly #open: (space: SpaceId) => SpaceSession
  readonly #clock: Clock
  readonly #problem: (error: unknown) => void
  /** Finds words in them, once somebody has looked for some. It ends with them. */
  finder: Finder | null = null

  constructor(open: (space: SpaceId) => SpaceSession, clock: Clock, problem: (error: unknown) => void) {
    this.#open = open
    this.#clock = clock
    this.#problem = problem
  }

  /** Opens it, or goes on with it; `leave` must be called once. */
  take(space: SpaceId): { readonly open: OpenSpace; readonly leave: () => void } {
    const kept = this.#kept.get(space) ?? this.#begin(space)
    kept.cancel()
    kept.users += 1
    return {
      open: kept,
      leave: () => {
        kept.users -= 1
        if (kept.users > 0) return
        kept.session.awareness.get().setLocalState(null)
        kept.cancel = this.#clock.timer(LINGER, () => this.#maybeClose(space, kept))
        this.#trim()
      },
    }
  }

  /** Closes all of them; resolves when what was to be kept is on the disk. */
  async close(): Promise<void> {
    this.finder?.end()
    await Promise.all([...this.#kept].map(([space, kept]) => this.#close(space, kept)))
  }

  #begin(space: SpaceId): Kept {
    const session = this.#open(space)
    let current: { readonly doc: Doc; readonly timeline: Timeline } | null = null
    const kept: Kept = {
      session,
      users: 0,
      wanted: cell<EntryId | null>(null),
      looking: cell<boolean>(false),
      unnamed: cell<NoteId | null>(null),
      spot: cell<ReturnType<OpenSpace['spot']['get']>>(null),
      cancel: () => undefined,
      timeline: (doc) => {
        if (current?.doc !== doc) {
          current?.timeline.destroy()
          current = { doc, timeline: createTimeline(doc) }
        }
        return current.timeline
      },
      destroy: () => current?.timeline.destroy(),
    }
    this.#kept.set(space, kept)
    return kept
  }

  #maybeClose(space: SpaceId, kept: Kept): void {
    const { keeping, link } = kept.session
    const open = isOnlyHere(kept.session) || (keeping.get().unsaved > 0 && link.get().state === 'online')
    if (open) kept.cancel = this.#clock.timer(LINGER, () => this.#maybeClose(space, kept))
    else this.#close(space, kept).catch(this.#problem)
  }

  #trim(): void {
    const aside = [...this.#kept].filter(
      ([, { users, session }]) => users === 0 && session.keeping.get().unsaved === 0 && !isOnlyHere(session),
    )
    for (const [space, kept] of aside.slice(0, Math.max(0, aside.length - ASIDE)))
      this.#close(space, kept).catch(this.#problem)
  }

  #close(space: SpaceId, kept: Kept): Promise<void> {
    kept.cancel()
    this.finder?.left(space)
    kept.destroy()
    this.#kept.delete(space)
    return kept.session.close()
  }
}

/** Whether words stand in this page alone: neither the server nor this device's disk took them, as refused work or at all (G7). */
const isOnlyHere = ({ keeping, refused }: SpaceSession): boolean =>
  keeping.get().unkept > 0 || refused.get().some(({ id }) => id < 0)
