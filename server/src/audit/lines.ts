import { isPersonId, isSpaceId, type PersonId, type Role, type SpaceId } from '@weft/space'
import type { AuditEntry } from '@weft/space/audit'
import type { Book, Change } from '../people/book.ts'
import { judgeRecord } from '../people/invitation.ts'
import type { RecordOf } from '../people/schema.ts'
import { idOf } from '../people/tokens.ts'
import type { Doer } from './doer.ts'

/** Where a line stands: with its space, or with those of the whole server. */
export type Scope = SpaceId | 'server'
export interface Placed {
  readonly scope: Scope
  readonly entry: AuditEntry
}
type What = AuditEntry extends infer E
  ? E extends AuditEntry
    ? Omit<E, 'at' | 'by' | 'from'>
    : never
  : never

/**
 * What a batch of changes means, read off the changes themselves, before they are applied: so that no way of doing
 * something, of today or of tomorrow, can leave its line out. What only follows from something else has none of its own.
 */
export function linesOf(
  book: Pick<Book, 'get' | 'rolesIn'>,
  changes: readonly Change[],
  doer: Doer,
  at: number,
): readonly Placed[] {
  const found = new Batch(book, changes)
  // Who comes in by a link is unknown until this very batch.
  const by = doer.by ?? found.newcomer
  const placed: Placed[] = []
  for (const change of changes) {
    const line = found.lineOf(change, at)
    if (line === null) continue
    const maker =
      line.what.what === 'spaceMade' && change.kind === 'space' ? (change.value?.by ?? null) : null
    const known = by === 'server' || by === null ? (maker ?? by) : by
    placed.push({ scope: line.scope, entry: { at, from: doer.from, by: known, ...line.what } as AuditEntry })
  }
  return placed
}

interface Line {
  readonly scope: Scope
  readonly what: What
}

/** A batch as a whole: what of it follows from what. */
class Batch {
  readonly #book: Pick<Book, 'get' | 'rolesIn'>
  readonly newcomer: PersonId | null = null
  /** Spaces that come or go as a whole. */
  readonly #made = new Set<string>()
  readonly #deleted = new Set<string>()
  /** A token's person comes and goes with it. */
  readonly #programs = new Set<PersonId>()
  readonly #opened: string | null = null
  /** `<space>/<person>`: who may invite no more, so that their links end. */
  readonly #lowered = new Set<string>()

  constructor(book: Pick<Book, 'get' | 'rolesIn'>, changes: readonly Change[]) {
    this.#book = book
    for (const { kind, key, value } of changes) {
      if (kind === 'space' && value === undefined) this.#deleted.add(key)
      if (kind === 'space' && value !== undefined && book.get('space', key) === undefined) this.#made.add(key)
      if (kind === 'role' && value?.role !== 'owner' && value?.role !== 'member') this.#lowered.add(key)
      if (kind === 'token') {
        const program = (value ?? book.get('token', key))?.person
        if (program !== undefined) this.#programs.add(program)
      }
      if (kind === 'device' && value !== undefined && book.get('device', key) === undefined)
        this.newcomer = value.person
      // A link that somebody takes back is written once more, too, as ended.
      const written = kind === 'invitation' && value !== undefined && value.ended === undefined
      if (written && book.get('invitation', key) !== undefined) this.#opened = idOf(key)
    }
  }

  lineOf(change: Change, now: number): Line | null {
    switch (change.kind) {
      case 'person': {
        const { key, value } = change
        const owner = value?.owner === true && this.#book.get('person', key)?.owner !== true
        return owner && isPersonId(key)
          ? { scope: 'server', what: { what: 'serverOwner', person: key } }
          : null
      }
      case 'device':
        return this.#device(this.#book.get('device', change.key), change.value)
      case 'identity': {
        const { key, value } = change
        return value === undefined || this.#book.get('identity', key) !== undefined
          ? null
          : { scope: 'server', what: { what: 'accountLinked', person: value.person } }
      }
      case 'role':
        return this.#role(change.key, change.value?.role ?? null)
      case 'token':
        return this.#token(change.key, change.value)
      case 'invitation':
        return this.#link(change.key, change.value, now)
      case 'space':
        return this.#space(change.key, change.value)
      case 'passkey':
      case 'signedOut':
      case 'amnesty':
      case 'former':
      case 'dropping':
      case 'setting':
        return null
    }
  }

  #device(before: RecordOf<'device'> | undefined, after: RecordOf<'device'> | undefined): Line | null {
    if (before === undefined && after !== undefined)
      return { scope: 'server', what: { what: 'signedIn', person: after.person } }
    if (before !== undefined && after === undefined)
      return { scope: 'server', what: { what: 'signedOut', person: before.person } }
    return null
  }

  #role(key: string, role: Role | null): Line | null {
    const [space, person] = key.split('/')
    if (!isSpaceId(space) || !isPersonId(person)) return null
    const before = this.#book.get('role', key)?.role ?? null
    const follows = this.#made.has(space) || this.#deleted.has(space) || this.#programs.has(person)
    if (follows || before === role) return null
    const link = role === null || this.#opened === null ? {} : { link: this.#opened }
    return { scope: space, what: { what: 'role', person, before, role, ...link } }
  }

  #token(key: string, after: RecordOf<'token'> | undefined): Line | null {
    const before = this.#book.get('token', key)
    const token = idOf(key)
    if (before === undefined && after !== undefined) {
      const { space, person, role, expires } = after
      return { scope: space, what: { what: 'tokenMade', token, person, role, expires } }
    }
    if (before === undefined || after !== undefined || this.#deleted.has(before.space)) return null
    return { scope: before.space, what: { what: 'tokenEnded', token, person: before.person } }
  }

  #link(key: string, after: RecordOf<'invitation'> | undefined, now: number): Line | null {
    const before = this.#book.get('invitation', key)
    const link = idOf(key)
    if (before === undefined && after !== undefined) {
      const { expires, left: uses } = after
      if (after.kind === 'space')
        return { scope: after.space, what: { what: 'linkMade', link, role: after.role, expires, uses } }
      // One is printed at each start without an owner: its opening is what counts.
      return after.kind === 'device' || after.printed
        ? null
        : { scope: 'server', what: { what: 'linkMade', link, role: 'owner', expires, uses } }
    }
    // What no longer opened is only cleared away; what has lost a use was opened.
    if (before?.kind !== 'space' || judgeRecord(before, now) !== 'good') return null
    if (after !== undefined && after.ended === undefined) return null
    const follows = this.#deleted.has(before.space) || this.#lowered.has(`${before.space}/${before.by}`)
    return follows ? null : { scope: before.space, what: { what: 'linkEnded', link } }
  }

  #space(space: string, after: RecordOf<'space'> | undefined): Line | null {
    const before = this.#book.get('space', space)
    if (!isSpaceId(space)) return null
    if (after === undefined) {
      // Its own lines go with it; this one stays, with the server's.
      const people = this.#book.rolesIn(space).size
      return before === undefined ? null : { scope: 'server', what: { what: 'spaceDeleted', space, people } }
    }
    if (before === undefined) return { scope: space, what: { what: 'spaceMade' } }
    const [was, is] = [before.archived !== undefined, after.archived !== undefined]
    if (was === is) return null
    return { scope: space, what: { what: is ? 'spaceArchived' : 'spaceRestored' } }
  }
}
