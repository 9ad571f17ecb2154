import type { HttpBindings } from '@hono/node-server'
import type { PersonId, Runtime, SpaceId } from '@weft/space'
import type { Journal } from '../audit/journal.ts'
import type { Refusals } from '../audit/refusals.ts'
import type { Proxies } from '../gateway/address.ts'
import type { DoorLimits } from '../gateway/limits.ts'
import type { Limits } from '../limits.ts'
import type { Log } from '../operate/log.ts'
import type { Desk, ReadingDesk } from '../people/desk.ts'
import type { SecretHash } from '../people/secret.ts'
import type { Who } from '../people/who.ts'
import type { Rooms } from '../room/contract.ts'
import type { ProviderOptions } from '../signin/options.ts'
import type { Marks } from '../unread/marks.ts'
import type { ErrorCode } from './answer.ts'

/** What every request finds: who sent it, if that is known. */
export interface Env {
  Bindings: HttpBindings
  /** `https`: a proxy that we trust says that the browser came over HTTPS. `desk`: with whoever asks before it. `code`: why not, in an answer that isn't 2xx. */
  Variables: { who: Who | null; address: string; https: boolean; desk: Desk; code?: ErrorCode }
}

/** What the HTTP side stands on. */
export interface HttpOptions {
  readonly desk: ReadingDesk
  readonly rooms: Rooms
  readonly runtime: Runtime
  readonly limits: Limits & DoorLimits
  readonly origins: ReadonlySet<string>
  /** Where links lead: the first of `origins`, without a slash at its end. */
  readonly home: () => string
  readonly proxies: Proxies
  /** With whose accounts people may sign in; null for nobody's. */
  readonly signin: ProviderOptions | null
  readonly version: string
  readonly log: Log
  /** Whether a socket is open that came in by this device or token. */
  readonly connected: (hash: SecretHash) => boolean
  /** Makes a space with a first document, owned by this person. */
  readonly createSpace: (name: string, by: PersonId, desk: Desk) => Promise<SpaceId>
  /** False when it isn't theirs to delete. */
  readonly deleteSpace: (desk: Desk, by: Who, space: SpaceId) => Promise<boolean>
  readonly journal: Journal
  readonly refusals: Refusals
  readonly marks: Pick<Marks, 'of' | 'saw'>
}
