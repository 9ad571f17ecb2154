import type { Seq, UpdateLog } from '@weft/persistence'
import type { Member, PersonId, Runtime, SpaceId } from '@weft/space'
import type { RefusalReason } from '@weft/space/wire'
import type * as Y from 'yjs'
import type { Counting } from '../connection/counting.ts'
import type { Limits } from '../limits.ts'
import { encodeRecord, type Ownership, type Part } from '../log/record.ts'
import { encodeSnapshot } from '../log/snapshot.ts'
import { Acceptance } from './acceptance.ts'
import { RoomClosed } from './closing.ts'
import { Compaction, isDue, isWorthwhile } from './compaction.ts'
import type { Meter, RoomsOptions } from './contract.ts'
import { type DurableDocument, tryOut } from './document.ts'
import { atOnce, inLane, type Lane } from './lane.ts'
import type { Rebuilt } from './load.ts'
import type { Owners } from './owners.ts'
import { SpaceSize } from './size.ts'
import type { Stretches } from './stretches.ts'
import { Ticker, tickFor } from './ticker.ts'
import { FarWalkers, mayWalk } from './walks.ts'

/** Above so many bytes that wait for the disk, those who send are slowed. */
const BACKLOG = 8 * 1024 * 1024

/** What the pipeline needs of a connection that writes. */
export interface Writer {
  readonly member: Member
  readonly counting: Counting
  settle(count: number): void
  /** What it is sent from here to `uncork` leaves in one piece: its ack and what was told to all. */
  cork(): void
  uncork(): void
  refuse(count: number, reason: RefusalReason): void
  /** Sends it our step1. */
  ask(): void
  hold(): void
  release(): void
}

export interface PipelineOptions {
  readonly space: SpaceId
  readonly log: UpdateLog
  readonly runtime: Runtime
  readonly limits: Limits
  readonly meter: Meter
  readonly rebuilt: Rebuilt
  readonly warn: RoomsOptions['warn']
  readonly lane: Lane
  /** Whether it takes back, just now, what its devices have of others and the server doesn't. */
  mayReturn(): boolean
  /** Who shows themselves under a client id. */
  shownBy(client: number): PersonId | null
  /** How many connections are told of each update. */
  readers(): number
  /** An update became durable and visible. */
  tell(update: Uint8Array): void
  /** `storage`: the log doesn't take anything any more. `broken`: the document can't be trusted; the log can. */
  failed(why: 'storage' | 'broken', error: unknown): void
}

/** The server's own edit would have made an update that isn't taken: too large, say. */
export class EditRefused extends Error {
  readonly reason: RefusalReason
  constructor(reason: RefusalReason) {
    super(`the edit was refused: ${reason}`)
    this.name = 'EditRefused'
    this.reason = reason
  }
}

/** One accepted message. `parts` is empty when there was nothing new in it: it only waits for what came before. */
interface Accepted {
  readonly writer: Writer | null
  readonly count: number
  readonly parts: readonly Part[]
  readonly since: number
  readonly done: { resolve(): void; reject(error: unknown): void } | null
}

/**
 * The way of an update through a room that is ready:
 *
 *     receive ─▶ scan, judge ─▶ queue ─(tick)─▶ one record, appended and synced ─▶ applied ─▶ acks ─▶ one frame to all
 *
 * The document is only ever changed by what the log holds (G1, G2). One commit at a time; what comes meanwhile waits for
 * the next. What an update may refer to is the document and everything accepted before it.
 */
export class Pipeline {
  readonly document: DurableDocument
  readonly owners: Owners
  readonly stretches: Stretches
  readonly #options: PipelineOptions
  readonly #ticker: Ticker
  readonly #compaction: Compaction
  readonly #size: SpaceSize
  readonly #acceptance: Acceptance
  readonly #held = new Set<Writer>()
  readonly #far: FarWalkers<Writer>
  readonly #flushed: (() => void)[] = []
  #queue: Accepted[] = []
  #fresh: Ownership[] = []
  #through: Seq
  #backlog = 0
  /** Edits of the server that wait for a copy to try themselves on. */
  #copying = 0
  #committing: boolean = false
  #stopped: boolean = false
  #failed: boolean = false

  constructor(options: PipelineOptions) {
    const { runtime, limits, rebuilt, space, log, meter, warn } = options
    const { document, owners, stretches } = rebuilt
    this.#options = options
    this.document = document
    this.owners = owners
    this.stretches = stretches
    this.#through = rebuilt.through
    this.#ticker = new Ticker(
      runtime,
      () => tickFor(options.readers()),
      () => this.#commit(),
    )
    this.#far = new FarWalkers(runtime, (writer) => {
      if (!this.#held.has(writer)) writer.release()
    })
    this.#size = new SpaceSize(limits.space, rebuilt.snapshotBytes, rebuilt.recordBytes, () => {
      return atOnce(document.everything()).state.length
    })
    this.#compaction = new Compaction(
      {
        space,
        log,
        meter,
        now: () => runtime.elapsed(),
        snapshot: () => this.#snapshot(),
        warn: (error) => warn('compaction failed', { space, error: String(error) }),
      },
      { records: rebuilt.records, bytes: rebuilt.recordBytes, snapshot: rebuilt.snapshotBytes },
    )
    this.#acceptance = new Acceptance({
      document,
      owners,
      size: this.#size,
      clients: limits.clients,
      walk: () => mayWalk(limits, document.walked),
      isLong: (bytes) => this.#isLong(bytes),
      mayReturn: () => rebuilt.wounded || options.mayReturn(),
      shownBy: (client) => options.shownBy(client),
      now: () => runtime.elapsed(),
      today: () => runtime.now(),
    })
  }

  /** A client's step2 or update. */
  receive(writer: Writer, kind: 'step2' | 'update', update: Uint8Array): void {
    const { counting, member } = writer
    const count = counting.received(kind)
    this.#options.meter.add('updates_received')
    if (this.#stopped || (counting.gap && kind === 'update')) return
    const found = this.#acceptance.assess(kind, update, { person: member.id, role: member.role })
    switch (found.kind) {
      case 'refused':
        writer.refuse(count, found.reason)
        break
      case 'misses':
        this.#misses(writer, kind, count)
        break
      case 'nothing':
        if (kind === 'step2') counting.whole()
        if (this.#committing || this.#queue.length > 0) this.#enqueue(writer, count, [], null)
        else writer.settle(count)
        break
      case 'taken':
        if (kind === 'step2') counting.whole()
        this.#claimed(found.owners)
        this.#noteReturned(member, found.parts)
        this.#enqueue(writer, count, found.parts, null)
        if (this.#backlog > BACKLOG) this.#hold(writer)
        if (this.#far.walked(writer, found.steps)) writer.hold()
        break
    }
  }

  /** A change made by the server. @throws {EditRefused}, {RoomClosed}, or what `change` or the log throws. */
  async edit<T>(by: PersonId, change: (doc: Y.Doc) => T): Promise<T> {
    this.#assertOpen()
    this.#copying++
    const copy = await inLane(this.#options.lane, this.document.copy()).finally(() => this.#copying--)
    this.#assertOpen()
    const { result, update } = tryOut(copy, change)
    copy.destroy()
    if (update === null) return result
    const found = this.#acceptance.assess('update', update, { person: by, role: 'owner' })
    switch (found.kind) {
      case 'nothing':
        return result
      case 'refused':
        throw new EditRefused(found.reason)
      case 'misses':
        throw new EditRefused('malformed')
      case 'taken':
        await new Promise<void>((resolve, reject) => {
          this.#claimed(found.owners)
          this.#enqueue(null, 0, found.parts, { resolve, reject })
        })
        return result
    }
  }

  #assertOpen(): void {
    if (this.#stopped) throw new RoomClosed(this.#failed ? 'storage' : 'shutdown')
  }

  /** Nothing waits, nothing is being written. */
  get idle(): boolean {
    if (this.#queue.length > 0 || this.#committing || this.#copying > 0) return false
    return this.#compaction.running === null
  }

  /** Takes nothing more. Resolves when all that was taken is on disk, or never will be. */
  async finish(): Promise<void> {
    this.#stopped = true
    this.#far.end()
    this.#ticker.hurry()
    if (this.#queue.length > 0 || this.#committing) {
      await new Promise<void>((resolve) => this.#flushed.push(resolve))
    }
    await this.#compaction.running
  }

  /** Before the room leaves memory: starts a compaction if one is worth it. @returns whether it did. */
  compactIfWorthwhile(): boolean {
    return isWorthwhile(this.#compaction.tail) && this.#compaction.start()
  }

  /** After `finish`, before the process ends. Never rejects. */
  async leaveShort(): Promise<void> {
    if (!this.#failed) await this.#compaction.makeUp()
  }

  #misses(writer: Writer, kind: 'step2' | 'update', count: number): void {
    switch (writer.counting.missing(kind)) {
      case 'ask':
        writer.ask()
        break
      case 'wait':
        break
      case 'refuse':
        writer.refuse(count, 'malformed')
        break
    }
  }

  #noteReturned({ id }: Member, parts: readonly Part[]): void {
    for (const { unverified, ranges } of parts) {
      if (!unverified) continue
      const { warn, space } = this.#options
      warn('content returned', { space, person: id, clients: ranges.length })
    }
  }

  #hold(writer: Writer): void {
    this.#held.add(writer)
    writer.hold()
  }

  /** One by one: a call has room for some 100,000 arguments, and what is taken must not be lost on its way to the disk. */
  #claimed(owners: readonly Ownership[]): void {
    for (const one of owners) this.#fresh.push(one)
  }

  #enqueue(writer: Writer | null, count: number, parts: readonly Part[], done: Accepted['done']): void {
    for (const { update } of parts) this.#backlog += update.length
    this.#queue.push({ writer, count, parts, done, since: this.#options.runtime.elapsed() })
    this.#ticker.arm()
  }

  async #commit(): Promise<void> {
    const batch = this.#queue
    const owners = this.#fresh
    this.#queue = []
    this.#fresh = []
    const parts: Part[] = []
    for (const item of batch) parts.push(...item.parts)
    this.#committing = true
    let why: 'storage' | 'broken' = 'storage'
    try {
      const seq = parts.length > 0 ? await this.#append(parts, owners) : this.#through
      why = 'broken'
      this.#apply(parts, seq, batch)
    } catch (error) {
      reject(batch, error)
      this.#fail(why, error)
    }
    this.#committed()
    if ((isDue(this.#compaction.tail) || this.#size.isNear) && !this.#stopped) this.#compaction.start()
  }

  /** Whether the log would be longer than it may be: compactions have failed for long, or can't follow. */
  #isLong(bytes: number): boolean {
    const { log } = this.#options.limits
    if (log === 0 || this.#compaction.tail.bytes + this.#backlog + bytes <= log) return false
    if (!this.#stopped) this.#compaction.start()
    return true
  }

  async #append(parts: readonly Part[], owners: readonly Ownership[]): Promise<Seq> {
    const { log, space, runtime, meter } = this.#options
    const started = runtime.elapsed()
    const at = runtime.now()
    const record = encodeRecord({ at, parts, owners })
    const seq = await log.append(space, record)
    for (const { ranges, person, unverified } of parts) {
      this.stretches.wrote(ranges, person, at, unverified)
    }
    this.#compaction.appended(record.length)
    for (const { update } of parts) this.#backlog -= update.length
    meter.add('updates_stored', parts.length)
    meter.observe('commit_seconds', (runtime.elapsed() - started) / 1000)
    meter.observe('commit_updates', parts.length)
    return seq
  }

  /** What is durable becomes visible: to the document, to those who wrote it, to all. */
  #apply(parts: readonly Part[], seq: Seq, batch: readonly Accepted[]): void {
    const stranded = this.document.stranded
    const told = parts.length > 0 ? this.document.apply(parts.map((part) => part.update)) : null
    this.#through = seq
    const writers = this.#settle(batch)
    try {
      if (told) this.#options.tell(told)
    } finally {
      for (const writer of writers) writer.uncork()
    }
    if (this.document.stranded && !stranded) this.#strand(batch)
    for (const { done } of batch) done?.resolve()
  }

  /** @returns those who were sent an ack: it waits to leave with what is told to all. */
  #settle(batch: readonly Accepted[]): Iterable<Writer> {
    const { runtime, meter } = this.#options
    const now = runtime.elapsed()
    const newest = new Map<Writer, number>()
    for (const { writer, count, since } of batch) {
      if (!writer) continue
      newest.set(writer, count)
      meter.observe('ack_seconds', (now - since) / 1000)
    }
    for (const [writer, count] of newest) {
      writer.cork()
      writer.settle(count)
    }
    return newest.keys()
  }

  #committed(): void {
    this.#committing = false
    if (this.#queue.length === 0) this.#nothingWaits()
    if (this.#backlog > BACKLOG || this.#held.size === 0) return
    const held = [...this.#held]
    this.#held.clear()
    for (const writer of held) if (!this.#far.holds(writer)) writer.release()
  }

  #nothingWaits(): void {
    this.#acceptance.arrived()
    for (const resolve of this.#flushed.splice(0)) resolve()
  }

  /** What the scanner let through waits inside Yjs all the same: it is kept, and asked for again. */
  #strand(batch: readonly Accepted[]): void {
    this.#options.warn('update waits for causes', { space: this.#options.space })
    for (const writer of new Set(batch.map((item) => item.writer))) writer?.ask()
  }

  #fail(why: 'storage' | 'broken', error: unknown): void {
    this.#stopped = true
    this.#far.end()
    this.#ticker.stop()
    reject(this.#queue, error)
    this.#queue = []
    if (!this.#committing) this.#nothingWaits()
    if (this.#failed) return
    this.#failed = true
    this.#options.failed(why, error)
  }

  #snapshot(): Promise<{ bytes: Uint8Array; through: Seq }> {
    const { runtime, rebuilt, lane } = this.#options
    return new Promise((resolve, reject) =>
      lane.run(
        this.document.everything(),
        ({ state, outline }) => {
          this.#size.measured(state.length)
          const { wounded } = rebuilt
          const owners = this.owners.all()
          const stretches = this.stretches.all()
          const at = runtime.now()
          const bytes = encodeSnapshot({ at, wounded, owners, stretches, outline, state })
          resolve({ bytes, through: this.#through })
        },
        reject,
      ),
    )
  }
}

function reject(items: readonly Accepted[], error: unknown): void {
  for (const { done } of items) done?.reject(error)
}
