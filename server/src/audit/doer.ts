import type { PersonId } from '@weft/space'

/** In whose name something is done, and from where. `null`: somebody whom this server doesn't know (yet). */
export interface Doer {
  readonly by: PersonId | 'operator' | 'server' | null
  /** Their address; null for the operator and the server itself. */
  readonly from: string | null
}

export const SERVER: Doer = { by: 'server', from: null }
export const OPERATOR: Doer = { by: 'operator', from: null }
