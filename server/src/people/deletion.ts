import type { Records, UpdateLog } from '@weft/persistence'
import { isSpaceId, type SpaceId } from '@weft/space'
import type { Rooms } from '../room/contract.ts'
import { authorize } from './authorize.ts'
import { type Book, type Change, roleKey } from './book.ts'
import type { Desk } from './desk.ts'
import type { Who } from './who.ts'

/**
 * Archives a space or brings it back: nobody writes in it meanwhile, whatever their role, open connections at once. `by`
 * null: the operator. @returns false when it isn't theirs to do, or isn't there.
 */
export function archiveSpace(
  desk: Desk,
  by: Who | null,
  space: SpaceId,
  archived: boolean,
): Promise<boolean> {
  return desk.inTurn(async () => {
    const { book, events, runtime } = desk
    const known = book.get('space', space)
    if (known === undefined || (by !== null && !authorize(by, space, 'manage'))) return false
    if (archived === (known.archived !== undefined)) return true
    const { archived: _, ...rest } = known
    const value = archived ? { ...rest, archived: runtime.now() } : rest
    await desk.commit([{ kind: 'space', key: space, value }])
    for (const [person, role] of book.rolesIn(space))
      if (role !== 'viewer') events.roleChanged(space, person, role)
    return true
  })
}

/** What a deletion takes a space out of. */
export interface Stores {
  readonly log: Pick<UpdateLog, 'drop'>
  readonly records: Pick<Records, 'erase'>
}

/**
 * Deletes a space for everybody and for good: who belonged to it, its links and tokens in one batch, then, when all are out,
 * what was written in it. A crash in between is made up for at the next start. `by` null: the operator.
 * @returns false when it isn't theirs to do, or isn't there.
 */
export async function deleteSpace(
  desk: Desk,
  stores: Stores & { readonly rooms: Pick<Rooms, 'gone'> },
  by: Who | null,
  space: SpaceId,
): Promise<boolean> {
  const begun = await desk.inTurn(async () => {
    const { book, runtime } = desk
    if (book.get('space', space) === undefined) return false
    if (by !== null && !authorize(by, space, 'manage')) return false
    await desk.commit([
      { kind: 'space', key: space, value: undefined },
      { kind: 'dropping', key: space, value: { at: runtime.now() } },
      ...belongings(book, space),
    ])
    return true
  })
  if (!begun) return false
  await stores.rooms.gone(space)
  // Out of turn: a large space takes a while, and nobody else need wait for it.
  await finishDeletion(desk, stores, space)
  return true
}

/** What was begun before the last end of this process. */
export const unfinishedDeletions = (book: Book): readonly SpaceId[] =>
  [...book.all('dropping').keys()].filter(isSpaceId)

export async function finishDeletion(desk: Desk, { log, records }: Stores, space: SpaceId): Promise<void> {
  await log.drop(space)
  // Its name, its links and its lines in the record.
  await records.erase()
  await desk.inTurn(() => desk.commit([{ kind: 'dropping', key: space, value: undefined }]))
}

/**
 * Roles, links, tokens with whom they acted as, and an amnesty; who wrote what stands in the log. That somebody belonged once
 * stays: their devices are told so when they ask again.
 */
function belongings(book: Book, space: SpaceId): readonly Change[] {
  const changes: Change[] = []
  for (const person of book.rolesIn(space).keys())
    changes.push({ kind: 'role', key: roleKey(space, person), value: undefined })
  for (const [key, link] of book.all('invitation'))
    if (link.kind === 'space' && link.space === space)
      changes.push({ kind: 'invitation', key, value: undefined })
  for (const [key, token] of book.all('token'))
    if (token.space === space) {
      changes.push({ kind: 'token', key, value: undefined })
      // The operator may have given it a role elsewhere: its name stands beside what it wrote there.
      if ([...book.rolesOf(token.person).keys()].every((one) => one === space))
        changes.push({ kind: 'person', key: token.person, value: undefined })
    }
  if (book.get('amnesty', space) !== undefined)
    changes.push({ kind: 'amnesty', key: space, value: undefined })
  return changes
}
