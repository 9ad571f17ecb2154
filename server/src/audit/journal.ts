import type { Records } from '@weft/persistence'
import { isSpaceId, type SpaceId } from '@weft/space'
import { type AuditEntry, auditEntrySchema } from '@weft/space/audit'
import type { Change } from '../people/book.ts'
import type { Before } from './batch.ts'
import type { Doer } from './doer.ts'
import { linesOf, type Placed, type Scope } from './lines.ts'

/**
 * Lines kept of each space, and of the server; the oldest are dropped. What many can cause has room of its own, so that nobody
 * can push what owners did off the record: comings and goings, with what one comes by; deleted spaces, since everybody may
 * make some; and refusals.
 */
export const KEPT = { audit: 2_000, coming: 1_000, deletion: 500, refusal: 500 } as const
type Kind = keyof typeof KEPT
const ALL = Object.keys(KEPT) as readonly Kind[]

function kindOf(entry: AuditEntry): Kind {
  switch (entry.what) {
    case 'refused':
      return 'refusal'
    case 'spaceDeleted':
      return 'deletion'
    case 'signedIn':
    case 'signedOut':
    case 'accountLinked':
    case 'accountUnlinked':
    case 'passkeyAdded':
    case 'passkeyRemoved':
    case 'deviceLinkMade':
    case 'linkEnded':
      return 'coming'
    case 'linkMade':
      return entry.role === 'owner' ? 'audit' : 'coming'
    case 'role':
      return entry.link !== undefined || (entry.by === entry.person && entry.before !== 'owner')
        ? 'coming'
        : 'audit'
    case 'serverOwner':
    case 'tokenMade':
    case 'tokenEnded':
    case 'spaceMade':
    case 'spaceArchived':
    case 'spaceRestored':
    case 'amnestyOpened':
    case 'amnestyEnded':
    case 'restored':
      return 'audit'
  }
}

type Write = Parameters<Records['write']>[0][number]
/** `place`: sorts lines of several scopes and kinds by time; each has its own. */
export type Known = AuditEntry & { readonly scope: Scope; readonly place: string }

/**
 * The record of who did what, among the store's small records: a line is written in the same batch as what it tells of, so
 * that neither is there without the other. Keys sort by time; nothing but age, or the end of its space, takes a line away.
 */
export class Journal {
  readonly #records: Records
  readonly now: () => number
  /** The keys of a scope, oldest first; read when it is first written to. */
  readonly #keys = new Map<string, Promise<string[]>>()
  /** Where the newest line stands, of whatever scope and kind: what came later sorts later, also in one moment. */
  #last = ''

  constructor(records: Records, now: () => number) {
    this.#records = records
    this.now = now
  }

  /** What is to be written beside these changes. Called by one commit at a time. */
  async beside(book: Before, changes: readonly Change[], doer: Doer): Promise<readonly Write[]> {
    const lines = linesOf(book, changes, doer, this.now())
    const gone = changes.filter(({ kind, value }) => kind === 'space' && value === undefined)
    const writes: Write[] = []
    for (const { key } of gone) if (isSpaceId(key)) writes.push(...(await this.#end(key)))
    writes.push(...(await this.#append(lines)))
    return writes
  }

  /** Writes lines that stand beside no change. Rejects with a StoreError. */
  async write(lines: readonly Placed[]): Promise<void> {
    await this.#records.write(await this.#append(lines))
  }

  /** The lines of a scope, of all of them without one; the newest first. */
  async read(scope?: Scope): Promise<readonly Known[]> {
    const found: Known[] = []
    for (const kind of ALL)
      for await (const [key, value] of this.#records.list(kind, scope === undefined ? '' : `${scope}/`)) {
        const parsed = auditEntrySchema.safeParse(value)
        const [place, rest] = key.split('/')
        // A line of a newer Weft: it stays where it is.
        if (!parsed.success || rest === undefined || (place !== 'server' && !isSpaceId(place))) continue
        found.push({ ...parsed.data, scope: place, place: `${rest} ${place === 'server' ? 0 : 1}` })
      }
    return found.sort(newestFirst)
  }

  async #append(lines: readonly Placed[]): Promise<Write[]> {
    const writes: Write[] = []
    for (const { scope, entry } of lines) {
      const kind = kindOf(entry)
      for (const each of ALL) this.#came((await this.#of(each, scope)).at(-1))
      const keys = await this.#of(kind, scope)
      const place = after(this.#last, entry.at)
      this.#last = place
      const key = `${scope}/${place}`
      keys.push(key)
      writes.push({ kind, key, value: entry })
      for (const old of keys.splice(0, keys.length - KEPT[kind]))
        writes.push({ kind, key: old, value: undefined })
    }
    return writes
  }

  /** What is written next stands after this. */
  #came(key: string | undefined): void {
    const place = key?.slice(key.indexOf('/') + 1) ?? ''
    if (place > this.#last) this.#last = place
  }

  async #end(space: SpaceId): Promise<Write[]> {
    const writes: Write[] = []
    for (const kind of ALL) {
      for (const key of await this.#of(kind, space)) writes.push({ kind, key, value: undefined })
      this.#keys.delete(`${kind} ${space}`)
    }
    return writes
  }

  #of(kind: Kind, scope: Scope): Promise<string[]> {
    const name = `${kind} ${scope}`
    const known = this.#keys.get(name)
    if (known !== undefined) return known
    const reading = this.#read(kind, scope)
    this.#keys.set(name, reading)
    // What couldn't be read is read again at the next wish; whoever asked now is told.
    reading.catch(() => this.#keys.delete(name))
    return reading
  }

  async #read(kind: Kind, scope: Scope): Promise<string[]> {
    const keys: string[] = []
    for await (const [key] of this.#records.list(kind, `${scope}/`)) keys.push(key)
    return keys
  }
}

export const newestFirst = (a: Known, b: Known): number => (a.place < b.place ? 1 : -1)

/** Digits of ms since 1970, until the year 2286 and beyond; and of a count within one. */
const TIME = 14
const COUNT = 5

/** A place after the last one, also when the clock went back. */
function after(last: string, at: number): string {
  const [time = '', count = ''] = last.split('-')
  const before = Number(time) || 0
  const now = Math.max(0, Math.floor(at))
  const [ms, nth] = now > before ? [now, 0] : [before, (Number(count) || 0) + 1]
  return nth < 10 ** COUNT
    ? `${String(ms).padStart(TIME, '0')}-${String(nth).padStart(COUNT, '0')}`
    : `${String(ms + 1).padStart(TIME, '0')}-${'0'.repeat(COUNT)}`
}
