import { z } from 'zod/mini'
import { isPersonId, type PersonId } from './ids.ts'

/** What a person may do in a space. A viewer reads, and is seen. */
export type Role = 'owner' | 'member' | 'viewer'

export const mayWrite = (role: Role): boolean => role !== 'viewer'

/** Twelve dyes; a person keeps theirs on every screen. The values (light and dark) are the web app's tokens `--dye-<name>`. */
export const DYES = [
  'madder',
  'weld',
  'woad',
  'indigo',
  'walnut',
  'moss',
  'teal',
  'plum',
  'rust',
  'slate',
  'rose',
  'olive',
] as const
export type Dye = (typeof DYES)[number]

/** A person as others in a space see them. */
export interface Persona {
  readonly id: PersonId
  readonly name: string
  readonly dye: Dye
  /** Names the picture they chose, and changes with it; absent for none. It is at `picturePath`. */
  readonly picture?: string
}

/** Where everybody who shares a space with somebody finds their picture. */
export const picturePath = (id: PersonId, picture: string): string =>
  `/api/people/${id}/picture?v=${encodeURIComponent(picture)}`

/** Of somebody of whom more is known: what makes them a persona, and nothing else. */
export const asPersona = ({ id, name, dye, picture }: Persona): Persona =>
  picture === undefined ? { id, name, dye } : { id, name, dye, picture }

export interface Member extends Persona {
  readonly role: Role
}

export const roleSchema = z.enum(['owner', 'member', 'viewer'])
export const dyeSchema = z.enum(DYES)
export const personaSchema = z.object({
  id: z.custom<PersonId>(isPersonId, 'not the id of a person'),
  name: z.string(),
  dye: dyeSchema,
  picture: z.exactOptional(z.string().check(z.maxLength(64))),
})
export const memberSchema = z.extend(personaSchema, { role: roleSchema })

/** Presence of one connection as it arrives at other clients; `user` is stamped by the server, all else is the client's. */
export interface PresenceState {
  user: Member
  /** What this device looks at: the timeline, a note, or both when two panes are open. */
  at?: { timeline?: boolean; notes?: string[] }
  /** Milliseconds since 1970 of the last key in the message box; absent when not typing. */
  typing?: boolean
  /** Nobody touched this device for a while. */
  idle?: boolean
  /** Lexical's cursor of an open note, under `note:<note id>`. */
  [field: `note:${string}`]: unknown
}
