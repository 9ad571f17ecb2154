import type { Runtime } from '@weft/space'
import * as Y from 'yjs'
import type { DeviceStore, RowKey, Stored, StoredUpdate, TabNews } from './contract.ts'
import type { EditId, Ledger } from './ledger.ts'
import { whyOf } from './store-failure.ts'
import { encodeIntegrated, holdsBack, isIntegrated } from './updates.ts'

/** How long after a failure the store is tried again, in ms. */
const TRY_AGAIN = 5_000
/** Rows that are always too few to compact, and rows that are always too many: a start reads them all. */
const FEW = 500
const MANY = 4_000

/** Whether replacing all rows by one is worth encoding the whole document. `largest`: bytes of the row that holds most of it. */
export const worthCompacting = (rows: number, bytes: number, largest: number): boolean =>
  rows > MANY || (rows > FEW && (bytes - largest) * 4 > largest)

export interface CopyOptions {
  readonly doc: Y.Doc
  readonly store: DeviceStore
  readonly ledger: Ledger
  readonly runtime: Runtime
  /** The document isn't filled from the store before this; never rejects. */
  readonly prepared?: Promise<void> | undefined
  /** Updates of this origin came from the server: in the message that it takes just now. */
  readonly remote: { readonly taking: Uint8Array | null }
  /** An edit was made here. */
  made(edit: EditId, update: Uint8Array): void
  /** An edit of another tab, or one that the store gave late. */
  found(edit: EditId, update: Uint8Array): void
  loaded(stored: Stored): void
  /** So many rows turned out to be damaged. */
  damaged(rows: number): void
  /** What is kept, or why not, may have changed. */
  changed(): void
  problem(error: unknown): void
}

/**
 * Keeps this device's copy of one document: each update becomes a row, and rows that other tabs wrote become part of the
 * document. A store that fails takes nothing away from the screen or the line; it is tried again until it is well.
 */
export class Copy {
  readonly #options: CopyOptions
  /** The committed rows: how many, their bytes, those of the largest, and the newest key. Roughly, once tabs compact. */
  #rows = { count: 0, bytes: 0, largest: 0, newest: 0 }
  readonly #leaveTabs: () => void
  #loaded = false
  #failure: string | null = null
  /** Something that the server sent couldn't be stored: rows after it may miss it. */
  #holes = false
  #compacting = false
  #ended = false
  #cancelRetry: (() => void) | null = null

  constructor(options: CopyOptions) {
    this.#options = options
    this.#leaveTabs = options.store.onOtherTab((news) => this.#otherTab(news))
    options.doc.on('update', this.#onUpdate)
  }

  get failure(): string | null {
    return this.#failure
  }

  /** Fills the document from the store. Settles when that is done, or can't be done now; then it is tried again. */
  async load(): Promise<void> {
    const { store, prepared, loaded, changed } = this.#options
    try {
      const stored = await store.load()
      if (prepared !== undefined) await prepared
      if (this.#ended) return
      loaded(stored)
      this.#take(stored.updates)
      this.#loaded = true
      changed()
    } catch (error) {
      this.#failed(error)
    }
  }

  /** These rows are on the server. */
  async acked(rows: readonly RowKey[]): Promise<void> {
    try {
      if (rows.length > 0) await this.#options.store.acked(rows)
    } catch (error) {
      // The rows stay marked as unsaved: they are sent once more at the next start, which does no harm.
      this.#options.problem(error)
    }
    await this.#tidy()
  }

  /** From here on nothing is written. */
  end(): void {
    this.#ended = true
    this.#options.doc.off('update', this.#onUpdate)
    this.#leaveTabs()
    this.#cancelRetry?.()
  }

  readonly #onUpdate = (update: Uint8Array, origin: unknown) => {
    if (origin === this) return
    const { ledger, remote, made, changed } = this.#options
    if (origin === remote) {
      // What the server sent may have lost its place in the document to an edit of ours that the server hasn't taken, and
      // may refuse: then it must be here as it came.
      void this.#storeRemote(ledger.unsaved > 0 ? (remote.taking ?? update) : update)
      return
    }
    const edit = ledger.made(update)
    changed()
    made(edit, update)
    void this.#storeOwn(edit, update)
  }

  async #storeOwn(edit: EditId, update: Uint8Array): Promise<void> {
    const { store, ledger, changed } = this.#options
    try {
      const key = await store.append(update, true)
      this.#committed(key, update.length)
      const waiting = ledger.kept(edit, key)
      changed()
      // The ack was quicker than the disk.
      if (!waiting) await this.acked([key])
    } catch (error) {
      this.#failed(error)
    }
  }

  async #storeRemote(update: Uint8Array): Promise<void> {
    try {
      const key = await this.#options.store.append(update, false)
      this.#committed(key, update.length)
      await this.#tidy()
    } catch (error) {
      this.#holes = true
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    if (this.#ended) return
    const { runtime, changed, problem } = this.#options
    if (this.#failure === null) problem(error)
    this.#failure = whyOf(error)
    changed()
    if (this.#cancelRetry) return
    this.#cancelRetry = runtime.timer(TRY_AGAIN, () => {
      this.#cancelRetry = null
      void this.#tryAgain()
    })
  }

  async #tryAgain(): Promise<void> {
    const { ledger, changed } = this.#options
    if (!this.#loaded) await this.load()
    if (!this.#loaded || this.#ended) return
    this.#failure = null
    await Promise.all(ledger.unstored().map(([edit, update]) => this.#storeOwn(edit, update)))
    await this.#tidy()
    changed()
  }

  #take(rows: readonly StoredUpdate[]): void {
    const { doc, ledger, found, problem } = this.#options
    for (const { key, update } of rows) this.#committed(key, update.length)
    const damaged = new Set<RowKey>()
    try {
      // In one transaction, so that observers run once for a thousand rows, and what is thrown within it is a row's fault.
      doc.transact(() => {
        for (const { key, update } of rows) {
          try {
            Y.applyUpdate(doc, update, this)
          } catch {
            // Yjs tells damaged bytes by whatever error it runs into.
            damaged.add(key)
          }
        }
      }, this)
    } catch (error) {
      // An observer's: Yjs runs all of them before it throws.
      problem(error)
    }
    if (damaged.size > 0) this.#setAside([...damaged])
    const partly = holdsBack(doc)
    for (const { key, update, unacked } of rows) {
      if (!unacked || damaged.has(key)) continue
      const edit = ledger.found(key, partly && !isIntegrated(doc, update))
      if (edit !== null) found(edit, update)
    }
  }

  #setAside(rows: readonly RowKey[]): void {
    this.#options.damaged(rows.length)
    this.#options.store.setAside(rows).catch((error: unknown) => this.#failed(error))
  }

  #otherTab(news: TabNews): void {
    const { ledger, changed } = this.#options
    switch (news.kind) {
      case 'stored':
        this.#take(news.rows)
        break
      case 'acked':
        ledger.ackedElsewhere(news.rows)
        break
      case 'compacted':
        this.#rows = { ...this.#rows, count: 1, largest: this.#rows.bytes }
        return
      case 'refused':
      case 'forgotten':
        // The session starts over, or strikes it off its list.
        return
    }
    changed()
  }

  /** Replaces many rows by one, when all of them are on the server; and fills holes. */
  async #tidy(): Promise<void> {
    const { doc, store, ledger } = this.#options
    if (this.#compacting || this.#ended || !this.#loaded || ledger.unsaved > 0) return
    const { count, bytes, largest, newest } = this.#rows
    if (!this.#holes && !worthCompacting(count, bytes, largest)) return
    const state = encodeIntegrated(doc)
    this.#compacting = true
    try {
      const key = await store.compact(newest, state)
      this.#holes = false
      const later = this.#rows
      this.#rows = {
        count: later.count - count + 1,
        bytes: later.bytes - bytes + state.length,
        largest: state.length,
        newest: Math.max(later.newest, key),
      }
    } catch (error) {
      this.#failed(error)
    } finally {
      this.#compacting = false
    }
  }

  #committed(key: RowKey, size: number): void {
    const { count, bytes, largest, newest } = this.#rows
    // Updates of others share a row.
    this.#rows = {
      count: key === newest ? count : count + 1,
      bytes: bytes + size,
      largest: Math.max(largest, size),
      newest: Math.max(newest, key),
    }
  }
}
