import type { Dye, Persona } from '@weft/space'
import type { Desk } from './desk.ts'
import type { Picture } from './pictures.ts'
import { hashOf } from './secret.ts'
import { personaOf, type Who } from './who.ts'

const HOUR = 3_600_000

/** Of its bytes: another picture is another name, so that each may be kept for ever. */
const nameOf = (picture: Picture | null): string | undefined =>
  picture === null ? undefined : hashOf(picture.data).slice(0, 16)

interface PersonaEdit {
  readonly name?: string | undefined
  readonly dye?: Dye | undefined
  /** Null takes it away. */
  readonly picture?: Picture | null | undefined
}

/** Name, dye and picture, as everybody sees them from now on. */
export function editPersona(desk: Desk, who: Who, edit: PersonaEdit): Promise<Persona> {
  return desk.inTurn(async () => {
    const id = who.persona.id
    const person = desk.book.get('person', id)
    if (person === undefined) throw new Error('a person who is signed in is not in the book')
    const { picture } = edit
    const named = picture === undefined ? person.picture : nameOf(picture)
    const value = {
      ...person,
      name: edit.name ?? person.name,
      dye: edit.dye ?? person.dye,
      picture: named,
    }
    await desk.commit([
      { kind: 'person', key: id, value },
      ...(picture === undefined ? [] : [{ kind: 'picture' as const, key: id, value: picture ?? undefined }]),
    ])
    const persona = personaOf(desk.book, id) ?? who.persona
    desk.events.personaChanged(persona)
    return persona
  })
}

/** Notes, at most once an hour, that a device is in use; then its cookie is to be renewed as it was given, else null. */
export async function seen(desk: Desk, who: Who): Promise<{ readonly secure: boolean } | null> {
  const { kind, hash } = who.credential
  const now = desk.runtime.now()
  const stale = () => {
    const device = desk.book.get('device', hash)
    return device !== undefined && now - device.seen >= HOUR ? device : null
  }
  if (kind !== 'device' || stale() === null) return null
  return desk.inTurn(async () => {
    const device = stale()
    if (device === null) return null
    await desk.commit([{ kind: 'device', key: hash, value: { ...device, seen: now } }])
    return { secure: device.secure }
  })
}
