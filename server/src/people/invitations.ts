import type { PersonId, SpaceId } from '@weft/space'
import { authorize } from './authorize.ts'
import type { Desk, ReadingDesk } from './desk.ts'
import { judgeRecord } from './invitation.ts'
import type { Invitation } from './schema.ts'
import { idOf } from './tokens.ts'
import type { Who } from './who.ts'

export type OpenInvitation = Extract<Invitation, { kind: 'space' }> & { readonly id: string }

/** The links into a space that still open, the newest first. */
export function invitationsOf({ book, runtime }: ReadingDesk, space: SpaceId): readonly OpenInvitation[] {
  const found: OpenInvitation[] = []
  for (const [hash, link] of book.all('invitation'))
    if (link.kind === 'space' && link.space === space && judgeRecord(link, runtime.now()) === 'good')
      found.push({ ...link, id: idOf(hash) })
  return found.toSorted((a, b) => b.at - a.at)
}

/** Whether somebody may see and end a link: their own, and every one in a space that they own. */
export const mayEnd = (who: Who, space: SpaceId, link: { readonly by: PersonId | null }): boolean =>
  authorize(who, space, 'manage') || (authorize(who, space, 'invite') && link.by === who.persona.id)

/** `may`: which links. @returns whether there was one. */
export function revokeInvitation(
  desk: Desk,
  space: SpaceId,
  id: string,
  may: (link: OpenInvitation) => boolean,
): Promise<boolean> {
  return desk.inTurn(async () => {
    for (const [key, link] of desk.book.all('invitation')) {
      if (link.kind !== 'space' || link.space !== space || idOf(key) !== id) continue
      if (judgeRecord(link, desk.runtime.now()) !== 'good' || !may({ ...link, id })) return false
      await desk.commit([{ kind: 'invitation', key, value: { ...link, ended: desk.runtime.now() } }])
      return true
    }
    return false
  })
}
