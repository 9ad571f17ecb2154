import { z } from 'zod/mini'
import { isPersonId, type PersonId } from '../ids.ts'
import { personaSchema } from '../people.ts'

const personId = z.custom<PersonId>(isPersonId, 'not the id of a person')

/**
 * GET /api/spaces/:id/authors?after=CLIENT → who wrote what, as the server verified it: a page of Yjs client ids in ascending
 * order. With `?clients=1,2,3` (at most 100) only those. For everybody who may read the space.
 */
export const authorSchema = z.object({
  client: z.number(),
  /** Whose client id it is; null when it was only brought back by others after records were lost. */
  person: z.nullable(personId),
  /** The first clock of it that the server doesn't have on its disk. */
  end: z.number(),
  /** From each clock on, up to the next. Empty for what was written before the server kept this. */
  stretches: z.array(
    z.object({
      clock: z.number(),
      /** Ms since 1970, by the server's clock, to within five minutes. */
      at: z.number(),
      /** Who sent it. */
      by: personId,
      /** False: it came back from a device of `by`; who wrote it nobody can verify. */
      verified: z.boolean(),
    }),
  ),
})
export type ApiAuthor = z.infer<typeof authorSchema>
export const authorsSchema = z.object({
  authors: z.array(authorSchema),
  /** Everybody named above, as they are called today. */
  people: z.array(personaSchema),
  /** Ask again with `after` this; null when that was all. */
  next: z.nullable(z.number()),
})
export type ApiAuthors = z.infer<typeof authorsSchema>
export const MOST_CLIENTS = 100
