import { type EntryId, entryClient, type PersonId, readEntry, TIMELINE } from '@weft/space'
import {
  Buried,
  type Id,
  type ItemStruct,
  Kinship,
  type Range,
  readValues,
  type Scan,
} from '@weft/space/scan'
import type { RefusalReason } from '@weft/space/wire'
import * as Y from 'yjs'
import type { DurableDocument } from './document.ts'
import type { Sender } from './judge.ts'
import { freshItems, SignedNotes } from './signed-notes.ts'

export interface AuthorshipOptions {
  readonly document: DurableDocument
  /** Whose a client id is, accepted or on its way. */
  owner(client: number): PersonId | null
  /** What was lost may come back by anybody who has it: nobody can say then who wrote or deleted what. */
  mayReturn(): boolean
  /** Ms since 1970. */
  today(): number
}

/**
 * Keeps the conversation honest: entries are the sender's own and stand at the end, nobody changes another's, and only
 * owners of the space take one away. A note belongs to all, but for who made it, and when. Knows the document and what is on its way into it.
 */
export class Authorship {
  readonly #options: AuthorshipOptions
  readonly #timeline: Kinship
  readonly #notes: SignedNotes
  /** Deletions on their way. */
  #deletes: Buried[] = []

  constructor(options: AuthorshipOptions) {
    this.#options = options
    const { doc } = options.document
    this.#notes = new SignedNotes(doc, options.today)
    this.#timeline = new Kinship(doc, {
      told: ({ parent }) => parent === TIMELINE,
      stored: ({ parent }) => parent === doc.share.get(TIMELINE),
    })
  }

  /**
   * Why an update that misses no causes can't be the sender's; null when it can.
   * @param ranges what of it is new.
   */
  objection(
    update: Uint8Array,
    scan: Scan,
    ranges: readonly Range[],
    { person: sender, role }: Sender,
  ): RefusalReason | null {
    const owns = role === 'owner'
    const isEntry = this.#timeline.within(scan)
    const buried = [new Buried(scan.deletes), ...this.#deletes]
    const fresh = freshItems(scan, ranges)
    for (const { client, struct, after } of fresh) {
      if (!isEntry(struct)) continue
      const first = after === null ? struct.clock : after.clock + 1
      const reason =
        this.#entries(update, struct, first, { author: this.#author(client, sender), owns }) ??
        this.#place(struct, buried)
      if (reason !== null) return reason
    }
    const reason = this.#notes.objection(update, fresh, (client) => this.#author(client, sender))
    if (reason !== null && !this.#options.mayReturn()) return reason
    const isBuried = (id: Id): boolean => buried.some((one) => one.holds(id.client, unit(id)))
    return scan.deletes.some((range) => this.#takesFromOthers(range, { sender, owns }, isBuried))
      ? 'author'
      : null
  }

  /** Clients with new entries that somebody else than the sender signed: for when that may be. */
  signedByOthers(
    update: Uint8Array,
    scan: Scan,
    ranges: readonly Range[],
    sender: PersonId,
  ): ReadonlySet<number> {
    const isEntry = this.#timeline.within(scan)
    const fresh = new Set(ranges.map(({ client }) => client))
    const others = new Set<number>()
    for (const { client, structs } of scan.sections) {
      if (!fresh.has(client)) continue
      for (const struct of structs) {
        if (struct.type !== 'item' || struct.content === 'deleted' || !isEntry(struct)) continue
        if (readValues(update, struct)?.some((value) => signature(value) !== sender)) others.add(client)
      }
    }
    return others
  }

  /** The update that was last asked about is on its way into the document. */
  take(scan: Scan): void {
    this.#notes.take()
    this.#timeline.take(scan)
    if (scan.deletes.length > 0) this.#deletes.push(new Buried(scan.deletes))
  }

  /** All that was taken is in the document now. */
  applied(): void {
    this.#notes.applied()
    this.#timeline.applied()
    this.#deletes = []
  }

  /** Who must have signed what is new under a client id; null when nobody knows any more. */
  #author(client: number, sender: PersonId): PersonId | null {
    return this.#options.owner(client) ?? (this.#options.mayReturn() ? null : sender)
  }

  #entries(
    update: Uint8Array,
    struct: ItemStruct,
    fresh: number,
    { author, owns }: { readonly author: PersonId | null; readonly owns: boolean },
  ): RefusalReason | null {
    if (struct.content === 'deleted') return null
    const values = readValues(update, struct)
    if (values === null) return 'malformed'
    for (const value of values.slice(Math.max(0, fresh - struct.clock))) {
      if (author !== null && signature(value) !== author) return 'author'
      const entry = readEntry(value)
      if (entry?.kind !== 'edit' && entry?.kind !== 'delete') continue
      if (entry.kind === 'delete' && owns) continue
      if (!this.#isBy(entry.of, entry.by)) return 'author'
    }
    return null
  }

  /** What isn't there yet is nobody's: whoever writes it later has another name, and the edit is never shown. */
  #isBy(entry: EntryId, person: PersonId): boolean {
    const owner = this.#options.owner(entryClient(entry))
    return owner === null || owner === person
  }

  /** At the end, or before what is deleted: one who writes after their own deleted message names that as what follows. */
  #place({ right }: ItemStruct, buried: readonly Buried[]): RefusalReason | null {
    if (right === null || this.#options.mayReturn()) return null
    return this.#isGone(right) || buried.some((one) => one.holds(right.client, unit(right)))
      ? null
      : 'malformed'
  }

  #isGone({ client, clock }: Id): boolean {
    return this.#options.document.isDeleted(client, clock, 1)
  }

  /** Only what is deleted for the first time is asked about: a full step repeats everybody's deletions. */
  #takesFromOthers(
    { client, clock, length }: Range,
    { sender, owns }: { readonly sender: PersonId; readonly owns: boolean },
    isBuried: (id: Id) => boolean,
  ): boolean {
    const { document, owner, mayReturn } = this.#options
    if (mayReturn() || owner(client) === sender || document.isDeleted(client, clock, length)) return false
    const structs = document.doc.store.clients.get(client) ?? []
    const end = clock + length
    // What is on its way was told to nobody yet, so only who wrote it can delete it.
    if (end > document.clock(client)) return owner(client) !== null
    for (let i = Y.findIndexSS(structs, clock); i < structs.length; i++) {
      const struct = structs[i]
      if (struct === undefined || struct.id.clock >= end) break
      if (struct.deleted) continue
      if (this.#notes.takes(struct, isBuried)) return true
      if (owns || !this.#timeline.has(struct.id)) continue
      // Of what came back unverified its signature is all that is known.
      if (owner(client) === null && isSignedBy(struct, sender)) continue
      return true
    }
    return false
  }
}

const isSignedBy = (struct: Y.Item | Y.GC, person: PersonId): boolean =>
  struct instanceof Y.Item && struct.content.getContent().every((value) => signature(value) === person)

const unit = ({ clock }: Id): { clock: number; length: number } => ({ clock, length: 1 })

const signature = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'by' in value ? value.by : null
