import { z } from 'zod/mini'
import { lentRoleSchema } from './api/parts.ts'
import { isPersonId, isSpaceId, type PersonId, type SpaceId } from './ids.ts'
import { roleSchema } from './people.ts'

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

/** One line of the record of who did what: who, what, when, from where. No secrets, no words of anybody's. */
export const auditEntrySchema = z.discriminatedUnion('what', [
  z.object({ ...line, what: z.literal('signedIn'), person }),
  z.object({ ...line, what: z.literal('signedOut'), person }),
  z.object({ ...line, what: z.literal('serverOwner'), person }),
  /** From now on this account of the team's own sign-in is this person. */
  z.object({ ...line, what: z.literal('accountLinked'), person }),
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
  /** `count` of the same within some seconds. */
  z.object({ ...line, what: z.literal('refused'), why: z.string(), count: z.number() }),
])
export type AuditEntry = z.infer<typeof auditEntrySchema>

/**
 * GET /api/spaces/:id/audit?before=<next> → the newest first, 50 at a time; for an owner. `names`: of the people in these
 * lines. `next`: where the older ones begin; null at the end. GET /api/audit: the same of the server, for an owner of it. When those who belong to the space signed in or out is among
 * them, without their addresses.
 */
export const auditPageSchema = z.object({
  entries: z.array(auditEntrySchema),
  names: z.array(z.object({ id: person, name: z.string() })),
  next: z.nullable(z.string()),
})
export type AuditPage = z.infer<typeof auditPageSchema>

const ROLE = { owner: 'an owner', member: 'a member', viewer: 'a viewer' } as const

/** A line as a sentence without its time. `nameOf`: of a person. */
export function auditText(entry: AuditEntry, nameOf: (id: PersonId) => string): string {
  const by = byText(entry, nameOf)
  switch (entry.what) {
    case 'signedIn':
      return `${nameOf(entry.person)} signed in on a device`
    case 'signedOut':
      return entry.by === entry.person
        ? `${by} signed out of a device`
        : `${by} ended a device of ${nameOf(entry.person)}`
    case 'serverOwner':
      return `${nameOf(entry.person)} became an owner of this server`
    case 'accountLinked':
      return `${nameOf(entry.person)} linked an account to sign in with`
    case 'role':
      return roleText(entry, by, nameOf)
    case 'linkMade':
      return entry.role === 'owner'
        ? `${by} made a link for an owner of this server (${entry.link})`
        : `${by} made a link for ${entry.uses === null ? 'any number of' : entry.uses} ${entry.role}${entry.uses === 1 ? '' : 's'} (${entry.link})`
    case 'linkEnded':
      return `${by} ended the link ${entry.link}`
    case 'tokenMade':
      return `${by} made a token for “${nameOf(entry.person)}”, ${ROLE[entry.role]} (${entry.token})`
    case 'tokenEnded':
      return entry.by === 'server'
        ? `The token for “${nameOf(entry.person)}” ran out (${entry.token})`
        : `${by} revoked the token for “${nameOf(entry.person)}” (${entry.token})`
    case 'spaceMade':
      return `${by} made this space`
    case 'spaceArchived':
      return `${by} archived the space`
    case 'spaceRestored':
      return `${by} brought the space back from the archive`
    case 'spaceDeleted':
      return `${by} deleted the space ${entry.space} of ${entry.people} ${entry.people === 1 ? 'person' : 'people'}`
    case 'refused':
      return `Refused ${by}: ${entry.why}${entry.count > 1 ? ` (${entry.count} times)` : ''}`
  }
}

function roleText(
  entry: Extract<AuditEntry, { what: 'role' }>,
  by: string,
  nameOf: (id: PersonId) => string,
): string {
  const { person, role, before, link } = entry
  const self = entry.by === person
  const name = nameOf(person)
  if (role === null) return self ? `${name} left` : `${by} removed ${name} (was ${ROLE[before ?? 'viewer']})`
  if (link !== undefined) return `${name} joined as ${ROLE[role]} by the link ${link}`
  const was = before === null ? '' : ` (was ${ROLE[before]})`
  return self ? `${name} became ${ROLE[role]}${was}` : `${by} made ${name} ${ROLE[role]}${was}`
}

function byText({ what, by }: AuditEntry, nameOf: (id: PersonId) => string): string {
  if (by === 'operator') return 'The operator'
  if (by === 'server') return 'The server'
  if (by !== null) return nameOf(by)
  return what === 'refused' ? 'somebody unknown' : 'Somebody unknown'
}
