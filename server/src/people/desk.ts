import type { Persona, PersonId, Role, Runtime, SpaceId } from '@weft/space'
import type { Amnesty } from './amnesty.ts'
import type { Book } from './book.ts'
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
export interface Desk {
  readonly book: Book
  readonly runtime: Runtime
  readonly events: PeopleEvents
  inTurn<T>(job: () => Promise<T>): Promise<T>
}

export function createDesk(book: Book, runtime: Runtime, events: PeopleEvents): Desk {
  let last: Promise<unknown> = Promise.resolve()
  return {
    book,
    runtime,
    events,
    inTurn(job) {
      const mine = last.then(job)
      // The next in turn starts whether this one succeeded or not; its own caller sees the failure.
      last = mine.then(
        () => undefined,
        () => undefined,
      )
      return mine
    },
  }
}
