import type { Id } from '../scan/contract.ts'

/** An item of a list, as far as the places of others depend on it. */
export interface Placed {
  readonly id: Id
  readonly origin: Id | null
  readonly rightOrigin: Id | null
}

/** How to get about among items: those of a document, or those that an update would put there. */
export interface Ways<N> {
  next(item: N): N | null
  /** Units. */
  length(item: N): number
  /** The item that holds a unit; null for what is gone. */
  find(id: Id): N | null
}

/** Between what an item wants to stand: all that is there already was put there by others at the same time. */
export interface Between<N> {
  /** The type that the list belongs to, and the key under which it stands there. */
  readonly home: unknown
  readonly key: string | null
  /** The item on the left; null at the start of the list. */
  readonly left: N | null
  readonly right: N | null
  /** The first of the list. */
  readonly first: N | null
}

/** What was met, and as the how manyth. Mostly nobody asks, so it is looked up only then. */
class Way<N> {
  readonly met: N[] = []
  readonly #at = new Map<N, number>()

  at(item: N): number | undefined {
    for (let i = this.#at.size; i < this.met.length; i++) {
      const one = this.met[i]
      if (one !== undefined) this.#at.set(one, i)
    }
    return this.#at.get(item)
  }
}

/** A walk that went far, for the next item that would go the same way. */
interface Memory<N> {
  readonly home: unknown
  readonly key: string | null
  readonly origin: Id | null
  readonly way: Way<N>
  /** So many of what was met stand left of the item. */
  readonly reach: number
  /** The item that went, whose place is right after `left`. */
  item: Placed
  left: N | null
}

/** So many walks are remembered: those that were last gone. */
const MEMORIES = 16
/** An item that was split in more parts isn't followed back to its first. */
const HOPS = 4

/** A list was walked along further than allowed. */
export class WalkedTooFar extends Error {
  constructor() {
    super('too many items want to stand in the same place')
    this.name = 'WalkedTooFar'
  }
}

/** It was walked far enough for now: see `rest`. */
export class Paused extends Error {
  constructor() {
    super('walked far enough for now')
    this.name = 'Paused'
  }
}

/**
 * Finds the places of items that want to stand where others already stand (YATA, as in `Item.integrate` of yjs 13.6), and
 * counts the steps.
 *
 * Yjs looks at every item between the two that the new one wants to stand between, for each new one again: two people who each
 * put 5,000 lines at the top of a note while they were offline cost it 25 million looks, some 4 s. But their
 * lines go the same way one after another: same writer, same left neighbour, and right before the last one. So the last
 * far walks of a transaction are remembered, and whoever would go the same way again stands before who went it. That is where Yjs' walk ends, too:
 *
 * - Up to the place of the one before, both meet the same items, and decide the same of each: the writer is the same, and only
 *   who stood there before could have asked for the same right neighbour.
 * - Then the new one meets the one before: it wanted to stand left of it, or they wanted the same and the writer
 *   is the same, at which Yjs stops.
 *
 * It holds while nothing else was put in between, so a memory ends when something is. (`places.test.ts` compares with Yjs.)
 */
export class Conflicts<N extends Placed> {
  /** Items looked at, so far. */
  steps = 0
  readonly #ways: Ways<N>
  /** The most for one item. */
  farthest = 0
  /** After so many steps in all, `place` throws `Paused` instead of walking again. */
  rest: number = Number.POSITIVE_INFINITY
  /** More steps than this for one item, and `place` throws. */
  most: number = Number.POSITIVE_INFINITY
  #memories: Memory<N>[] = []
  /** Of the item that was placed last and isn't linked yet. */
  #fresh: Memory<N> | null = null

  constructor(ways: Ways<N>) {
    this.#ways = ways
  }

  /** Whether `linked` has to be told of items that nobody was in the way of. */
  get remembers(): boolean {
    return this.#memories.length > 0
  }

  /** Of what comes now nothing was walked yet. */
  forget(): void {
    this.#memories = []
    this.farthest = 0
  }

  /** What an item comes to stand after; null at the start. `linked` must follow. @throws {WalkedTooFar}, {Paused} */
  place(item: Placed, between: Between<N>): N | null {
    const { home, key } = between
    const memory = this.#memories.find(
      (one) =>
        one.home === home &&
        one.key === key &&
        one.item.id.client === item.id.client &&
        isSame(one.origin, item.origin) &&
        (between.right === one.item || isSame(one.item.rightOrigin, item.rightOrigin)),
    )
    if (memory) {
      this.#memories.splice(this.#memories.indexOf(memory), 1)
      if (this.#follow(memory, between.first)) {
        this.#fresh = memory
        return memory.left
      }
    }
    if (this.steps >= this.rest) throw new Paused()
    return this.#walk(item, between)
  }

  /** An item stands in its list now, right after `left`. */
  linked(item: N, { home, key }: Pick<Between<N>, 'home' | 'key'>, left: N | null): void {
    const fresh = this.#fresh
    this.#fresh = null
    for (let i = this.#memories.length - 1; i >= 0; i--) {
      const one = this.#memories[i]
      if (one === undefined || one.home !== home || one.key !== key) continue
      if (this.#isInside(one, left)) this.#memories.splice(i, 1)
    }
    if (fresh === null) return
    fresh.item = item
    this.#memories.push(fresh)
    if (this.#memories.length > MEMORIES) this.#memories.shift()
  }

  #walk(item: Placed, { home, key, left: from, right, first }: Between<N>): N | null {
    const { next, length, find } = this.#ways
    const { client } = item.id
    const way = new Way<N>()
    const { met } = way
    /** Those met from here on may yet turn out to stand on the right; Yjs' `conflictingItems`. */
    let open = 0
    let left = from
    let before: N | null = null
    let origin: Id | null = null
    /** As the how manyth `origin` was met. */
    let at: number | undefined
    for (let o = from === null ? first : next(from); o !== null && o !== right; o = next(o)) {
      if (met.length >= this.most) throw new WalkedTooFar()
      this.steps++
      met.push(o)
      if (isSame(item.origin, o.origin)) {
        if (o.id.client < client) {
          left = o
          open = met.length
        } else if (isSame(item.rightOrigin, o.rightOrigin)) break
      } else {
        if (o.origin === null) break
        // Mostly it is what stands right before, or the same again: no need to look for it.
        if (before !== null && isLast(before, length(before), o.origin)) at = met.length - 2
        else if (origin === null || !isSame(o.origin, origin)) {
          const found = find(o.origin)
          at = found === null ? undefined : way.at(found)
        }
        origin = o.origin
        if (at === undefined) break
        if (at < open) {
          left = o
          open = met.length
        }
      }
      before = o
    }
    this.farthest = Math.max(this.farthest, met.length)
    if (met.length > 0) this.#fresh = { home, key, origin: item.origin, way, reach: open, item, left }
    return left
  }

  /** Makes sure of what stands right before the item that went; it may have been split since. */
  #follow(memory: Memory<N>, first: N | null): boolean {
    let { left } = memory
    for (let hops = 0; hops < HOPS; hops++) {
      const next: N | null = left === null ? first : this.#ways.next(left)
      if (next === memory.item) {
        memory.left = left
        this.steps++
        return true
      }
      if (next === null) break
      left = next
    }
    return false
  }

  /** Whether what stands after `left` is met by who goes the same way again. */
  #isInside({ origin, way, reach, item }: Memory<N>, left: N | null): boolean {
    if (left === null) return origin === null
    if (origin !== null && isLast(left, this.#ways.length(left), origin)) return true
    // The right part of an item that was split goes on from the left one; so does what its writer typed after it.
    const parts: N[] = []
    for (let part: N | null = left; part !== null; part = this.#wentOn(part)) {
      // It stands behind the item that went.
      if (part === item) return false
      parts.push(part)
      if (parts.length > HOPS) return true
    }
    for (const part of parts) {
      const at = way.at(part)
      if (at !== undefined) return at < reach
    }
    return false
  }

  #wentOn({ id, origin }: N): N | null {
    if (origin === null || origin.client !== id.client || origin.clock !== id.clock - 1) return null
    return this.#ways.find(origin)
  }
}

function isSame(a: Id | null, b: Id | null): boolean {
  return a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock)
}

const isLast = ({ id }: Placed, length: number, { client, clock }: Id): boolean =>
  id.client === client && id.clock + length - 1 === clock
