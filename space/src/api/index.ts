import { z } from 'zod/mini'
import { isSpaceId, type SpaceId } from '../ids.ts'
import { dyeSchema, personaSchema, roleSchema } from '../people.ts'
import { unreadSchema } from '../unread.ts'
import { forServer, lentRoleSchema, nameSchema } from './parts.ts'

export * from './amnesty.ts'
export * from './authors.ts'
export * from './devices.ts'
export * from './members.ts'
export * from './signin.ts'
export * from './unread.ts'
export { nameSchema, personaSchema, roleSchema }

/**
 * The HTTP interface, as both ends check it. Every answer that is not 2xx is an `ApiError`. A browser is let in by its
 * device cookie, and what changes something needs an exact Origin too; programs send `Authorization: Bearer <token>`.
 */
const spaceId = z.custom<SpaceId>(isSpaceId, 'not the id of a space')
export type ApiPersona = z.infer<typeof personaSchema>

/** GET /api/me → Me. 401 when this browser isn't known; as `signed_out` when it was, and its person ended that. */
export const meSchema = z.object({ person: personaSchema, owner: z.boolean(), version: z.string() })
export type Me = z.infer<typeof meSchema>
/** What signing in by a passkey answers. */
export const signedInSchema = z.object({ me: meSchema })

/** POST /api/invitations/look {secret} → what a link leads to; nothing is changed. */
export const lookRequest = forServer(() => z.object({ secret: z.string().check(z.maxLength(200)) }))
export const lookSchema = z.discriminatedUnion('kind', [
  /** `dye`: which whoever is new is given if they pick none. */
  z.object({ kind: z.literal('owner'), dye: dyeSchema }),
  z.object({
    kind: z.literal('space'),
    space: z.string(),
    role: roleSchema,
    invitedBy: z.string(),
    dye: dyeSchema,
    expires: z.nullable(z.number()),
  }),
  /** Signs this browser in as somebody who has another device. */
  z.object({ kind: z.literal('device'), person: personaSchema, expires: z.number() }),
])
export type Look = z.infer<typeof lookSchema>

/**
 * POST /api/invitations/accept {secret, name?, dye?} → Accepted, and the device cookie. `name` is needed by who isn't signed
 * in, but for a link to another device. 409 `other_person` when this browser is signed in as somebody else than that is for.
 */
export const acceptRequest = forServer(() =>
  z.object({
    secret: z.string().check(z.maxLength(200)),
    name: z.optional(nameSchema),
    dye: z.optional(dyeSchema),
  }),
)
export const acceptedSchema = z.object({ me: meSchema, space: z.nullable(spaceId) })
export type Accepted = z.infer<typeof acceptedSchema>

/** A person's picture, at most: bytes of a PNG, JPEG or WebP. Each is kept in the server's memory. */
export const LARGEST_PICTURE = 12 * 1024

/**
 * PATCH /api/me {name?, dye?, picture?} → Me. `picture`: base64; null takes it away. GET /api/people/:id/picture gives it to
 * whoever shares a space with them.
 */
export const editMeRequest = forServer(() =>
  z.object({
    name: z.optional(nameSchema),
    dye: z.optional(dyeSchema),
    picture: z.optional(
      z.nullable(z.string().check(z.maxLength(LARGEST_PICTURE * 1.4, 'too large a picture'))),
    ),
  }),
)
/** POST /api/signout → 204; this device's cookie ends. */

/** GET /api/spaces → {spaces}; POST /api/spaces {name} → SpaceSummary. Renaming is an edit of the space's document. */
export const spaceSummarySchema = z.object({
  id: spaceId,
  name: z.string(),
  icon: z.nullable(z.string()),
  role: roleSchema,
  /** Who is in it now, others only, at most 8. */
  here: z.array(personaSchema),
  /** What this person hasn't seen yet; absent when there is nothing, and for programs. */
  unread: z.exactOptional(unreadSchema),
  /** Ms since 1970, since when nobody may write in it; absent while it is in use. `role` is what it will be again. */
  archived: z.optional(z.number()),
})
export type SpaceSummary = z.infer<typeof spaceSummarySchema>
/** `gone`: spaces that this person belonged to once: what their devices keep of them is to go. */
export const spacesSchema = z.object({
  spaces: z.array(spaceSummarySchema),
  gone: z.optional(z.array(spaceId)),
})
export const createSpaceRequest = forServer(() => z.object({ name: nameSchema }))
/**
 * PATCH /api/spaces/:id {archived} → SpaceSummary. DELETE /api/spaces/:id → 204: everything written in it goes, for
 * everybody and for good. Both by an owner.
 */
export const changeSpaceRequest = z.object({ archived: z.boolean() })

/** POST /api/spaces/:id/invitations {role, hours?, uses?} → {url}. The secret stands in the fragment and is told only once. */
export const inviteRequest = forServer(() =>
  z.object({
    role: lentRoleSchema,
    hours: z.optional(z.number().check(z.minimum(1), z.maximum(24 * 365))),
    uses: z.optional(z.int().check(z.minimum(1), z.maximum(1000))),
  }),
)
export const invitedSchema = z.object({ url: z.string() })

/** Stable `code`s for programs, a sentence for people. `retryAfter` in seconds. */
export const apiErrorSchema = z.object({
  error: z.object({
    code: z.enum([
      'bad_request',
      'unauthenticated',
      'signed_out',
      'not_found',
      'foreign_origin',
      'too_large',
      'too_many',
      'link_mangled',
      'link_unknown',
      'link_revoked',
      'link_used',
      'link_expired',
      'name_needed',
      'last_owner',
      'provider',
      'other_person',
      'too_many_devices',
      'passkey_unavailable',
      'passkey_unknown',
      'passkey_refused',
      'storage',
      'unavailable',
      'internal',
    ]),
    message: z.string(),
    retryAfter: z.optional(z.number()),
  }),
})
export type ApiError = z.infer<typeof apiErrorSchema>
