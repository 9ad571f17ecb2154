import * as Y from 'yjs'
import type { Id, Range, Scan, Section, Struct } from './contract.ts'
import { last } from './nesting.ts'

/**
 * Keeps items of several units from being the value of one key. No program writes one: a value is one unit, and only what
 * was deleted grows together. But Yjs cuts such an item in two when somebody deletes, or writes after, its first part; the
 * other part is the value then, and what was cut off lives on beside it. When what they are in is deleted, Yjs passes over
 * that one, and throws in the midst of its tidying: with everybody who is sent the deletion, and each time that the log is
 * read. The neighbours of an item tell whether it has a key, so this knows the document and what is on its way into it.
 */
export class Keys {
  readonly #doc: Y.Doc
  /** What is on its way and has a key, per client in the order of their clocks. */
  readonly #ahead = new Map<number, Range[]>()

  constructor(doc: Y.Doc) {
    this.#doc = doc
  }

  /** Whether an update that misses no causes puts more than one living unit under a key. */
  overfilled(scan: Scan): boolean {
    const places = new Places(scan.sections, this.#isKeyed)
    const buried = new Buried(scan.deletes)
    for (const { client, structs } of scan.sections) {
      const has = Y.getState(this.#doc.store, client)
      for (const struct of structs) {
        if (struct.type !== 'item' || struct.length === 1 || struct.content === 'deleted') continue
        if (struct.clock + struct.length <= has || !places.isKeyed(struct)) continue
        if (!buried.holds(client, struct)) return true
      }
    }
    return false
  }

  /** The update is on its way into the document. */
  take({ sections }: Scan): void {
    const places = new Places(sections, this.#isKeyed)
    for (const { client, structs } of sections) {
      const has = Y.getState(this.#doc.store, client)
      for (const { clock, length } of structs.filter(
        (one) => one.clock + one.length > has && places.isKeyed(one),
      )) {
        const ahead = this.#ahead.get(client) ?? []
        // What came before comes again in a full step.
        if (clock > (ahead.at(-1)?.clock ?? -1)) ahead.push({ client, clock, length })
        this.#ahead.set(client, ahead)
      }
    }
  }

  /** All that was taken is in the document now. */
  applied(): void {
    this.#ahead.clear()
  }

  readonly #isKeyed = ({ client, clock }: Id): boolean => {
    const { store } = this.#doc
    if (clock >= Y.getState(store, client)) return within(last(this.#ahead.get(client) ?? [], clock), clock)
    const item = Y.getItem(store, Y.createID(client, clock))
    // What is gone has no place, and what leans on it goes too.
    return item instanceof Y.Item && item.parentSub !== null
  }
}

const within = (range: Range | null, clock: number): boolean =>
  range !== null && clock < range.clock + range.length

/** Which structs of some sections have a key. */
class Places {
  readonly #sections: ReadonlyMap<number, readonly Struct[]>
  readonly #elsewhere: (id: Id) => boolean
  readonly #known = new Map<Struct, boolean>()

  constructor(sections: readonly Section[], elsewhere: (id: Id) => boolean) {
    this.#sections = new Map(sections.map(({ client, structs }) => [client, structs]))
    this.#elsewhere = elsewhere
  }

  /** Follows the neighbours once for each struct, without recursion: the way may be as long as the update. */
  isKeyed(struct: Struct): boolean {
    const way: Struct[] = []
    let keyed: boolean | undefined
    for (let one: Struct | null = struct; one !== null; ) {
      keyed = this.#known.get(one)
      if (keyed !== undefined) break
      way.push(one)
      // A ring of items stands on nothing: `missingCause` finds it.
      this.#known.set(one, false)
      const id: Id | null = one.type === 'item' ? (one.left ?? one.right) : null
      if (id === null) keyed = one.type === 'item' && one.keyed
      one = id === null ? null : this.#find(id)
      if (id !== null && one === null) keyed = this.#elsewhere(id)
    }
    for (const step of way) this.#known.set(step, keyed ?? false)
    return keyed ?? false
  }

  #find({ client, clock }: Id): Struct | null {
    const structs = this.#sections.get(client) ?? []
    const struct = last(structs, clock)
    return struct !== null && struct.type !== 'skip' && clock < struct.clock + struct.length ? struct : null
  }
}

/** What an update deletes, joined where it touches; looked at only when there is something to look for. */
class Buried {
  readonly #deletes: readonly Range[]
  #joined: ReadonlyMap<number, readonly { readonly clock: number; readonly end: number }[]> | null = null

  constructor(deletes: readonly Range[]) {
    this.#deletes = deletes
  }

  holds(client: number, { clock, length }: Struct): boolean {
    this.#joined ??= joined(this.#deletes)
    const found = last(this.#joined.get(client) ?? [], clock)
    return found !== null && clock + length <= found.end
  }
}

function joined(deletes: readonly Range[]): Map<number, { readonly clock: number; end: number }[]> {
  const all = new Map<number, { readonly clock: number; end: number }[]>()
  for (const { client, clock, length } of [...deletes].sort((a, b) => a.clock - b.clock)) {
    const list = all.get(client) ?? []
    const before = list.at(-1)
    if (before && clock <= before.end) before.end = Math.max(before.end, clock + length)
    else list.push({ clock, end: clock + length })
    all.set(client, list)
  }
  return all
}
