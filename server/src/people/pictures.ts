import type { PersonId, SpaceId } from '@weft/space'
import { LARGEST_PICTURE } from '@weft/space/api'
import { authorize } from './authorize.ts'
import type { Book } from './book.ts'
import type { RecordOf } from './schema.ts'
import type { Who } from './who.ts'

export type Picture = RecordOf<'picture'>

/** Told by its first bytes, whatever its sender says; null for what is none of ours, or too large. */
export function pictureOf(base64: string): Picture | null {
  const bytes = Buffer.from(base64, 'base64')
  const type = bytes.length > LARGEST_PICTURE ? null : typeOf(bytes)
  return type === null ? null : { type, data: bytes.toString('base64') }
}

function typeOf(bytes: Buffer): Picture['type'] | null {
  const starts = (at: number, text: string) => bytes.toString('latin1', at, at + text.length) === text
  if (starts(0, '\x89PNG\r\n\x1a\n')) return 'image/png'
  if (starts(0, '\xff\xd8\xff')) return 'image/jpeg'
  return starts(0, 'RIFF') && starts(8, 'WEBP') ? 'image/webp' : null
}

/** Whoever shares a space with somebody sees them there, and so do they themselves; to all others there is nobody. */
export function seesPerson(book: Book, who: Who, person: PersonId): boolean {
  if (who.persona.id === person) return who.current
  const shares = (space: SpaceId) => authorize(who, space, 'read') && book.rolesIn(space).has(person)
  return [...who.roles.keys()].some(shares)
}
