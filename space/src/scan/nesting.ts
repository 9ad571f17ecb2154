import * as Y from 'yjs'
import { Arrived, last, NOTHING_ARRIVED, Sections } from './arrived.ts'
import { type Id, SCAN_BOUNDS, type Scan, type Section, type Struct } from './contract.ts'

/** How deep the content with this id lies: 1 in a root type, 0 if nobody knows. */
type DepthOf = (id: Id) => number

/**
 * Whether types in these sections lie deeper in each other than `deepest`. Deleting a type deletes what is in it by
 * recursion, and some 4,000 levels overflow the stack of everybody who is sent the deletion.
 */
export function tooDeep(
  sections: readonly Section[],
  deepest: number,
  elsewhere: DepthOf = () => 0,
  arrived: Pick<Arrived, 'has' | 'goesOn'> = NOTHING_ARRIVED,
): boolean {
  let places: Places | null = null
  for (const { structs } of sections) {
    for (const struct of structs) {
      // What has no type in it can't make anything deeper.
      if (struct.type !== 'item' || struct.content !== 'type') continue
      places ??= new Places(sections, elsewhere, arrived)
      if (places.depth(struct) > deepest) return true
    }
  }
  return false
}

/**
 * Keeps a document from growing deep in many small steps, each of which the scanner finds shallow. Knows the document and
 * what is on its way into it.
 */
export class Nesting {
  readonly #doc: Y.Doc
  readonly #deepest: number
  /** Per client, in the order of their clocks. */
  readonly #ahead = new Map<number, { readonly clock: number; readonly depth: number }[]>()
  readonly #arrived: Arrived

  constructor(doc: Y.Doc, deepest: number = SCAN_BOUNDS.nesting) {
    this.#doc = doc
    this.#deepest = deepest
    this.#arrived = new Arrived(doc)
  }

  /** Whether an update that misses no causes would make the document deeper than allowed. */
  exceeds(scan: Scan): boolean {
    return tooDeep(scan.sections, this.#deepest, this.#depthOf, this.#arrived)
  }

  /** The update is on its way into the document. */
  take(scan: Scan): void {
    const { sections } = scan
    const places = new Places(sections, this.#depthOf, this.#arrived)
    for (const { client, structs } of sections) {
      const ahead = this.#ahead.get(client) ?? []
      for (const struct of structs) {
        // What came before comes again in a full step; the part of a struct that is new lies where its beginning lies.
        if (struct.clock > (ahead.at(-1)?.clock ?? -1))
          ahead.push({ clock: struct.clock, depth: places.depth(struct) })
      }
      this.#ahead.set(client, ahead)
    }
    this.#arrived.take(scan)
  }

  /** All that was taken is in the document now. */
  applied(): void {
    this.#ahead.clear()
    this.#arrived.applied()
  }

  readonly #depthOf = ({ client, clock }: Id): number => {
    const { store } = this.#doc
    if (clock >= Y.getState(store, client)) return last(this.#ahead.get(client) ?? [], clock)?.depth ?? 0
    const item = Y.getItem(store, Y.createID(client, clock))
    // What is gone has no place, and what leans on it goes too.
    if (!(item instanceof Y.Item)) return 0
    let depth = 1
    for (let above = typeOf(item); above !== null; above = typeOf(above)) depth++
    return depth
  }
}

/** The item of the type that an item is in; null in a root type. */
const typeOf = (item: Y.Item): Y.Item | null =>
  item.parent instanceof Y.AbstractType ? item.parent._item : null

/** How deep each struct of some sections lies. */
class Places {
  readonly #sections: Sections
  readonly #elsewhere: DepthOf
  readonly #arrived: Pick<Arrived, 'has' | 'goesOn'>
  readonly #goesOn: ReadonlyMap<Struct, Id>
  readonly #depths = new Map<Struct, number>()

  constructor(sections: readonly Section[], elsewhere: DepthOf, arrived: Pick<Arrived, 'has' | 'goesOn'>) {
    this.#arrived = arrived
    this.#goesOn = arrived.goesOn(sections)
    this.#sections = new Sections(sections)
    this.#elsewhere = elsewhere
  }

  /** Follows the way up once for each struct, without recursion: the way may be as long as the update. */
  depth(struct: Struct): number {
    const way: { readonly struct: Struct; readonly down: 0 | 1 }[] = []
    let depth: number | undefined
    for (let above: Struct | null = struct; above !== null; ) {
      depth = this.#depths.get(above)
      if (depth !== undefined) break
      const before = this.#goesOn.get(above)
      const place: Place = before ? { id: before, down: 0 } : leansOn(above)
      const { id, down } = place
      way.push({ struct: above, down })
      // A ring of items, each leaning on the next, stands on nothing: `missingCause` finds it.
      this.#depths.set(above, 1)
      above = id === null ? null : this.#find(id)
      if (above === null) depth = id === null ? 0 : this.#elsewhere(id)
    }
    depth ??= 0
    for (const step of way.reverse()) {
      depth = Math.max(1, depth + step.down)
      this.#depths.set(step.struct, depth)
    }
    return depth
  }

  #find({ client, clock }: Id): Struct | null {
    if (this.#arrived.has({ client, clock })) return null
    const struct = last(this.#sections.of(client), clock)
    return struct !== null && clock < struct.clock + struct.length ? struct : null
  }
}

/** What a struct's place follows from: the type that it is in (one down), or its neighbour (as deep). */
interface Place {
  readonly id: Id | null
  readonly down: 0 | 1
}

function leansOn(struct: Struct): Place {
  if (struct.type !== 'item') return { id: null, down: 1 }
  const { left, right, parent } = struct
  if (parent !== null) return { id: typeof parent === 'string' ? null : parent, down: 1 }
  return { id: left ?? right, down: 0 }
}
