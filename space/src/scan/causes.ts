import * as Y from 'yjs'
import type { Id, Range, Scan, Section, Struct } from './contract.ts'

/** The next clock of a client in a document (with what is on its way into it): all units below it are there. */
export type Has = (client: number) => number

/**
 * What an update builds on that neither a document has nor the update itself brings: the first such id, or null when all
 * is there. Yjs would keep such an update aside, invisible, and say nothing. A ring of items, each leaning on the next,
 * lacks a cause that nobody can ever send.
 */
export function missingCause(scan: Scan, has: Has): Id | null {
  const reach = new Map<number, number>()
  for (const { client, clock, length } of scan.ranges) {
    const next = reach.get(client) ?? has(client)
    if (clock > next) return { client, clock: next }
    reach.set(client, Math.max(next, clock + length))
  }
  const lacks = ({ client, clock }: Id): boolean => clock >= (reach.get(client) ?? has(client))
  for (const { client, structs } of scan.sections) {
    for (const struct of structs) {
      const id = leansOn(struct, (one) => one.client !== client && lacks(one))
      if (id !== null) return id
    }
  }
  for (const { client, clock, length } of scan.deletes) {
    const last = { client, clock: clock + length - 1 }
    if (lacks(last)) return last
  }
  // Alone, a client can only wait for what was looked for above.
  return scan.sections.length > 1 ? ring(scan.sections, has) : null
}

/**
 * The part of an update that a document doesn't have, when the update begins inside what is there; otherwise the update as
 * it is. Yjs can cut an item in two itself, but throws when the half that it has is gone (GC) and the update says otherwise.
 */
export function freshPart(update: Uint8Array, scan: Scan, has: Has): Uint8Array {
  const overlaps = ({ client, clock, length }: Range): boolean => {
    const next = has(client)
    return clock < next && next < clock + length
  }
  if (!scan.ranges.some(overlaps)) return update
  const state = new Map(scan.sections.map(({ client }) => [client, has(client)]))
  return Y.diffUpdate(update, Y.encodeStateVector(state))
}

/** The first that it leans on and that `is` so. */
function leansOn(struct: Struct, is: (id: Id) => boolean): Id | null {
  if (struct.type !== 'item') return null
  const { left, right, parent } = struct
  if (left !== null && is(left)) return left
  if (right !== null && is(right)) return right
  return parent !== null && typeof parent !== 'string' && is(parent) ? parent : null
}

/** Walks the sections in the order in which Yjs integrates them; returns an item that waits for itself. */
function ring(sections: readonly Section[], has: Has): Id | null {
  const walks = new Map(sections.map((section) => [section.client, new Walk(section)]))
  const isThere = ({ client, clock }: Id) => clock < has(client) || clock < (walks.get(client)?.next ?? 0)
  for (const first of walks.values()) {
    const stack = [{ walk: first, until: Number.POSITIVE_INFINITY }]
    const waiting = new Set([first])
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const need = top.walk.advance(top.until, isThere)
      if (need === null) {
        stack.pop()
        waiting.delete(top.walk)
        continue
      }
      const walk = walks.get(need.client)
      if (walk === undefined || waiting.has(walk)) return need
      stack.push({ walk, until: need.clock + 1 })
      waiting.add(walk)
    }
  }
  return null
}

/** How far the structs of one client are integrated. */
class Walk {
  readonly #structs: readonly Struct[]
  readonly #client: number
  #index = 0

  constructor({ client, structs }: Section) {
    this.#structs = structs
    this.#client = client
  }

  /** All units below this clock are integrated. */
  get next(): number {
    return this.#structs[this.#index]?.clock ?? Number.POSITIVE_INFINITY
  }

  /** Goes on up to a clock; returns the first id that isn't there yet and is needed to go on. */
  advance(until: number, isThere: (id: Id) => boolean): Id | null {
    for (; this.next < until; this.#index++) {
      const struct = this.#structs[this.#index]
      if (struct === undefined) return null
      const id = leansOn(struct, (one) => one.client !== this.#client && !isThere(one))
      if (id !== null) return id
    }
    return null
  }
}
