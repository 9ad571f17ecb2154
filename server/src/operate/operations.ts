import { isPersonId, isSpaceId, type PersonId, type SpaceId } from '@weft/space'
import { nameSchema } from '@weft/space/api'
import { auditEntrySchema } from '@weft/space/audit'
import { z } from 'zod'
import { MOST_AMNESTY_HOURS } from '../people/amnesty.ts'

/**
 * What the operator can do from the command line. The same operations run in the server's process, asked over its control
 * socket, or in the command's own when no server runs on the folder: nothing is done in two ways.
 */
const space = z.custom<SpaceId>(isSpaceId, 'that is not the id of a space (`weft spaces` lists them)')
const person = z.custom<PersonId>(isPersonId, 'that is not the id of a person (`weft people` lists them)')
const lentRole = z.enum(['member', 'viewer'], 'the role must be member or viewer')
const name = nameSchema

export const OPERATIONS = {
  createToken: {
    request: z.object({
      target: z.union([z.object({ space }), z.object({ newSpace: name })]),
      role: lentRole,
      name,
      /** How long it lasts; null, or nothing, for ever. */
      days: z.optional(
        z.nullable(z.number('the days must be a whole number').int().min(1, 'a token lasts a day at least')),
      ),
    }),
    response: z.object({
      /** Told this once. */
      token: z.string(),
      space: z.string(),
      role: z.string(),
      person: z.string(),
      /** Where its WebSocket goes: append the space's id. */
      sync: z.string(),
    }),
  },
  createInvitation: {
    request: z.object({
      space,
      role: lentRole,
      /** How long it opens; null for ever. */
      hours: z.nullable(z.number('the hours must be a number').min(1, 'a link lasts an hour at least')),
      uses: z.nullable(
        z.number('the uses must be a whole number').int().min(1, 'a link has one use at least'),
      ),
    }),
    response: z.object({
      url: z.string(),
      space: z.string(),
      role: z.string(),
      expires: z.nullable(z.number()),
    }),
  },
  tokens: {
    request: z.object({ space }),
    response: z.object({
      tokens: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          role: lentRole,
          at: z.number(),
          expires: z.nullable(z.number()),
        }),
      ),
    }),
  },
  revokeToken: {
    request: z.object({ space, token: z.string() }),
    response: z.object({}),
  },
  invitations: {
    request: z.object({ space }),
    response: z.object({
      invitations: z.array(
        z.object({
          id: z.string(),
          role: lentRole,
          at: z.number(),
          expires: z.nullable(z.number()),
          left: z.nullable(z.number()),
        }),
      ),
    }),
  },
  revokeInvitation: {
    request: z.object({ space, invitation: z.string() }),
    response: z.object({}),
  },
  ownerLink: {
    request: z.object({}),
    response: z.object({ url: z.string() }),
  },
  spaces: {
    request: z.object({}),
    response: z.object({
      spaces: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          people: z.number(),
          here: z.number(),
          at: z.number(),
          /** Since when it is archived; null while it is in use. */
          archived: z.nullable(z.number()),
        }),
      ),
    }),
  },
  archiveSpace: {
    request: z.object({ space, archived: z.boolean() }),
    response: z.object({}),
  },
  deleteSpace: {
    request: z.object({ space, name: z.string('say the name of the space with --name') }),
    response: z.object({}),
  },
  audit: {
    request: z.object({
      /** Null: of all. */
      space: z.nullable(space),
      /** Ms since 1970; null for all that is kept. */
      since: z.nullable(z.number('since when? A date like 2026-11-21, or 24h, or 7d')),
    }),
    /** The newest first. `names`: of the people in them. */
    response: z.object({
      entries: z.array(z.intersection(auditEntrySchema, z.object({ scope: z.string() }))),
      names: z.array(z.object({ id: z.string(), name: z.string() })),
    }),
  },
  people: {
    request: z.object({ space }),
    response: z.object({
      people: z.array(z.object({ id: z.string(), name: z.string(), role: z.string(), program: z.boolean() })),
    }),
  },
  setRole: {
    request: z.object({
      space,
      person,
      /** Null takes it away; their open connections follow at once. */
      role: z.nullable(
        z.enum(['owner', 'member', 'viewer'], 'the role must be owner, member, viewer or none'),
      ),
    }),
    response: z.object({}),
  },
  amnesty: {
    request: z.object({ space }),
    /** Until when content of others is taken back; null: it isn't. */
    response: z.object({ until: z.nullable(z.number()) }),
  },
  openAmnesty: {
    request: z.object({
      space,
      hours: z
        .number('the hours must be a number')
        .min(1, 'an amnesty lasts an hour at least')
        .max(MOST_AMNESTY_HOURS, `an amnesty lasts ${MOST_AMNESTY_HOURS} hours at most`),
    }),
    response: z.object({ until: z.number() }),
  },
  endAmnesty: {
    request: z.object({ space }),
    response: z.object({}),
  },
  importNote: {
    request: z.object({
      space,
      /** Null: its first heading, or `fallback`. */
      title: z.nullable(z.string().trim().min(1, 'the title is empty').max(200, 'the title is too long')),
      fallback: z.string(),
      markdown: z.string(),
    }),
    response: z.object({ note: z.string(), title: z.string() }),
  },
  exportSpace: {
    request: z.object({ space }),
    /** Paths are relative, made of safe characters, and differ in more than case. */
    response: z.object({
      name: z.string(),
      files: z.array(z.object({ path: z.string(), text: z.string() })),
    }),
  },
} as const

export type Operation = keyof typeof OPERATIONS
export type Request<K extends Operation> = z.infer<(typeof OPERATIONS)[K]['request']>
export type Response<K extends Operation> = z.infer<(typeof OPERATIONS)[K]['response']>
export type Operator = { readonly [K in Operation]: (request: Request<K>) => Promise<Response<K>> }

export const isOperation = (name: string): name is Operation => Object.hasOwn(OPERATIONS, name)
