import * as Y from 'yjs'
import { last } from './arrived.ts'
import type { Range, Scan, Struct } from './contract.ts'
import { Kinship } from './kinship.ts'

/**
 * Keeps items of several units from being the value of one key. No program writes one: a value is one unit, and only what
 * was deleted grows together. But Yjs cuts such an item in two when somebody deletes, or writes after, its first part; the
 * other part is the value then, and what was cut off lives on beside it. When what they are in is deleted, Yjs passes over
 * that one, and throws in the midst of its tidying: with everybody who is sent the deletion, and each time that the log is
 * read. The neighbours of an item tell whether it has a key, so this knows the document and what is on its way into it.
 */
export class Keys {
  readonly #doc: Y.Doc
  readonly #keyed: Kinship

  constructor(doc: Y.Doc) {
    this.#doc = doc
    this.#keyed = new Kinship(doc, {
      told: ({ keyed }) => keyed,
      stored: ({ parentSub }) => parentSub !== null,
    })
  }

  /** Whether an update that misses no causes puts more than one living unit under a key. */
  overfilled(scan: Scan): boolean {
    const isKeyed = this.#keyed.within(scan)
    const buried = new Buried(scan.deletes)
    for (const { client, structs } of scan.sections) {
      const has = Y.getState(this.#doc.store, client)
      for (const struct of structs) {
        if (struct.type !== 'item' || struct.length === 1 || struct.content === 'deleted') continue
        if (struct.clock + struct.length <= has || !isKeyed(struct)) continue
        if (!buried.holds(client, struct)) return true
      }
    }
    return false
  }

  /** The update is on its way into the document. */
  take(scan: Scan): void {
    this.#keyed.take(scan)
  }

  /** All that was taken is in the document now. */
  applied(): void {
    this.#keyed.applied()
  }
}

/** What an update deletes, joined where it touches; looked at only when there is something to look for. */
export class Buried {
  readonly #deletes: readonly Range[]
  #joined: ReadonlyMap<number, readonly Range[]> | null = null

  constructor(deletes: readonly Range[]) {
    this.#deletes = deletes
  }

  holds(client: number, { clock, length }: Pick<Struct, 'clock' | 'length'>): boolean {
    this.#joined ??= joined(this.#deletes)
    const found = last(this.#joined.get(client) ?? [], clock)
    return found !== null && clock + length <= found.clock + found.length
  }
}

/** Ranges of each client in order, joined where they touch. */
export function joined(ranges: readonly Range[]): Map<number, Range[]> {
  const all = new Map<number, Range[]>()
  for (const range of [...ranges].sort((a, b) => a.clock - b.clock)) {
    const list = all.get(range.client) ?? []
    append(list, range)
    all.set(range.client, list)
  }
  return all
}

/** Puts a range behind those of the same client that begin before it, or joins it with the last. */
export function append(list: Range[], range: Range): void {
  const before = list.at(-1)
  const end = before ? before.clock + before.length : -1
  if (!before || range.clock > end) list.push(range)
  else if (range.clock + range.length > end)
    list[list.length - 1] = { ...before, length: range.clock + range.length - before.clock }
}
