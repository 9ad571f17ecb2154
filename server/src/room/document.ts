import { nameItems } from '@weft/space'
import { type Encoded, portions, type SectionSize } from '@weft/space/scan'
import { lightenYjs, Paused, pauseAt, walked } from '@weft/space/walk'
import * as Y from 'yjs'
import type { Outline } from '../log/snapshot.ts'
import { encodeState } from './encode-state.ts'
import { Gone } from './gone.ts'
import { atOnce, PACE } from './lane.ts'

/** A stored update above so many bytes is applied in portions; smaller ones are applied together, so many at a time. */
const LARGE = 64 * 1024
const BATCH = 200
/** Steps to find places of items after which something else has its turn: some milliseconds of work. */
const FAR = 20_000

/**
 * A space's document as it is durable: only what the log holds is ever applied to it, so whoever reads it reads nothing
 * that a crash could take back.
 *
 * Updates whose causes were lost with a damaged record wait inside Yjs (`pendingStructs`). They are part of every
 * snapshot and of nothing that is sent: a client that is given them would send them back as its own, for ever.
 */
export class DurableDocument {
  readonly doc = new Y.Doc()
  readonly #gone = new Gone(this.doc)
  readonly #stride: number
  #told: Uint8Array | null = null
  #version = 0
  #installing: boolean = false
  #walked = 0

  /** `stride`: structs between two places to stop, in what is done in steps. */
  constructor(stride: number = PACE.stride) {
    this.#stride = stride
    lightenYjs()
    this.doc.on('beforeObserverCalls', (transaction: Y.Transaction) => {
      // After a remote transaction Yjs tidies superfluous formatting away, by deletions of its own. Here nobody would
      // have logged them; clients do the same tidying and send it. Local transactions aren't tidied.
      transaction.local = true
      // What is cut small to be installed is joined as far as it can be: what Yjs would join of half of it, it would have
      // to split for the other half, in time that grows with the square of the whole.
      if (this.#installing) transaction.afterState = transaction.beforeState
    })
    this.doc.on('update', (update: Uint8Array) => {
      this.#told = update
    })
  }

  /**
   * Applies durable updates in one transaction.
   * @returns one update with what became visible, or null when nothing did.
   * @throws whatever Yjs throws; the document can't be trusted after that.
   */
  apply(updates: readonly Uint8Array[]): Uint8Array | null {
    this.#told = null
    this.#together(() => {
      for (const update of updates) Y.applyUpdate(this.doc, update)
    })
    return this.#told
  }

  /**
   * Applies stored updates in steps, each for itself: one that Yjs can't take doesn't keep the space shut.
   * @returns those that failed.
   */
  *restore<T extends { readonly update: Uint8Array }>(
    stored: readonly T[],
  ): Generator<void, (T & { problem: string })[]> {
    const failed: (T & { problem: string })[] = []
    let batch: T[] = []
    let bytes = 0
    for (const item of stored) {
      const large = item.update.length > LARGE
      if (!large) {
        batch.push(item)
        bytes += item.update.length
        if (batch.length < BATCH && bytes < LARGE) continue
      }
      yield* this.#restoreBatch(batch, failed)
      batch = []
      bytes = 0
      yield
      if (large) yield* this.#restoreLarge(item, failed)
    }
    yield* this.#restoreBatch(batch, failed)
    return failed
  }

  *#restoreBatch<T extends { readonly update: Uint8Array }>(
    batch: readonly T[],
    failed: (T & { problem: string })[],
  ): Generator<void, void> {
    for (let next = 0; next < batch.length; ) {
      const { length } = failed
      const first = next
      try {
        this.#together((transaction) => {
          for (; next < batch.length && walked(transaction) < FAR; next++) {
            const item = batch[next]
            if (item) this.#try(item, failed)
          }
        })
      } catch (error) {
        // Thrown at the end of the transaction, which can't be laid at one update's door.
        failed.length = length
        for (const item of batch.slice(first, next)) failed.push({ ...item, problem: String(error) })
      }
      if (next < batch.length) yield
    }
  }

  #try<T extends { readonly update: Uint8Array }>(item: T, failed: (T & { problem: string })[]): void {
    try {
      Y.applyUpdate(this.doc, item.update)
    } catch (error) {
      failed.push({ ...item, problem: String(error) })
    }
  }

  *#restoreLarge<T extends { readonly update: Uint8Array }>(
    item: T,
    failed: (T & { problem: string })[],
  ): Generator<void, void> {
    try {
      yield* this.install(item.update)
    } catch (error) {
      failed.push({ ...item, problem: String(error) })
    }
  }

  /**
   * Applies a large durable update in steps. `sizes` of its sections, if they are known.
   * @throws whatever Yjs throws; the document can't be trusted after that.
   */
  *install(update: Uint8Array, sizes?: readonly SectionSize[]): Generator<void, void> {
    try {
      for (const portion of portions(update, (client) => this.clock(client), this.#stride, sizes)) {
        while (portion && !this.#installPortion(portion.update)) yield
        yield
      }
    } catch {
      // Yjs may know how to take what can't be cut; if not, it says why. What is there already it passes over.
      this.#together(() => Y.applyUpdate(this.doc, update))
    }
  }

  /** @returns whether that was all of it: what goes far to find its places is applied bit by bit. */
  #installPortion(portion: Uint8Array): boolean {
    // What waits inside Yjs would be lost on the way.
    const most = this.stranded ? Number.POSITIVE_INFINITY : FAR
    this.#installing = true
    try {
      return this.#together((transaction) => {
        pauseAt(transaction, most)
        try {
          Y.applyUpdate(this.doc, portion)
          return true
        } catch (error) {
          if (error instanceof Paused) return false
          throw error
        }
      })
    } finally {
      this.#installing = false
    }
  }

  #together<T>(change: (transaction: Y.Transaction) => T): T {
    this.#version++
    return Y.transact(
      this.doc,
      (transaction) => {
        try {
          return change(transaction)
        } finally {
          this.#walked += walked(transaction)
        }
      },
      'log',
      false,
    )
  }

  /** Items that were looked at to find the places of others, since it was made. */
  get walked(): number {
    return this.#walked
  }

  /** Grows with every `apply`. */
  get version(): number {
    return this.#version
  }

  /** Stored structs wait for causes that were lost. */
  get stranded(): boolean {
    return this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null
  }

  /** Whether something of `client` is missing for what is stored. */
  misses(client: number): boolean {
    return this.doc.store.pendingStructs?.missing.has(client) ?? false
  }

  /** The next clock of `client`; 0 when nothing of it is here. */
  clock(client: number): number {
    return Y.getState(this.doc.store, client)
  }

  clients(): Iterable<number> {
    return this.doc.store.clients.keys()
  }

  stateVector(): Uint8Array {
    return Y.encodeStateVector(this.doc)
  }

  /** What somebody at `stateVector` lacks, and all deletions; in steps, exact as of the last. */
  difference(stateVector: Uint8Array): Generator<void, Encoded> {
    return encodeState(this.doc, Y.decodeStateVector(stateVector), this.#stride)
  }

  /** What somebody lacks who has all structs. */
  deletions(): Uint8Array {
    return atOnce(this.difference(this.stateVector())).update
  }

  /** Everything, with what waits: for a snapshot. `outline`: null when something waits. In steps, exact as of the last. */
  *everything(): Generator<void, { readonly state: Uint8Array; readonly outline: Outline | null }> {
    if (this.stranded) return { state: Y.encodeStateAsUpdate(this.doc), outline: null }
    const { update, sections } = yield* encodeState(this.doc, undefined, this.#stride)
    return { state: update, outline: { sections, names: nameItems(this.doc) } }
  }

  /** Whether all of a range of a client's structs is here and deleted. */
  isDeleted(client: number, clock: number, length: number): boolean {
    return this.#gone.holds(client, clock, length)
  }

  /** A copy to try changes on, in steps; exact as of the last. */
  *copy(): Generator<void, Y.Doc> {
    const copy = new DurableDocument(this.#stride)
    const known = this.stateVector()
    const { update, sections } = yield* encodeState(this.doc, undefined, this.#stride)
    yield* copy.install(update, sections)
    Y.applyUpdate(copy.doc, atOnce(this.difference(known)).update)
    return copy.doc
  }

  destroy(): void {
    this.doc.destroy()
  }
}

/** Runs a change on a copy of a document. `update`: what it made, or null. */
export function tryOut<T>(
  copy: Y.Doc,
  change: (doc: Y.Doc) => T,
): { readonly result: T; readonly update: Uint8Array | null } {
  const before = Y.encodeStateVector(copy)
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  const result = change(copy)
  const [first] = updates
  if (!first) return { result, update: null }
  return { result, update: updates.length === 1 ? first : Y.encodeStateAsUpdate(copy, before) }
}
