import type { Records } from '@weft/persistence'
import { isSpaceId, type SpaceId } from '@weft/space'
import { type AuditEntry, auditEntrySchema } from '@weft/space/audit'
import type { Book, Change } from '../people/book.ts'
import type { Doer } from './doer.ts'
import { linesOf, type Placed, type Scope } from './lines.ts'

/** Lines kept of each space, and of the server; the oldest are dropped. Refusals, which anybody can cause, have room of their own. */
export const KEPT = { audit: 2_000, refusal: 500 } as const
type Kind = keyof typeof KEPT

type Write = Parameters<Records['write']>[0][number]
export type Known = AuditEntry & { readonly scope: Scope; readonly key: string }

/**
 * The record of who did what, among the store's small records: a line is written in the same batch as what it tells of, so
 * that neither is there without the other. Keys sort by time; nothing but age, or the end of its space, takes a line away.
 */
export class Journal {
  readonly #records: Records
  readonly now: () => number
  /** The keys of a scope, oldest first; read when it is first written to. */
  readonly #keys = new Map<string, Promise<string[]>>()

  constructor(records: Records, now: () => number) {
    this.#records = records
    this.now = now
  }

  /** What is to be written beside these changes. Called by one commit at a time. */
  async beside(
    book: Pick<Book, 'get' | 'rolesIn'>,
    changes: readonly Change[],
    doer: Doer,
  ): Promise<readonly Write[]> {
    const lines = linesOf(book, changes, doer, this.now())
    const gone = changes.filter(({ kind, value }) => kind === 'space' && value === undefined)
    const writes: Write[] = []
    for (const { key } of gone) if (isSpaceId(key)) writes.push(...(await this.#end(key)))
    writes.push(...(await this.#append('audit', lines)))
    return writes
  }

  /** Writes refusals down. Rejects with a StoreError. */
  async refused(lines: readonly Placed[]): Promise<void> {
    await this.#records.write(await this.#append('refusal', lines))
  }

  /** The lines of a scope, of all of them without one; the newest first. */
  async read(scope?: Scope): Promise<readonly Known[]> {
    const found: Known[] = []
    for (const kind of ['audit', 'refusal'] as const)
      for await (const [key, value] of this.#records.list(kind, scope === undefined ? '' : `${scope}/`)) {
        const parsed = auditEntrySchema.safeParse(value)
        const [place, rest] = key.split('/')
        // A line of a newer Weft: it stays where it is.
        if (!parsed.success || rest === undefined || (place !== 'server' && !isSpaceId(place))) continue
        found.push({ ...parsed.data, scope: place, key: rest })
      }
    return found.sort((a, b) => (a.key < b.key ? 1 : -1))
  }

  async #append(kind: Kind, lines: readonly Placed[]): Promise<Write[]> {
    const writes: Write[] = []
    for (const { scope, entry } of lines) {
      const keys = await this.#of(kind, scope)
      const key = next(scope, entry.at, keys.at(-1))
      keys.push(key)
      writes.push({ kind, key, value: entry })
      for (const old of keys.splice(0, keys.length - KEPT[kind]))
        writes.push({ kind, key: old, value: undefined })
    }
    return writes
  }

  async #end(space: SpaceId): Promise<Write[]> {
    const writes: Write[] = []
    for (const kind of ['audit', 'refusal'] as const) {
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

/** Digits of ms since 1970, until the year 2286 and beyond; and of a count within one. */
const TIME = 14
const COUNT = 5

/** A key after the last one, also when the clock went back. */
function next(scope: Scope, at: number, last: string | undefined): string {
  const [time = '', count = ''] = last?.slice(scope.length + 1).split('-') ?? []
  const before = Number(time) || 0
  const now = Math.max(0, Math.floor(at))
  const [ms, nth] = now > before ? [now, 0] : [before, (Number(count) || 0) + 1]
  return nth < 10 ** COUNT
    ? `${scope}/${String(ms).padStart(TIME, '0')}-${String(nth).padStart(COUNT, '0')}`
    : `${scope}/${String(ms + 1).padStart(TIME, '0')}-${'0'.repeat(COUNT)}`
}
