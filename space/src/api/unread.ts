import { z } from 'zod/mini'
import { unreadSchema } from '../unread.ts'
import { forServer } from './parts.ts'

/** Client ids of one request; whoever has more to say asks again. */
export const MOST_REACHED = 1_000

/**
 * POST /api/spaces/:id/seen {reach} → {unread}: how far this person has seen others' messages, as a part of a state vector, over
 * those client ids that matter; and what they still haven't. It never goes back. For people who may read the space.
 */
export const seenRequest = forServer(() => {
  const uint = z.int().check(z.nonnegative())
  return z.object({ reach: z.array(z.tuple([uint, uint])).check(z.maxLength(MOST_REACHED)) })
})
export const seenSchema = z.object({ unread: z.nullable(unreadSchema) })
