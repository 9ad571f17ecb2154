import type { PersonId } from '@weft/space'
import type { Book, Change } from '../people/book.ts'
import { idOf } from '../people/tokens.ts'

/** What is known of everything before a batch changes it. */
export type Before = Pick<Book, 'get' | 'rolesIn'>

/** A batch of changes as a whole: what of it follows from what. */
export class Batch {
  readonly book: Before
  readonly at: number
  /** Whoever signs in by this very batch: until now nobody knew who asks. */
  readonly newcomer: PersonId | null = null
  /** Spaces that come or go as a whole. */
  readonly made = new Set<string>()
  readonly deleted = new Set<string>()
  /** A token's person comes and goes with it. */
  readonly programs = new Set<string>()
  /** Who is here for the first time. */
  readonly people = new Set<string>()
  /** `<space>/<person>`: who may invite no more, so that their links end. */
  readonly lowered = new Set<string>()
  /** The link that was opened for it. */
  readonly opened: string | null = null

  constructor(book: Before, changes: readonly Change[], at: number) {
    this.book = book
    this.at = at
    for (const { kind, key, value } of changes) {
      const before = book.get(kind, key)
      if (kind === 'space' && value === undefined) this.deleted.add(key)
      if (kind === 'space' && before === undefined) this.made.add(key)
      if (kind === 'person' && before === undefined) this.people.add(key)
      if (kind === 'role' && value?.role !== 'owner' && value?.role !== 'member') this.lowered.add(key)
      if (kind === 'token') {
        const token = value ?? book.get('token', key)
        if (token !== undefined) this.programs.add(token.person)
      }
      if ((kind === 'device' || kind === 'identity') && value !== undefined && before === undefined)
        this.newcomer = value.person
      // One that somebody takes back is written once more, too, as ended.
      if (kind === 'invitation' && before !== undefined && value !== undefined && value.ended === undefined)
        this.opened = idOf(key)
    }
  }
}
