import { z } from 'zod/mini'
import { isPersonId, type PersonId } from '../ids.ts'
import { forServer } from './parts.ts'

const personId = z.custom<PersonId>(isPersonId, 'not the id of a person')

/**
 * By an owner. GET /api/spaces/:id/amnesty → {amnesty}; POST {hours} → {amnesty}, in place of one that is open; DELETE → 204,
 * which ends it. While one is open, content of anybody comes back from any member's device, marked as unverified.
 */
export const openAmnestyRequest = forServer(() =>
  z.object({ hours: z.number().check(z.minimum(1), z.maximum(720)) }),
)
export const amnestySchema = z.object({
  amnesty: z.nullable(
    z.object({
      /** Ms since 1970, by the server's clock. */
      at: z.number(),
      until: z.number(),
      /** Null: the operator, or a restore. */
      by: z.nullable(personId),
    }),
  ),
})
export type ApiAmnesty = z.infer<typeof amnestySchema>
