import type { Persona, PersonId, Role, Runtime, SpaceId } from '@weft/space'
import { type Doer, SERVER } from '../audit/doer.ts'
import type { Amnesty } from './amnesty.ts'
import type { Book, Change } from './book.ts'
import type { SecretHash } from './secret.ts'

/** What open connections and screens must learn at once, after it is on disk. */
export interface PeopleEvents {
  roleChanged(space: SpaceId, person: PersonId, role: Role | null): void
  personaChanged(persona: Persona): void
  /** A device signed out, or a token was revoked: its connections end. */
  credentialEnded(hash: SecretHash): void
  /** For the record of what was decided; null when it ended by command. */
  amnestyChanged(space: SpaceId, amnesty: Amnesty | null): void
}

/**
 * The desk at which everything about people is decided and written. Decisions that write go one after another (`inTurn`),
 * so that two who take the last use of a link at the same moment can't both find it unused.
 */
export interface Desk extends ReadingDesk {
  readonly events: PeopleEvents
  inTurn<T>(job: () => Promise<T>): Promise<T>
  /** Writes changes in the name of whoever stands at the desk. Rejects with a `StoreError`; then nothing has changed. */
  commit(changes: readonly Change[]): Promise<void>
}

/** What may be known without being anybody: whoever wants to write something must stand at the desk as themselves. */
export interface ReadingDesk {
  readonly book: Book
  readonly runtime: Runtime
  /** The same desk, with somebody before it. */
  as(doer: Doer): Desk
  /**
   * The same desk for as long as `may` says so. It is asked when a job's turn comes: whoever waits for the disk behind the
   * one who takes their role away must not leave a door open. A job that comes too late isn't begun, and rejects with `TooLate`.
   */
  while(may: () => boolean): Desk
}

/** What somebody wanted was theirs to do when they asked, and isn't any more. */
export class TooLate extends Error {
  constructor() {
    super('not theirs to do any more')
    this.name = 'TooLate'
  }
}

export function createDesk(book: Book, runtime: Runtime, events: PeopleEvents): Desk {
  let last: Promise<unknown> = Promise.resolve()
  const seat = (doer: Doer, may: () => boolean): Desk => ({
    book,
    runtime,
    events,
    commit: (changes) => book.commit(changes, doer),
    as: (another) => seat(another, may),
    while: (condition) => seat(doer, () => may() && condition()),
    inTurn(job) {
      const mine = last.then(() => {
        if (!may()) throw new TooLate()
        return job()
      })
      // The next in turn starts whether this one succeeded or not; its own caller sees the failure.
      last = mine.then(
        () => undefined,
        () => undefined,
      )
      return mine
    },
  })
  return seat(SERVER, () => true)
}
