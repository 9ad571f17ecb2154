import * as Y from 'yjs'
import type { Id, Scan } from '../scan/contract.ts'

/** More deletions than this in one update, or in a client's list of more structs than that, have to be looked at. */
const FEW = 8
const LONG = 10_000

/**
 * Tells at a glance of what is typed that nobody is in its way: it stands right after an item of the document, or after what the
 * same client typed just before, and what comes next is what it wants on its right. Nothing is laid out for that, and
 * nothing made: it is asked a thousand times a second.
 */
export class Quiet {
  readonly #doc: Y.Doc
  /** After these stands something that is on its way. */
  readonly #followed = new Set<Y.Item>()
  /** What stands last of what a client has on its way: its next clock, and what is on its right. */
  readonly #tails = new Map<number, { next: number; readonly right: Id | null }>()

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** Takes an update if nobody is in the way of what is in it. Nobody is in the way of deletions, but many of them cut much. */
  takes({ sections, deletes }: Scan): boolean {
    if (deletes.length > FEW || deletes.some(({ client }) => this.#isLong(client))) return false
    const [section] = sections
    if (section === undefined) return true
    const [struct] = section.structs
    if (sections.length > 1 || section.structs.length > 1 || struct?.type !== 'item') return false
    const { clock, length, left, right } = struct
    if (left === null) return false
    const tail = this.#tails.get(section.client)
    if (tail !== undefined) {
      if (clock !== tail.next || !isLeftOf(left, section.client, clock) || !isSame(right, tail.right))
        return false
      tail.next += length
      return true
    }
    if (clock !== Y.getState(this.#doc.store, section.client) || !this.#follows(left, right)) return false
    this.#tails.set(section.client, { next: clock + length, right })
    return true
  }

  /** All that was taken is in the document, or will be asked about again. */
  clear(): void {
    if (this.#followed.size > 0) this.#followed.clear()
    if (this.#tails.size > 0) this.#tails.clear()
  }

  #isLong(client: number): boolean {
    return (this.#doc.store.clients.get(client)?.length ?? 0) > LONG
  }

  /** Whether these two stand side by side in the document, and nothing is on its way there. */
  #follows(left: Id, right: Id | null): boolean {
    const { store } = this.#doc
    if (left.clock >= Y.getState(store, left.client)) return false
    const item = Y.getItem(store, Y.createID(left.client, left.clock))
    if (!(item instanceof Y.Item) || left.clock !== item.id.clock + item.length - 1) return false
    if (!isSame(item.right?.id ?? null, right) || this.#followed.has(item)) return false
    this.#followed.add(item)
    return true
  }
}

const isLeftOf = (left: Id, client: number, clock: number): boolean =>
  left.client === client && left.clock === clock - 1

function isSame(a: Id | null, b: Id | null): boolean {
  return a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock)
}
