import { type NoteId, noteBody } from '@weft/space'
import * as Y from 'yjs'
import type { Trace, Transaction } from './trace.ts'

/** The text that a session is played into: the one run of text in the first block of a note. */
export function textOf(doc: Y.Doc, note: NoteId): Y.XmlText | null {
  const block = noteBody(doc, note)?.get(0)
  const text = block instanceof Y.XmlElement ? block.get(0) : null
  return text instanceof Y.XmlText ? text : null
}
export const readText = (doc: Y.Doc, note: NoteId): string => textOf(doc, note)?.toString() ?? ''

/** What the network gives an agent. `crowded`: more is on its way than it should be. */
export interface Live {
  readonly doc: Y.Doc
  readonly crowded: boolean
}

/** What an agent did for one transaction, and how another client knows that it has it. */
export interface Made {
  readonly update: Uint8Array
  /** The clock of its author that it ends at. */
  readonly clock: number
  readonly deleted: readonly { readonly client: number; readonly clock: number }[]
}

/**
 * One person of the recorded session. Its live document is what the network gives it. Beside it stands the past: a document
 * that holds exactly what its next transaction was based on, because recorded positions mean nothing in any other. What
 * happens in the past is carried over into the live document, as an edit made there.
 */
export class Agent<L extends Live = Live> {
  readonly live: L
  readonly #client: number
  readonly #past = new Y.Doc()
  readonly #note: NoteId
  readonly #has = new Set<number>()
  readonly #mine: readonly number[]
  #next = 0

  /** `client`: ascending in the order of the agents, or concurrent inserts come out in another order than was recorded. */
  constructor(live: L, trace: Trace, index: number, client: number, note: NoteId) {
    this.live = live
    this.#client = client
    this.#note = note
    this.#past.clientID = client
    this.#mine = trace.transactions.flatMap(({ agent }, i) => (agent === index ? [i] : []))
    Y.applyUpdate(this.#past, Y.encodeStateAsUpdate(live.doc))
  }

  get done(): boolean {
    return this.#next === this.#mine.length
  }

  /** Makes its next transaction if everything that it was based on has arrived here. @returns its index, or null. */
  act(trace: Trace, made: (Made | undefined)[]): number | null {
    const index = this.#mine[this.#next]
    const transaction = index === undefined ? undefined : trace.transactions[index]
    if (index === undefined || transaction === undefined || this.live.crowded) return null
    const needed = this.#lacks(trace, transaction)
    const arrived: Made[] = []
    for (const one of needed) {
      const there = made[one]
      const author = trace.transactions[one]?.agent
      if (there === undefined || author === undefined || !this.#hasArrived(there)) return null
      arrived.push(there)
    }
    for (const { update } of arrived) Y.applyUpdate(this.#past, update)
    for (const one of needed) this.#has.add(one)
    made[index] = this.#play(transaction)
    this.#has.add(index)
    this.#next++
    return index
  }

  /** What the transaction was based on and isn't in the past yet, earliest first. */
  #lacks(trace: Trace, { parents }: Transaction): number[] {
    const found = new Set<number>()
    const open = [...parents]
    for (let one = open.pop(); one !== undefined; one = open.pop()) {
      if (this.#has.has(one) || found.has(one)) continue
      found.add(one)
      open.push(...(trace.transactions[one]?.parents ?? []))
    }
    return [...found].sort((a, b) => a - b)
  }

  #hasArrived({ update, clock, deleted }: Made): boolean {
    const { store } = this.live.doc
    const { from } = Y.parseUpdateMeta(update)
    for (const client of from.keys()) if (Y.getState(store, client) < clock) return false
    return deleted.every((id) => {
      if (Y.getState(store, id.client) <= id.clock) return false
      const item = Y.getItem(store, Y.createID(id.client, id.clock))
      return item.deleted
    })
  }

  #play({ patches }: Transaction): Made {
    const text = textOf(this.#past, this.#note)
    if (!text) throw new Error('the note that is played into is gone')
    const updates: Uint8Array[] = []
    const deleted: { client: number; clock: number }[] = []
    const heard = (update: Uint8Array): void => void updates.push(update)
    const ended = ({ deleteSet }: Y.Transaction): void => {
      for (const [client, ranges] of deleteSet.clients)
        for (const { clock, len } of ranges) deleted.push({ client, clock: clock + len - 1 })
    }
    this.#past.on('update', heard)
    this.#past.on('afterTransaction', ended)
    this.#past.transact(() => {
      for (const [position, removed, inserted] of patches) {
        if (removed > 0) text.delete(position, removed)
        if (inserted.length > 0) text.insert(position, inserted)
      }
    })
    this.#past.off('update', heard)
    this.#past.off('afterTransaction', ended)
    const update = updates.length === 1 && updates[0] ? updates[0] : Y.mergeUpdates(updates)
    Y.applyUpdate(this.live.doc, update, this)
    return { update, clock: Y.getState(this.#past.store, this.#client), deleted }
  }
}
