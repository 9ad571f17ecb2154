import type { PersonId, SpaceId } from '@weft/space'
import type { Book, Change } from './book.ts'
import type { Desk } from './desk.ts'
import type { RecordOf } from './schema.ts'
import { mustBeThere } from './spaces.ts'

/**
 * A time in which a space takes back what its devices still have, whoever wrote it: after a restore, when the server can't
 * know any more whose it is. What comes so is marked unverified. It ends by itself, or by command.
 */
export type Amnesty = RecordOf<'amnesty'>

const HOUR = 3_600_000
/** A month: longer than most are away. */
export const MOST_AMNESTY_HOURS = 720

/** The one that is open now, or null. */
export function amnestyOf(book: Book, space: SpaceId, now: number): Amnesty | null {
  const amnesty = book.get('amnesty', space)
  return amnesty !== undefined && now < amnesty.until ? amnesty : null
}

/** `by`: null for the operator. In place of one that is open. Rejects with NoSpace. */
export async function openAmnesty(
  desk: Desk,
  space: SpaceId,
  { hours, by }: { readonly hours: number; readonly by: PersonId | null },
): Promise<Amnesty> {
  return desk.inTurn(async () => {
    mustBeThere(desk, space)
    const change = amnestyChange(space, { hours, by, at: desk.runtime.now() })
    await desk.commit([change])
    desk.events.amnestyChanged(space, change.value)
    return change.value
  })
}

/** @returns false when none was open. */
export async function endAmnesty(desk: Desk, space: SpaceId): Promise<boolean> {
  return desk.inTurn(async () => {
    const open = amnestyOf(desk.book, space, desk.runtime.now()) !== null
    if (desk.book.get('amnesty', space) !== undefined)
      await desk.commit([{ kind: 'amnesty', key: space, value: undefined }])
    if (open) desk.events.amnestyChanged(space, null)
    return open
  })
}

export function amnestyChange(
  space: SpaceId,
  { hours, by, at }: { readonly hours: number; readonly by: PersonId | null; readonly at: number },
): Change & { readonly kind: 'amnesty'; readonly value: Amnesty } {
  return { kind: 'amnesty', key: space, value: { at, by, until: at + hours * HOUR } }
}
