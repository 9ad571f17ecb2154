import * as Y from 'yjs'

/**
 * A space's document as it is durable: only what the log holds is ever applied to it, so whoever reads it reads nothing
 * that a crash could take back.
 *
 * Updates whose causes were lost with a damaged record wait inside Yjs (`pendingStructs`). They are part of every
 * snapshot and of nothing that is sent: a client that is given them would send them back as its own, for ever.
 */
export class DurableDocument {
  readonly doc = new Y.Doc()
  #told: Uint8Array | null = null
  #version = 0

  constructor() {
    this.doc.on('beforeObserverCalls', (transaction: Y.Transaction) => {
      // After a remote transaction Yjs tidies superfluous formatting away, by deletions of its own. Here nobody would
      // have logged them; clients do the same tidying and send it. Local transactions aren't tidied.
      transaction.local = true
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
    this.#version++
    Y.transact(
      this.doc,
      () => {
        for (const update of updates) Y.applyUpdate(this.doc, update)
      },
      'log',
      false,
    )
    return this.#told
  }

  /**
   * Applies stored updates in one transaction, each for itself: one that Yjs can't take doesn't keep the space shut.
   * @returns those that failed.
   */
  restore<T extends { readonly update: Uint8Array }>(stored: readonly T[]): (T & { problem: string })[] {
    const failed: (T & { problem: string })[] = []
    this.#version++
    Y.transact(
      this.doc,
      () => {
        for (const item of stored) {
          try {
            Y.applyUpdate(this.doc, item.update)
          } catch (error) {
            failed.push({ ...item, problem: String(error) })
          }
        }
      },
      'log',
      false,
    )
    return failed
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

  /** What somebody at `stateVector` lacks, and all deletions. */
  difference(stateVector: Uint8Array): Uint8Array {
    const { store } = this.doc
    const { pendingStructs, pendingDs } = store
    store.pendingStructs = null
    store.pendingDs = null
    try {
      return Y.encodeStateAsUpdate(this.doc, stateVector)
    } finally {
      store.pendingStructs = pendingStructs
      store.pendingDs = pendingDs
    }
  }

  /** Everything, with what waits: for a snapshot. */
  everything(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc)
  }

  /** Whether all of a range of a client's structs is here and deleted. */
  isDeleted(client: number, clock: number, length: number): boolean {
    const structs = this.doc.store.clients.get(client)
    const end = clock + length
    if (!structs || end > this.clock(client)) return false
    for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
      const struct = structs[i]
      if (!struct || struct.id.clock >= end) return true
      if (!struct.deleted) return false
    }
    return true
  }

  /** Runs a change on a copy, so that one that throws half-way leaves nothing behind. `update`: what it made, or null. */
  tryOut<T>(change: (doc: Y.Doc) => T): { readonly result: T; readonly update: Uint8Array | null } {
    const copy = new Y.Doc()
    try {
      Y.applyUpdate(copy, this.difference(NOTHING))
      const before = Y.encodeStateVector(copy)
      const updates: Uint8Array[] = []
      copy.on('update', (update: Uint8Array) => updates.push(update))
      const result = change(copy)
      const [first] = updates
      if (!first) return { result, update: null }
      return { result, update: updates.length === 1 ? first : Y.encodeStateAsUpdate(copy, before) }
    } finally {
      copy.destroy()
    }
  }

  destroy(): void {
    this.doc.destroy()
  }
}

/** The state vector of an empty document. */
const NOTHING = new Uint8Array([0])
