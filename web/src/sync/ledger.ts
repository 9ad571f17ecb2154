import type { RowKey } from './contract.ts'

/** The name of an edit within this session. */
export type EditId = number

interface Edit {
  /** Its row in this device's store; null until that is committed. */
  key: RowKey | null
  /** Its bytes, while no row holds them. */
  unkept: Uint8Array | null
  /** It is held back by the document (its causes are missing), so that no step 2 contains it. */
  adrift: boolean
}

/**
 * The edits of this device that aren't known to be on the server, and which of them stands in which frame. An ack counts
 * frames (step 2 and update) of one connection; the ledger turns that count into edits and rows.
 */
export class Ledger {
  readonly #edits = new Map<EditId, Edit>()
  readonly #byRow = new Map<RowKey, EditId>()
  /** Frames in flight, oldest first. */
  #frames: { readonly count: number; readonly bytes: number; readonly edits: readonly EditId[] }[] = []
  #sent = 0
  #ackedCount = 0
  #next: EditId = 1

  /** An edit made here: it has no row yet. */
  made(update: Uint8Array): EditId {
    return this.#add({ key: null, unkept: update, adrift: false })
  }

  /** An unacked row that was found in the store. Null when it is known already. */
  found(key: RowKey, adrift: boolean): EditId | null {
    if (this.#byRow.has(key)) return null
    const id = this.#add({ key, unkept: null, adrift })
    this.#byRow.set(key, id)
    return id
  }

  /** The row of an edit is committed. False when the server had the edit before that: then mark the row acked. */
  kept(id: EditId, key: RowKey): boolean {
    const edit = this.#edits.get(id)
    if (!edit) return false
    edit.key = key
    edit.unkept = null
    this.#byRow.set(key, id)
    return true
  }

  /** A frame that carries one or some edits goes out. `bytes`: its length. */
  sent(edits: readonly EditId[], bytes: number): void {
    this.#sent++
    this.#frames.push({ count: this.#sent, bytes, edits })
  }

  /** A step 2 goes out: it contains every edit that the document has integrated. */
  sentAll(bytes: number): void {
    this.sent(
      [...this.#edits].filter(([, edit]) => !edit.adrift).map(([id]) => id),
      bytes,
    )
  }

  /**
   * The server has the first `count` frames. Gives the rows that are now acked, and whether the ack said anything new.
   * An ack of frames that were never sent is wrong, and believed no further than what was.
   */
  acked(count: number): { readonly rows: readonly RowKey[]; readonly news: boolean } {
    const rows: RowKey[] = []
    const news = count > this.#ackedCount && this.#ackedCount < this.#sent
    this.#ackedCount = Math.max(this.#ackedCount, Math.min(count, this.#sent))
    while (this.#frames[0] && this.#frames[0].count <= count) {
      for (const id of this.#frames.shift()?.edits ?? []) {
        const key = this.#remove(id)
        if (key !== null) rows.push(key)
      }
    }
    return { rows, news }
  }

  /** Another tab learnt that these are on the server. */
  ackedElsewhere(rows: readonly RowKey[]): void {
    for (const row of rows) {
      const id = this.#byRow.get(row)
      if (id !== undefined) this.#remove(id)
    }
  }

  /**
   * Whether an edit may go out alone. One that is adrift may not: the server would drop it and ask for our full state, and
   * the ack of that, which doesn't contain the edit, would count the dropped frame as well.
   */
  maySend(id: EditId): boolean {
    return this.#edits.get(id)?.adrift === false
  }

  /** The document holds nothing back any more. */
  settled(): void {
    for (const edit of this.#edits.values()) edit.adrift = false
  }

  /** The connection is gone, and with it the meaning of its counts. */
  lineLost(): void {
    this.#frames = []
    this.#sent = 0
    this.#ackedCount = 0
  }

  /** Forgets everything: it was put aside. Gives the bytes that no row holds. */
  putAside(): readonly Uint8Array[] {
    const unkept = [...this.#edits.values()].flatMap((edit) => (edit.unkept ? [edit.unkept] : []))
    this.#edits.clear()
    this.#byRow.clear()
    this.lineLost()
    return unkept
  }

  get unsaved(): number {
    return this.#edits.size
  }

  get unkept(): number {
    // Edits whose row is being written: few, but for a store that fails.
    return this.#edits.size - this.#byRow.size
  }

  get adrift(): number {
    let count = 0
    for (const edit of this.#edits.values()) if (edit.adrift) count++
    return count
  }

  /** Bytes in flight that the server hasn't acked. */
  get unackedBytes(): number {
    return this.#frames.reduce((sum, frame) => sum + frame.bytes, 0)
  }

  /** Edits that no row holds, oldest first: to be stored again when the store is well. */
  unstored(): readonly (readonly [EditId, Uint8Array])[] {
    return [...this.#edits].flatMap(([id, edit]) => (edit.unkept ? [[id, edit.unkept] as const] : []))
  }

  #add(edit: Edit): EditId {
    const id = this.#next++
    this.#edits.set(id, edit)
    return id
  }

  #remove(id: EditId): RowKey | null {
    const edit = this.#edits.get(id)
    if (!edit) return null
    this.#edits.delete(id)
    if (edit.key !== null) this.#byRow.delete(edit.key)
    return edit.key
  }
}
