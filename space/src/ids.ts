declare const brand: unique symbol
type Brand<T, Name extends string> = T & { readonly [brand]: Name }

/** A space's name on the wire and on disk: 22 characters of base64url (128 bits), issued by the server. */
export type SpaceId = Brand<string, 'SpaceId'>
/** Somebody known to this server: 16 characters of base64url (96 bits), issued by the server. */
export type PersonId = Brand<string, 'PersonId'>
/** A note within its space: 16 characters of base64url (96 bits), made by the device that creates the note. */
export type NoteId = Brand<string, 'NoteId'>
/** The Yjs id of a timeline entry, as `client:clock`. */
export type EntryId = Brand<string, 'EntryId'>

const SPACE = /^[A-Za-z0-9_-]{22}$/
const SHORT = /^[A-Za-z0-9_-]{16}$/
const ENTRY = /^\d{1,10}:\d{1,10}$/

export const isSpaceId = (s: unknown): s is SpaceId => typeof s === 'string' && SPACE.test(s)
export const isPersonId = (s: unknown): s is PersonId => typeof s === 'string' && SHORT.test(s)
export const isNoteId = (s: unknown): s is NoteId => typeof s === 'string' && SHORT.test(s)
export const isEntryId = (s: unknown): s is EntryId => typeof s === 'string' && ENTRY.test(s)

/** Base64url of random bytes; `random` fills the given array (crypto.getRandomValues, or a seed's in tests). */
export const spaceId = (random: (bytes: Uint8Array) => void): SpaceId => token(16, random) as SpaceId
export const personId = (random: (bytes: Uint8Array) => void): PersonId => token(12, random) as PersonId
export const noteId = (random: (bytes: Uint8Array) => void): NoteId => token(12, random) as NoteId
export const entryId = (client: number, clock: number): EntryId => `${client}:${clock}` as EntryId
/** The Yjs client id under which an entry was written. */
export const entryClient = (id: EntryId): number => Number(id.slice(0, id.indexOf(':')))

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

/** `n` random bytes as unpadded base64url. */
export function token(n: number, random: (bytes: Uint8Array) => void): string {
  const bytes = new Uint8Array(n)
  random(bytes)
  let out = ''
  let buffer = 0
  let bits = 0
  for (const byte of bytes) {
    buffer = ((buffer << 8) | byte) & 0xffff
    for (bits += 8; bits >= 6; bits -= 6) out += ALPHABET[(buffer >> (bits - 6)) & 63]
  }
  return bits > 0 ? out + ALPHABET[(buffer << (6 - bits)) & 63] : out
}
