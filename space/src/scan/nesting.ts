import type { Id, Section, Struct } from './contract.ts'

/**
 * Whether types in these sections lie deeper in each other than `deepest`, as far as these sections tell. Deleting a type
 * deletes what is in it by recursion, and some 4,000 levels overflow the stack of everybody who is sent the deletion.
 */
export function tooDeep(sections: readonly Section[], deepest: number): boolean {
  const places = new Places(sections)
  for (const { structs } of sections) {
    for (const struct of structs) {
      // What has no type in it can't make anything deeper.
      if (struct.type === 'item' && struct.content === 'type' && places.depth(struct) > deepest) return true
    }
  }
  return false
}

/** How deep each struct lies: 1 in a root type, or in a type that stands elsewhere. */
class Places {
  readonly #sections: ReadonlyMap<number, readonly Struct[]>
  readonly #depths = new Map<Struct, number>()

  constructor(sections: readonly Section[]) {
    this.#sections = new Map(sections.map(({ client, structs }) => [client, structs]))
  }

  /** Follows the way up once for each struct, without recursion: the way may be as long as the update. */
  depth(struct: Struct): number {
    const way: { struct: Struct; down: 0 | 1 }[] = []
    let above: Struct | undefined = struct
    let depth: number | undefined
    while (above !== undefined) {
      depth = this.#depths.get(above)
      if (depth !== undefined) break
      const { next, down } = this.#up(above)
      way.push({ struct: above, down })
      // A ring of items, each leaning on the next, stands on nothing: `missingCause` finds it.
      this.#depths.set(above, 1)
      above = next
    }
    depth ??= 0
    for (const step of way.reverse()) {
      depth = Math.max(1, depth + step.down)
      this.#depths.set(step.struct, depth)
    }
    return depth
  }

  /** What a struct's place follows from: the type that it is in (one down), or its neighbour (as deep). */
  #up(struct: Struct): { next: Struct | undefined; down: 0 | 1 } {
    if (struct.type !== 'item') return { next: undefined, down: 1 }
    const { left, right, parent } = struct
    if (parent !== null) return { next: typeof parent === 'string' ? undefined : this.#find(parent), down: 1 }
    const beside = left ?? right
    return { next: beside === null ? undefined : this.#find(beside), down: 0 }
  }

  #find({ client, clock }: Id): Struct | undefined {
    const structs = this.#sections.get(client) ?? []
    let low = 0
    let high = structs.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const struct = structs[middle]
      if (struct === undefined) return undefined
      if (clock < struct.clock) high = middle - 1
      else if (clock >= struct.clock + struct.length) low = middle + 1
      else return struct
    }
    return undefined
  }
}
