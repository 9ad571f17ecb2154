import type { PersonId } from '@weft/space'
import { type Id, type ItemStruct, type Range, readKey, readValues, type Scan } from '@weft/space/scan'
import type { RefusalReason } from '@weft/space/wire'
import * as Y from 'yjs'

/** What a note says of its maker; nobody writes either a second time. */
const SIGNATURE: readonly (string | null)[] = ['by', 'at']
/** A device's clock may be ahead by so much: milliseconds. Without a network it may be behind by any time. */
const AHEAD = 24 * 3_600_000
const NOTES = 'notes'

interface Fresh {
  readonly client: number
  readonly struct: ItemStruct
  /** Of a struct that is known in part: the last unit that is. It goes on from there, whatever it says. */
  readonly after: Id | null
}

interface Told {
  readonly notes: ReadonlySet<string>
  readonly signatures: ReadonlyMap<string, Fresh>
}
const NOTHING_TOLD: Told = { notes: new Set(), signatures: new Map() }

/**
 * Keeps what notes say of who made them, and when: only who makes a note signs it, in their own name and at a time that has
 * been; nobody changes that, takes it away, or puts another note in a note's place. All else of a note belongs to all.
 *
 * An item that says whose neighbour it is takes over its place. Nobody may be the neighbour of a signature or a note: so
 * only those that name their place themselves have to be remembered, and looking is cheap for all that is typed.
 */
export class SignedNotes {
  readonly #doc: Y.Doc
  readonly #now: () => number
  /** Ids of notes and signatures on their way. */
  readonly #ahead = { notes: new Set<string>(), signatures: new Set<string>() }
  /** Of the update that was last looked at. */
  #told: Told = NOTHING_TOLD

  /** `now`: ms since 1970. */
  constructor(doc: Y.Doc, now: () => number) {
    this.#doc = doc
    this.#now = now
  }

  /** Why an update that misses no causes can't be the sender's. `author`: who must have signed a client's; null for anybody. */
  objection(
    update: Uint8Array,
    fresh: readonly Fresh[],
    author: (client: number) => PersonId | null,
  ): RefusalReason | null {
    this.#told = this.#read(update, fresh)
    const { notes, signatures } = this.#told
    for (const { client, struct } of signatures.values()) {
      const reason = this.#signs(update, struct, client, author(client))
      if (reason !== null) return reason
    }
    const isTaken = (id: Id | null): boolean =>
      id !== null &&
      (this.#isStored(id) ||
        (notes.size > 0 && notes.has(nameOf(id))) ||
        (signatures.size > 0 && signatures.has(nameOf(id))) ||
        this.#isAhead(id))
    return fresh.some(({ struct: { left, right }, after }) =>
      after === null ? isTaken(left) || isTaken(right) : isTaken(after),
    )
      ? 'author'
      : null
  }

  /** Whether somebody who deletes `item` takes a signature from a note that stays. `buried`: what goes with it. */
  takes(item: Y.Item | Y.GC, buried: (id: Id) => boolean): boolean {
    if (!(item instanceof Y.Item) || !isSignature(this.#doc, item)) return false
    const note = item.parent instanceof Y.AbstractType ? item.parent._item : null
    return note !== null && !note.deleted && !buried(note.id)
  }

  /** The update that was last asked about is on its way into the document. */
  take(): void {
    const { notes, signatures } = this.#told
    for (const name of notes) this.#ahead.notes.add(name)
    for (const name of signatures.keys()) this.#ahead.signatures.add(name)
  }

  /** All that was taken is in the document now. */
  applied(): void {
    if (this.#ahead.notes.size > 0) this.#ahead.notes.clear()
    if (this.#ahead.signatures.size > 0) this.#ahead.signatures.clear()
  }

  /** The new notes and signatures of an update, as they name themselves. */
  #read(update: Uint8Array, fresh: readonly Fresh[]): Told {
    if (!fresh.some(({ struct }) => struct.keyed)) return NOTHING_TOLD
    const notes = new Set<string>()
    const signatures = new Map<string, Fresh>()
    for (const { client, struct, after } of fresh)
      if (struct.keyed && struct.parent === NOTES && after === null)
        notes.add(nameOf({ client, clock: struct.clock }))
    for (const one of fresh) {
      const { parent, keyed, clock } = one.struct
      if (!keyed || one.after !== null || parent === null || typeof parent === 'string') continue
      if (!SIGNATURE.includes(readKey(update, one.struct))) continue
      if (notes.has(nameOf(parent)) || this.#isNote(parent))
        signatures.set(nameOf({ client: one.client, clock }), one)
    }
    return { notes, signatures }
  }

  #signs(
    update: Uint8Array,
    struct: ItemStruct,
    client: number,
    author: PersonId | null,
  ): RefusalReason | null {
    const { parent } = struct
    if (parent === null || typeof parent === 'string' || parent.client !== client) return 'author'
    if (struct.content === 'deleted') return null
    const [value] = readValues(update, struct) ?? []
    if (readKey(update, struct) === 'by') return author === null || value === author ? null : 'author'
    if (typeof value !== 'number' || !(value >= 0)) return 'malformed'
    return value <= this.#now() + AHEAD ? null : 'bounds'
  }

  #isAhead(id: Id): boolean {
    const { notes, signatures } = this.#ahead
    return (notes.size > 0 && notes.has(nameOf(id))) || (signatures.size > 0 && signatures.has(nameOf(id)))
  }

  #isNote(id: Id): boolean {
    const item = this.#stored(id)
    return item === null ? this.#ahead.notes.has(nameOf(id)) : isNote(this.#doc, item)
  }

  #isStored(id: Id): boolean {
    const item = this.#stored(id)
    return (
      item !== null && item.parentSub !== null && (isNote(this.#doc, item) || isSignature(this.#doc, item))
    )
  }

  #stored({ client, clock }: Id): Y.Item | null {
    const { store } = this.#doc
    if (clock >= Y.getState(store, client)) return null
    const item = Y.getItem(store, Y.createID(client, clock))
    return item instanceof Y.Item ? item : null
  }
}

/** The items of an update that bring something new. `ranges`: what of it is. */
export function freshItems({ sections }: Scan, ranges: readonly Range[]): Fresh[] {
  const fresh: Fresh[] = []
  const from = ranges.length > 1 ? new Map(ranges.map(({ client, clock }) => [client, clock])) : null
  for (const { client, structs } of sections) {
    const start = from === null ? startOf(ranges[0], client) : from.get(client)
    if (start === undefined) continue
    for (const struct of structs) {
      if (struct.type !== 'item' || struct.clock + struct.length <= start) continue
      fresh.push({ client, struct, after: struct.clock < start ? { client, clock: start - 1 } : null })
    }
  }
  return fresh
}

const startOf = (range: Range | undefined, client: number): number | undefined =>
  range?.client === client ? range.clock : undefined

const nameOf = ({ client, clock }: Id): string => `${client}:${clock}`

const isNote = (doc: Y.Doc, { parent, parentSub }: Y.Item): boolean =>
  parentSub !== null && parent === doc.share.get(NOTES)

function isSignature(doc: Y.Doc, { parent, parentSub }: Y.Item): boolean {
  if (!SIGNATURE.includes(parentSub) || !(parent instanceof Y.AbstractType)) return false
  return parent._item !== null && isNote(doc, parent._item)
}
