import { z } from 'zod/mini'
import { isPersonId, type PersonId } from '../ids.ts'
import { personaSchema, roleSchema } from '../people.ts'
import { forServer, lentRoleSchema, nameSchema } from './parts.ts'

const personId = z.custom<PersonId>(isPersonId, 'not the id of a person')
/** Ms since 1970, by the server's clock. */
const time = z.number()

/** GET /api/spaces/:id/members → {members}. For everybody who may read the space. */
export const memberSchema = z.extend(personaSchema, {
  role: roleSchema,
  /** Since when in this role. */
  since: time,
  /** A token's person. */
  program: z.boolean(),
})
export type ApiMember = z.infer<typeof memberSchema>
export const membersSchema = z.object({ members: z.array(memberSchema) })
/**
 * PATCH /api/spaces/:id/members/:person {role} → 204, by an owner. DELETE of the same → 204: by an owner, or by the person
 * themselves, who leaves. 409 `last_owner` when nobody would own the space any more.
 */
export const changeMemberRequest = z.object({ role: roleSchema })

/** GET /api/spaces/:id/invitations → {invitations}: the open links; an owner's all, a member's own. DELETE …/:link → 204. */
export const openInvitationSchema = z.object({
  id: z.string(),
  role: lentRoleSchema,
  /** Null: the operator's. */
  by: z.nullable(personId),
  at: time,
  expires: z.nullable(time),
  /** Uses left; null for no end. */
  left: z.nullable(z.number()),
})
export type OpenInvitation = z.infer<typeof openInvitationSchema>
export const openInvitationsSchema = z.object({ invitations: z.array(openInvitationSchema) })

/** GET /api/spaces/:id/tokens → {tokens}; POST {name, role, days?} → {id, token}, told once; DELETE …/:token → 204. By an owner. */
export const tokenSchema = z.object({
  id: z.string(),
  name: z.string(),
  role: lentRoleSchema,
  at: time,
  expires: z.nullable(time),
})
export type ApiToken = z.infer<typeof tokenSchema>
export const tokensSchema = z.object({ tokens: z.array(tokenSchema) })
export const createTokenRequest = forServer(() =>
  z.object({
    name: nameSchema,
    role: lentRoleSchema,
    days: z.optional(z.int().check(z.minimum(1), z.maximum(3650))),
  }),
)
export const createdTokenSchema = z.object({ id: z.string(), token: z.string() })
