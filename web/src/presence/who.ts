import { DYES, type Dye, isNoteId, type NoteId, type Persona, type PersonId, type Role } from '@weft/space'

/** A person who is here now, from all of their devices together. */
export interface Here extends Persona {
  readonly role: Role
  /** Looks at the conversation. */
  readonly timeline: boolean
  /** The notes they have open. */
  readonly notes: readonly NoteId[]
  readonly typing: boolean
  /** None of their devices was touched for a while. */
  readonly idle: boolean
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const ROLES: readonly Role[] = ['owner', 'member', 'viewer']
/** More notes than anyone shows at once: what a hostile state may make others keep. */
const NOTES = 4

/** One state as it came over the wire: the name is the server's word, all else is its sender's and taken with care. */
function hereOf(state: unknown): Here | null {
  if (!isRecord(state) || !isRecord(state.user)) return null
  const { id, name, dye, role, picture } = state.user
  const known = DYES.find((d) => d === dye)
  const as = ROLES.find((r) => r === role)
  if (typeof id !== 'string' || typeof name !== 'string' || known === undefined || as === undefined)
    return null
  const at = isRecord(state.at) ? state.at : {}
  return {
    id: id as PersonId,
    name,
    dye: known satisfies Dye,
    ...(typeof picture === 'string' ? { picture } : {}),
    role: as,
    timeline: at.timeline === true,
    notes: Array.isArray(at.notes) ? at.notes.slice(0, NOTES).filter(isNoteId) : [],
    typing: state.typing === true,
    idle: state.idle === true,
  }
}

/**
 * Everybody else who is here, each once, those who are awake first. `own`: this device's awareness id; other devices of
 * `me` are left out too, since one knows that one is here.
 */
export function othersHere(states: ReadonlyMap<number, unknown>, own: number, me: PersonId): readonly Here[] {
  const people = new Map<PersonId, Here>()
  for (const [client, state] of states) {
    const here = client === own ? null : hereOf(state)
    if (here === null || here.id === me) continue
    const before = people.get(here.id)
    people.set(here.id, before === undefined ? here : together(before, here))
  }
  return [...people.values()].sort(
    (a, b) => Number(a.idle) - Number(b.idle) || a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1),
  )
}

const together = (a: Here, b: Here): Here => ({
  ...a,
  timeline: a.timeline || b.timeline,
  notes: [...new Set([...a.notes, ...b.notes])],
  typing: a.typing || b.typing,
  idle: a.idle && b.idle,
})

/** Whether two lists say the same, so that a moving cursor makes nobody draw the faces again. */
export const sameHere = (a: readonly Here[], b: readonly Here[]): boolean =>
  a.length === b.length && a.every((one, i) => JSON.stringify(one) === JSON.stringify(b[i]))
