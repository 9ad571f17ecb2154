import { type LogRecord, type Records, type Seq, StoreError, type UpdateLog } from '@weft/persistence'
import type { PersonId, Reach, Runtime, SpaceId, Unread } from '@weft/space'
import { isSpaceId } from '@weft/space'
import { arrivalsOf } from './arrivals.ts'
import { Tail, type TailRecord, tailRecord } from './tail.ts'
import { createTelling } from './telling.ts'

/** The kind of its small records: one for each space in which somebody has written. */
export const MARKS = 'unread'
/**
 * How long what has changed waits for the disk. After a crash, messages are counted again from the log, whose records stay for
 * longer than this; what somebody saw last may be new to them once more. Milliseconds.
 */
const FLUSH = 5_000
/** Records without news in them, after which it is written where to go on. */
const LOOKED = 500
/** Spaces kept in memory, each up to 8 KB: of those above, whatever is on the disk too is let go of. */
const KEPT = 10_000
/** Spaces of one write. */
const WRITE = 200

export interface MarksOptions {
  readonly log: UpdateLog
  readonly records: Records
  /** See `Holdings`. */
  readonly since: (space: SpaceId, after: Seq) => Promise<readonly LogRecord[]>
  readonly runtime: Runtime
  /** Everybody who may read a space now, but for programs. */
  readonly readers: (space: SpaceId) => readonly PersonId[]
  /** To whatever screens this person has open. `news` is asked only when there are some; null when there is nothing to say. */
  readonly tell: (person: PersonId, news: () => News | null) => void
  readonly failed: (error: unknown) => void
  /** Instead of `KEPT`. */
  readonly most?: number
}

/** What somebody hasn't seen of a space; null for nothing. */
export interface News {
  readonly space: SpaceId
  readonly unread: Unread | null
}

/** What each person hasn't seen of each of their spaces, told without a document and without a room. */
export interface Marks {
  /** The log, which tells of everything that it has stored. */
  readonly log: UpdateLog
  /** Null for nothing, or when the disk doesn't say. */
  of(space: SpaceId, person: PersonId): Promise<Unread | null>
  saw(space: SpaceId, person: PersonId, reach: Reach): Promise<Unread | null>
  /** Of a space that was made just now: from here on nothing in it is missed, whenever this process ends. */
  begin(space: SpaceId): Promise<void>
  /** Of a space that is deleted. */
  forget(space: SpaceId): Promise<void>
  /** Does nothing by itself from here on. */
  rest(): void
  /** Writes what hasn't been written. Rejects with a StoreError. */
  finish(): Promise<void>
}

/** A space's tail, or what came while it was read. */
interface Kept {
  readonly tail: Promise<Tail>
  readonly waiting: { readonly seq: Seq; readonly bytes: Uint8Array }[]
  ready: Tail | null
  changed: boolean
  /** Records that were looked through since it was written. */
  looked: number
}

export const createMarks = (options: MarksOptions): Marks => new OpenMarks(options)

class OpenMarks implements Marks {
  readonly log: UpdateLog
  readonly #options: MarksOptions
  readonly #kept = new Map<SpaceId, Kept>()
  readonly #telling: ReturnType<typeof createTelling>
  #cancel: (() => void) | null = null

  constructor(options: MarksOptions) {
    const { log, runtime, readers, tell } = options
    this.#options = options
    this.log = listening(log, (space, seq, bytes) => this.#stored(space, seq, bytes))
    this.#telling = createTelling(runtime, {
      readers,
      tell: (person, space, { nothing }) =>
        tell(person, () => {
          const unread = this.#kept.get(space)?.ready?.unread(person) ?? null
          return unread === null && !nothing ? null : { space, unread }
        }),
    })
  }

  async of(space: SpaceId, person: PersonId): Promise<Unread | null> {
    try {
      return (await this.#open(space).tail).unread(person)
    } catch {
      // Reported by who reads it. The list of spaces is there without marks, too.
      return null
    }
  }

  async saw(space: SpaceId, person: PersonId, reach: Reach): Promise<Unread | null> {
    const kept = this.#open(space)
    const tail = await kept.tail
    if (tail.saw(person, reach)) {
      this.#changed(kept)
      this.#telling.looked(space, person)
    }
    return tail.unread(person)
  }

  async begin(space: SpaceId): Promise<void> {
    const kept = this.#open(space)
    const tail = await kept.tail
    tail.begin()
    kept.changed = true
    await this.#flush()
  }

  async forget(space: SpaceId): Promise<void> {
    this.#kept.delete(space)
    await this.#options.records.write([{ kind: MARKS, key: space, value: undefined }])
  }

  rest(): void {
    this.#cancel?.()
    this.#telling.rest()
  }

  async finish(): Promise<void> {
    const all = [...this.#kept.values()]
    // What failed to be read was reported then.
    await Promise.allSettled(all.filter(({ ready }) => ready === null).map(({ tail }) => tail))
    for (const kept of all) kept.changed ||= kept.looked > 0
    await this.#flush()
  }

  async #flush(): Promise<void> {
    this.#cancel?.()
    this.#cancel = null
    const changed = [...this.#kept].filter(([, kept]) => kept.changed)
    await Promise.all(changed.map(([, { tail }]) => tail))
    for (let i = 0; i < changed.length; i += WRITE) await this.#write(changed.slice(i, i + WRITE))
    this.#shed()
  }

  async #write(some: readonly (readonly [SpaceId, Kept])[]): Promise<void> {
    const { records, readers } = this.#options
    const changes: { kind: string; key: string; value: TailRecord }[] = []
    for (const [space, kept] of some) {
      // Deleted meanwhile.
      if (this.#kept.get(space) !== kept) continue
      const belongs = new Set(readers(space))
      kept.ready?.keepOnly((person) => belongs.has(person))
      const value = kept.ready?.record() ?? null
      if (value !== null) changes.push({ kind: MARKS, key: space, value })
      kept.changed = false
      kept.looked = 0
    }
    try {
      if (changes.length > 0) await records.write(changes)
    } catch (error) {
      for (const [, kept] of some) kept.changed = true
      throw error
    }
  }

  #stored(space: SpaceId, seq: Seq, bytes: Uint8Array): void {
    try {
      const kept = this.#open(space)
      if (kept.ready === null) kept.waiting.push({ seq, bytes })
      else this.#take(space, kept, kept.ready, seq, bytes)
    } catch (error) {
      // It is stored, whatever is wrong here: the room mustn't take it for a failing disk.
      this.#options.failed(error)
    }
  }

  #take(space: SpaceId, kept: Kept, tail: Tail, seq: Seq, bytes: Uint8Array): void {
    const { came, went } = tail.take(seq, arrivalsOf(bytes))
    kept.looked++
    // A note that is written in all day is hardly written about here.
    if (came || went || kept.looked >= LOOKED) this.#changed(kept)
    if (came || went) this.#telling.arrived(space, went)
  }

  #changed(kept: Kept): void {
    kept.changed = true
    this.#cancel ??= this.#options.runtime.timer(FLUSH, () => {
      this.#flush().catch(this.#options.failed)
    })
  }

  #open(space: SpaceId): Kept {
    const known = this.#kept.get(space)
    if (known !== undefined) return known
    const waiting: Kept['waiting'] = []
    const tail = this.#load(space)
    const kept: Kept = { tail, waiting, ready: null, changed: false, looked: 0 }
    this.#shed()
    this.#kept.set(space, kept)
    tail.then(
      (tail) => {
        kept.ready = tail
        for (const { seq, bytes } of waiting.splice(0)) this.#take(space, kept, tail, seq, bytes)
      },
      (error: unknown) => {
        // Whoever asks next tries again.
        if (this.#kept.get(space) === kept) this.#kept.delete(space)
        this.#options.failed(error)
      },
    )
    return kept
  }

  /** Makes room for one more: those go that are there longest and needn't be written. */
  #shed(): void {
    const { most = KEPT } = this.#options
    for (const [space, { ready, changed, looked }] of this.#kept) {
      if (this.#kept.size < most) return
      if (ready !== null && !changed && looked === 0) this.#kept.delete(space)
    }
  }

  /** What was kept, and what the log has beyond it. A space of which nothing is kept begins with what comes. */
  async #load(space: SpaceId): Promise<Tail> {
    const record = await this.#record(space)
    const tail = new Tail(record)
    if (record === null) return tail
    for (const { seq, bytes } of await this.#options.since(space, record.through))
      tail.take(seq, arrivalsOf(bytes))
    return tail
  }

  async #record(space: SpaceId): Promise<TailRecord | null> {
    try {
      const parsed = tailRecord.safeParse(await this.#options.records.get(MARKS, space))
      return parsed.success ? parsed.data : null
    } catch (error) {
      if (error instanceof StoreError && error.code === 'DAMAGED') return null
      throw error
    }
  }
}

/** The same log, with somebody listening to what it has made durable. */
function listening(log: UpdateLog, stored: (space: SpaceId, seq: Seq, bytes: Uint8Array) => void): UpdateLog {
  return {
    async append(space, bytes) {
      const seq = await log.append(space, bytes)
      if (isSpaceId(space)) stored(space, seq, bytes)
      return seq
    },
    load: (space) => log.load(space),
    compact: (space, through, snapshot) => log.compact(space, through, snapshot),
    size: (space) => log.size(space),
    spaces: () => log.spaces(),
    drop: (space) => log.drop(space),
  }
}
