import { z } from 'zod/mini'
import { isSpaceId, type SpaceId } from '../ids.ts'
import { memberSchema, roleSchema } from '../people.ts'
import { unreadSchema } from '../unread.ts'
import type { Down, Notice } from './messages.ts'

/** The JSON inside notice and people messages. A field that this version doesn't know is dropped. */

const REASONS = ['viewer', 'malformed', 'tooLarge', 'author', 'bounds', 'spaceFull'] as const

export const noticeSchema: z.ZodMiniType<Notice> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role'), role: roleSchema }),
  z.object({ kind: z.literal('spaceGone') }),
  z.object({ kind: z.literal('reload') }),
  z.object({ kind: z.literal('refused'), count: z.int().check(z.nonnegative()), reason: z.enum(REASONS) }),
  z.object({ kind: z.literal('storage'), state: z.enum(['failing', 'well']) }),
  z.object({
    kind: z.literal('unread'),
    space: z.custom<SpaceId>(isSpaceId),
    unread: z.nullable(unreadSchema),
  }),
])
export const NOTICES: Record<Notice['kind'], true> = {
  role: true,
  spaceGone: true,
  reload: true,
  refused: true,
  storage: true,
  unread: true,
}
export const peopleSchema: z.ZodMiniType<Extract<Down, { type: 'people' }>['people']> = z.array(
  z.extend(memberSchema, { gone: z.exactOptional(z.literal(true)) }),
)
