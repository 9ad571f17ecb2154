import type { Records } from '@weft/persistence'
import { isPersonId, isSpaceId, type PersonId, type Role, type SpaceId } from '@weft/space'
import { type Doer, SERVER } from '../audit/doer.ts'
import type { Journal } from '../audit/journal.ts'
import { formerChanges } from './former.ts'
import { KINDS, type Kind, type RecordOf } from './schema.ts'

/** One change to one record; `value: undefined` deletes it. */
export type Change = {
  [K in Kind]: { readonly kind: K; readonly key: string; readonly value: RecordOf<K> | undefined }
}[Kind]

const NO_ROLES: ReadonlyMap<SpaceId, Role> = new Map()

export const roleKey = (space: SpaceId, person: PersonId): string => `${space}/${person}`

/**
 * All records about people, in memory, over the disk's. One process owns a data folder, so that memory is the truth
 * between two commits and every question is answered at once. A change is on disk before memory, and so anybody, sees it.
 */
export class Book {
  readonly #records: Records
  readonly #tables: { readonly [K in Kind]: Map<string, RecordOf<K>> } = {
    person: new Map(),
    picture: new Map(),
    device: new Map(),
    signedOut: new Map(),
    token: new Map(),
    identity: new Map(),
    passkey: new Map(),
    invitation: new Map(),
    space: new Map(),
    role: new Map(),
    amnesty: new Map(),
    former: new Map(),
    dropping: new Map(),
    setting: new Map(),
  }
  readonly #rolesOf = new Map<PersonId, Map<SpaceId, Role>>()
  readonly #rolesIn = new Map<SpaceId, Map<PersonId, Role>>()
  readonly #formerOf = new Map<PersonId, Set<SpaceId>>()
  readonly #journal: Journal | null

  private constructor(records: Records, journal: Journal | null) {
    this.#records = records
    this.#journal = journal
  }

  /**
   * Reads everything. A record that doesn't pass its check is left out and told to `damaged`; it stays on the disk.
   * `journal`: writes a line beside each change.
   */
  static async open(
    records: Records,
    damaged: (kind: Kind, key: string) => void,
    journal: Journal | null = null,
  ): Promise<Book> {
    const book = new Book(records, journal)
    for (const kind of Object.keys(KINDS) as Kind[]) {
      for await (const [key, value] of records.list(kind)) {
        const parsed = KINDS[kind].safeParse(value)
        if (parsed.success) book.#apply({ kind, key, value: parsed.data } as Change)
        else damaged(kind, key)
      }
    }
    return book
  }

  get<K extends Kind>(kind: K, key: string): RecordOf<K> | undefined {
    return this.#tables[kind].get(key)
  }

  all<K extends Kind>(kind: K): ReadonlyMap<string, RecordOf<K>> {
    return this.#tables[kind]
  }

  /** Every space that this person has a role in. */
  rolesOf(person: PersonId): ReadonlyMap<SpaceId, Role> {
    return this.#rolesOf.get(person) ?? NO_ROLES
  }

  /** Everybody who has a role in this space. */
  rolesIn(space: SpaceId): ReadonlyMap<PersonId, Role> {
    return this.#rolesIn.get(space) ?? new Map()
  }

  /** Every space that this person had a role in once and has none now. */
  formerOf(person: PersonId): ReadonlySet<SpaceId> {
    return this.#formerOf.get(person) ?? new Set()
  }

  archived(space: SpaceId): boolean {
    return this.#tables.space.get(space)?.archived !== undefined
  }

  /** All or nothing, synced, with its lines in the journal in the name of `doer`. Rejects with a `StoreError`; then nothing has changed. */
  async commit(changes: readonly Change[], doer: Doer = SERVER): Promise<void> {
    const journal = this.#journal
    const all = journal === null ? changes : [...changes, ...formerChanges(this, changes, journal.now())]
    const lines = journal === null ? [] : await journal.beside(this, changes, doer)
    await this.#records.write([...all, ...lines])
    for (const change of all) this.#apply(change)
  }

  #apply(change: Change): void {
    const table = this.#tables[change.kind] as Map<string, Change['value']>
    if (change.value === undefined) table.delete(change.key)
    else table.set(change.key, change.value)
    if (change.kind === 'role') this.#index(change.key, change.value?.role)
    if (change.kind === 'former') this.#indexFormer(change.key, change.value !== undefined)
  }

  #indexFormer(key: string, is: boolean): void {
    const [space, person] = key.split('/')
    if (!isSpaceId(space) || !isPersonId(person)) return
    const spaces = this.#formerOf.get(person) ?? new Set<SpaceId>()
    if (is) spaces.add(space)
    else spaces.delete(space)
    if (spaces.size === 0) this.#formerOf.delete(person)
    else this.#formerOf.set(person, spaces)
  }

  #index(key: string, role: Role | undefined): void {
    const [space, person] = key.split('/')
    if (!isSpaceId(space) || !isPersonId(person)) return
    put(this.#rolesOf, person, space, role)
    put(this.#rolesIn, space, person, role)
  }
}

function put<A, B>(index: Map<A, Map<B, Role>>, a: A, b: B, role: Role | undefined): void {
  const inner = index.get(a) ?? new Map<B, Role>()
  if (role === undefined) inner.delete(b)
  else inner.set(b, role)
  if (inner.size === 0) index.delete(a)
  else index.set(a, inner)
}
