import { DYES, isPersonId, isSpaceId, type PersonId, type SpaceId } from '@weft/space'
import { WAYS } from '@weft/space/audit'
import { z } from 'zod'

/**
 * What this server keeps about people, as it stands on disk. Every record is checked when it is read: a damaged or
 * foreign one is left out and reported, it never stops the server. Keys: a person's (for picture too) or space's id; the hash of the secret
 * for device, signedOut, invitation and token; the hash of issuer and subject for identity; the hash of its credential's id
 * for passkey; `<space>/<person>` for role and former; the space's id for amnesty and dropping.
 */
const person = z.custom<PersonId>(isPersonId)
const space = z.custom<SpaceId>(isSpaceId)
/** Milliseconds since 1970, by this server's clock. */
const time = z.number()
const role = z.enum(['owner', 'member', 'viewer'])
/** What links and tokens may give away; ownership of a space is never handed out by a secret. */
const lentRole = z.enum(['member', 'viewer'])

const personRecord = z.object({
  name: z.string(),
  dye: z.enum(DYES),
  /** Names their picture, which stands in a record of its own. */
  picture: z.string().optional(),
  at: time,
  /** An owner of this server. */
  owner: z.boolean(),
  /** Stands for a program: a token's own person, or this server's own doing. */
  program: z.boolean(),
})
/** Without scripts, links or words in them: no SVG. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const
/** `data`: base64. */
const pictureRecord = z.object({ type: z.enum(PICTURE_TYPES), data: z.string() })
/** `secure`: its cookie was given over HTTPS, and must never go out without. `name`: what kind of browser it is. `way`: what let it in. */
const deviceRecord = z.object({
  person,
  at: time,
  seen: time,
  secure: z.boolean(),
  name: z.string().default('A browser'),
  way: z.optional(z.enum(WAYS)),
})
/** A device that was signed out, under its hash: so that it is told so, and takes its copies off. */
const signedOutRecord = z.object({ at: time })
/** A WebAuthn credential. What is kept opens nothing: the private key never leaves its authenticator. */
const passkeyRecord = z.object({
  person,
  /** The credential's id and its COSE public key, as base64url. */
  credential: z.string(),
  publicKey: z.string(),
  /** Of signatures, by the authenticator; 0 for those that don't count. */
  counter: z.number(),
  transports: z.array(z.string()),
  /** It is copied between its person's devices by whoever keeps it. */
  synced: z.boolean(),
  /** What kind of browser it was made in. */
  name: z.string(),
  at: time,
  used: z.nullable(time),
})
/** `expires`: it is deleted then; null for never. */
const tokenRecord = z.object({
  person,
  space,
  role: lentRole,
  name: z.string(),
  at: time,
  expires: z.nullable(time).default(null),
})
/** An account at an OpenID Connect provider, with which this person signs in. */
const identityRecord = z.object({ person, issuer: z.string(), at: time })
/** When somebody took a link back; it is kept for a while, so that it says so. */
const ended = time.optional()
const invitationRecord = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('owner'),
    /** Printed at a start without an owner; the next start replaces it. */
    printed: z.boolean(),
    at: time,
    expires: z.nullable(time),
    left: z.number().int(),
    ended,
  }),
  z.object({
    /** Signs another of this person's devices in. */
    kind: z.literal('device'),
    person,
    /** The device that it was made on: the link ends with it. */
    by: z.string(),
    at: time,
    expires: time,
    left: z.number().int(),
    ended,
  }),
  z.object({
    kind: z.literal('space'),
    space,
    role: lentRole,
    /** Null when the operator made it. */
    by: z.nullable(person),
    at: time,
    expires: z.nullable(time),
    /** Uses left; null for no end. */
    left: z.nullable(z.number().int()),
    ended,
  }),
])
const spaceRecord = z.object({
  /** Mirrors of the document's own name and icon, for lists. */
  name: z.string(),
  icon: z.nullable(z.string()),
  at: time,
  by: person,
  /** Since when nobody may write in it; absent while everybody with the role may. */
  archived: z.optional(time),
})
/** `by`: null when the operator opened it, or a restore. */
const amnestyRecord = z.object({ at: time, by: z.nullable(person), until: time })
const roleRecord = z.object({ role, at: time })
/** Somebody had a role in a space and has none any more: their devices are told so, and let go of their copies. */
const formerRecord = z.object({ at: time })
/** A deleted space whose log may still be there: it is dropped at the next start. */
const droppingRecord = z.object({ at: time })
/** `origin`: where this server was last served, for links made while it isn't running. `operator`: whom its own edits are by. */
const settingRecord = z.object({ value: z.string() })

export const KINDS = {
  person: personRecord,
  picture: pictureRecord,
  device: deviceRecord,
  signedOut: signedOutRecord,
  token: tokenRecord,
  identity: identityRecord,
  passkey: passkeyRecord,
  invitation: invitationRecord,
  space: spaceRecord,
  role: roleRecord,
  amnesty: amnestyRecord,
  former: formerRecord,
  dropping: droppingRecord,
  setting: settingRecord,
} as const
export type Kind = keyof typeof KINDS
export type RecordOf<K extends Kind> = z.infer<(typeof KINDS)[K]>
export type Invitation = RecordOf<'invitation'>
export type LentRole = z.infer<typeof lentRole>
