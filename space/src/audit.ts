import { z } from 'zod/mini'
import { lentRoleSchema } from './api/parts.ts'
import { isPersonId, isSpaceId, type PersonId, type SpaceId } from './ids.ts'
import { roleSchema } from './people.ts'

export { auditText } from './audit-text.ts'

const person = z.custom<PersonId>(isPersonId, 'not the id of a person')
/** Ms since 1970, by the server's clock. */
const time = z.number()

/** Who did it: a person, whoever has the data folder, or the server by itself; null for somebody it doesn't know. */
type Doer = PersonId | 'operator' | 'server' | null
const doer = z.custom<Doer>(
  (value) => value === null || value === 'operator' || value === 'server' || isPersonId(value),
  'nobody who can do anything',
)
/** `from`: the address that it was asked from; null for the operator and the server. */
const line = { at: time, by: doer, from: z.nullable(z.string()) }
/** The beginning of a link's or a token's hash, as their lists show it; never a secret. */
const short = z.string()

/** What opened for a new device: a link into a space, the server owner's link, one made on another of the person's devices. */
export const WAYS = ['invitation', 'ownerLink', 'deviceLink', 'passkey', 'account'] as const
export type Way = (typeof WAYS)[number]
/** What kind of browser it is, in words of the server's. */
const device = z.optional(z.string())

/** One line of the record of who did what: who, what, when, from where. No secrets, no words of anybody's. */
export const auditEntrySchema = z.discriminatedUnion('what', [
  z.object({ ...line, what: z.literal('signedIn'), person, way: z.optional(z.enum(WAYS)), device }),
  z.object({ ...line, what: z.literal('signedOut'), person, device }),
  z.object({ ...line, what: z.literal('serverOwner'), person }),
  /** From now on this account of the team's own sign-in is this person, or it isn't any more. */
  z.object({ ...line, what: z.literal('accountLinked'), person }),
  z.object({ ...line, what: z.literal('accountUnlinked'), person }),
  z.object({ ...line, what: z.literal('passkeyAdded'), person }),
  z.object({ ...line, what: z.literal('passkeyRemoved'), person }),
  /** A link that signs one more device of theirs in. */
  z.object({ ...line, what: z.literal('deviceLinkMade'), person }),
  /** Null: no role. `link`: the one that was opened for it. */
  z.object({
    ...line,
    what: z.literal('role'),
    person,
    before: z.nullable(roleSchema),
    role: z.nullable(roleSchema),
    link: z.optional(short),
  }),
  /** `role` owner: of the server. `uses`: null for any number. */
  z.object({
    ...line,
    what: z.literal('linkMade'),
    link: short,
    role: roleSchema,
    expires: z.nullable(time),
    uses: z.nullable(z.number()),
  }),
  z.object({ ...line, what: z.literal('linkEnded'), link: short }),
  z.object({
    ...line,
    what: z.literal('tokenMade'),
    token: short,
    person,
    role: lentRoleSchema,
    expires: z.nullable(time),
  }),
  z.object({ ...line, what: z.literal('tokenEnded'), token: short, person }),
  z.object({ ...line, what: z.literal('spaceMade') }),
  z.object({ ...line, what: z.literal('spaceArchived') }),
  z.object({ ...line, what: z.literal('spaceRestored') }),
  /** `people`: how many had a role in it. */
  z.object({
    ...line,
    what: z.literal('spaceDeleted'),
    space: z.custom<SpaceId>(isSpaceId, 'not the id of a space'),
    people: z.number(),
  }),
  /** Until then the space takes back what devices still have, whoever wrote it. */
  z.object({ ...line, what: z.literal('amnestyOpened'), until: time }),
  z.object({ ...line, what: z.literal('amnestyEnded') }),
  /** The folder was made from a backup: what happened between the two isn't here. */
  z.object({ ...line, what: z.literal('restored'), spaces: z.number() }),
  /** `count` of the same within some seconds. */
  z.object({ ...line, what: z.literal('refused'), why: z.string(), count: z.number() }),
])
export type AuditEntry = z.infer<typeof auditEntrySchema>

/**
 * GET /api/spaces/:id/audit?before=<next> → the newest first, 50 at a time; for an owner. `names`: of the people in these
 * lines. `next`: where the older ones begin; null at the end. When those who belong to the space signed in or out is among
 * them. Addresses and devices are for an owner of the server. GET /api/audit: the same of the server, for an owner of it.
 */
export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  names: z.array(z.object({ id: person, name: z.string() })),
  next: z.nullable(z.string()),
})
export type AuditPage = z.infer<typeof auditPageSchema>
