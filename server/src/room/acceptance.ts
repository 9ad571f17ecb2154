import type { PersonId } from '@weft/space'
import { freshPart, Keys, missingCause, Nesting, type Scan, scanUpdate } from '@weft/space/scan'
import { Walks } from '@weft/space/walk'
import type { RefusalReason } from '@weft/space/wire'
import type { Ownership, Part } from '../log/record.ts'
import { Authorship } from './authorship.ts'
import type { DurableDocument } from './document.ts'
import { isForeign, judge, type Known, type Sender } from './judge.ts'
import type { Owners } from './owners.ts'
import type { SpaceSize } from './size.ts'

export type Assessment =
  | {
      readonly kind: 'taken'
      readonly parts: readonly Part[]
      readonly owners: readonly Ownership[]
      /** Steps that Yjs will take to find its places. */
      readonly steps: number
    }
  /** Nothing in it that isn't known: it is settled as soon as all before it is. */
  | { readonly kind: 'nothing' }
  /** It builds on what isn't here and not on its way. */
  | { readonly kind: 'misses' }
  | { readonly kind: 'refused'; readonly reason: RefusalReason }

export interface AcceptanceOptions {
  readonly document: DurableDocument
  readonly owners: Owners
  readonly size: SpaceSize
  /** Client ids that there is room for; 0 for any number. */
  readonly clients: number
  /** Steps that Yjs may take to find the places of what is in one update; 0 for any number. */
  walk(): number
  /** With so many bytes more the space's log would be longer than it may be. */
  isLong(bytes: number): boolean
  /** Records were lost, or may be: what was in them may come back from anybody who has it. */
  mayReturn(): boolean
  /**
   * Who shows themselves under a client id: it is the one that their document writes under. Whoever wrote there first would own
   * it, and what its person writes then would count as known, and be acknowledged, up to a clock of the other's choice.
   */
  shownBy(client: number): PersonId | null
  /** Milliseconds of `Runtime.elapsed`. */
  now(): number
  /** Ms since 1970. */
  today(): number
}

/**
 * Which updates a room takes, and what it knows from them before they are applied: the document, and everything that is
 * accepted and on its way into it.
 */
export class Acceptance {
  readonly #options: AcceptanceOptions
  readonly #known: Known
  /** Clocks of what is on its way. */
  readonly #ahead = new Map<number, number>()
  /** Root types that aren't Weft's own, here or on their way. */
  readonly #roots: Set<string>
  readonly #keys: Keys
  readonly #nesting: Nesting
  readonly #authorship: Authorship
  readonly #walks: Walks

  constructor(options: AcceptanceOptions) {
    const { document, owners, size, isLong, mayReturn, shownBy, now, today } = options
    this.#options = options
    this.#roots = new Set([...document.doc.share.keys()].filter(isForeign))
    this.#keys = new Keys(document.doc)
    this.#nesting = new Nesting(document.doc)
    this.#walks = new Walks(document.doc, () => document.version)
    this.#authorship = new Authorship({
      document,
      mayReturn,
      today,
      owner: (client) => owners.of(client),
    })
    this.#known = {
      clock: (client) => Math.max(document.clock(client), this.#ahead.get(client) ?? 0),
      deleted: (range) => document.isDeleted(range.client, range.clock, range.length),
      owner: (client) => owners.of(client) ?? shownBy(client),
      mayReturn: (client) => mayReturn() || document.misses(client),
      roots: this.#roots,
      isFull: (bytes) => isLong(bytes) || size.isFull(bytes, now()),
    }
  }

  /** Scans and judges an update; one that is taken counts from now on. */
  assess(kind: 'step2' | 'update', update: Uint8Array, sender: Sender): Assessment {
    const found = scanUpdate(update)
    if (!found.ok) return { kind: 'refused', reason: found.reason }
    if (this.#overcrowds(found)) return { kind: 'refused', reason: 'spaceFull' }
    const verdict = judge(kind, found, sender, this.#known)
    if (verdict.kind !== 'take') return verdict
    if (missingCause(found, this.#known.clock) !== null) return { kind: 'misses' }
    if (this.#keys.overfilled(found)) return { kind: 'refused', reason: 'malformed' }
    if (this.#nesting.exceeds(found)) return { kind: 'refused', reason: 'bounds' }
    const { ranges } = verdict
    const objection = this.#authorship.objection(update, found, ranges, sender)
    if (objection !== null) return { kind: 'refused', reason: objection }
    const steps = this.#walks.take(update, found, this.#options.walk() || Number.POSITIVE_INFINITY)
    if (steps === 'far') return { kind: 'refused', reason: 'bounds' }
    if (steps === 'torn') return { kind: 'refused', reason: 'malformed' }
    const returned = this.#options.mayReturn()
      ? new Set([
          ...verdict.returned,
          ...this.#authorship.signedByOthers(update, found, ranges, sender.person),
        ])
      : verdict.returned
    for (const one of [this.#keys, this.#nesting, this.#authorship]) one.take(found)
    const fresh = freshPart(update, found, this.#known.clock)
    for (const { client, clock, length } of ranges) this.#ahead.set(client, clock + length)
    for (const name of found.roots) if (isForeign(name)) this.#roots.add(name)
    this.#options.size.add(fresh.length)
    const { person } = sender
    const parts = partsOf({ person, unverified: false, ranges, update: fresh }, returned)
    const owners: Ownership[] = []
    for (const part of parts) this.#claim(part, owners)
    return { kind: 'taken', parts, owners, steps }
  }

  /** Nothing is on its way any more: the document has it all. */
  arrived(): void {
    this.#ahead.clear()
    for (const one of [this.#keys, this.#nesting, this.#authorship, this.#walks]) one.applied()
  }

  /** Each client id costs some hundred times its bytes, here and on each device, and a place in each state vector, for ever. */
  #overcrowds({ sections }: Scan): boolean {
    const { clients, document } = this.#options
    if (clients === 0) return false
    if (sections.length > clients) return true
    const fresh = sections.reduce((sum, { client }) => sum + (this.#known.clock(client) === 0 ? 1 : 0), 0)
    return fresh > 0 && document.doc.store.clients.size + this.#ahead.size + fresh > clients
  }

  /** What nobody can verify belongs to nobody: whoever writes on under such an id has it from there. */
  #claim({ ranges, person, unverified }: Part, claimed: Ownership[]): void {
    if (unverified) return
    const clients = ranges.map(({ client }) => client)
    for (const client of this.#options.owners.claim(clients, person)) claimed.push([client, person])
  }
}

/** An update that changes nothing. */
const NOTHING = new Uint8Array([0, 0])

/** A record says of each part whether it is verified: what isn't gets a part of its own, for the same update. */
function partsOf(all: Part, returned: ReadonlySet<number>): readonly Part[] {
  if (returned.size === 0) return [all]
  const back = all.ranges.filter(({ client }) => returned.has(client))
  const own = all.ranges.filter(({ client }) => !returned.has(client))
  if (own.length === 0) return [{ ...all, unverified: true }]
  return [
    { ...all, ranges: own },
    { ...all, ranges: back, unverified: true, update: NOTHING },
  ]
}
