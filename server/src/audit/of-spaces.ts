import { isPersonId, isSpaceId } from '@weft/space'
import { judgeRecord } from '../people/invitation.ts'
import { idOf } from '../people/tokens.ts'
import type { Batch } from './batch.ts'
import type { ChangeOf, Line } from './lines.ts'

export function spaceLine({ book }: Batch, { key: space, value: after }: ChangeOf<'space'>): Line | null {
  const before = book.get('space', space)
  if (!isSpaceId(space)) return null
  if (after === undefined) {
    // Its own lines go with it; this one stays, with the server's.
    const people = book.rolesIn(space).size
    return before === undefined ? null : { scope: 'server', what: { what: 'spaceDeleted', space, people } }
  }
  if (before === undefined) return { scope: space, what: { what: 'spaceMade' } }
  const [was, is] = [before.archived !== undefined, after.archived !== undefined]
  if (was === is) return null
  return { scope: space, what: { what: is ? 'spaceArchived' : 'spaceRestored' } }
}

export function roleLine(batch: Batch, { key, value }: ChangeOf<'role'>): Line | null {
  const [space, person] = key.split('/')
  if (!isSpaceId(space) || !isPersonId(person)) return null
  const role = value?.role ?? null
  const before = batch.book.get('role', key)?.role ?? null
  const follows = batch.made.has(space) || batch.deleted.has(space) || batch.programs.has(person)
  if (follows || before === role) return null
  const link = role === null || batch.opened === null ? {} : { link: batch.opened }
  return { scope: space, what: { what: 'role', person, before, role, ...link } }
}

export function tokenLine({ book, deleted }: Batch, { key, value: after }: ChangeOf<'token'>): Line | null {
  const before = book.get('token', key)
  const token = idOf(key)
  if (before === undefined && after !== undefined) {
    const { space, person, role, expires } = after
    return { scope: space, what: { what: 'tokenMade', token, person, role, expires } }
  }
  if (before === undefined || after !== undefined || deleted.has(before.space)) return null
  return { scope: before.space, what: { what: 'tokenEnded', token, person: before.person } }
}

export function linkLine(batch: Batch, { key, value: after }: ChangeOf<'invitation'>): Line | null {
  const before = batch.book.get('invitation', key)
  const link = idOf(key)
  if (before === undefined && after !== undefined) {
    const { expires, left: uses } = after
    switch (after.kind) {
      case 'space':
        return { scope: after.space, what: { what: 'linkMade', link, role: after.role, expires, uses } }
      case 'device':
        return { scope: 'server', what: { what: 'deviceLinkMade', person: after.person } }
      case 'owner':
        // One is printed at each start without an owner: its opening is what counts.
        if (after.printed) return null
        return { scope: 'server', what: { what: 'linkMade', link, role: 'owner', expires, uses } }
    }
  }
  // What no longer opened is only cleared away; what has lost a use was opened.
  if (before?.kind !== 'space' || judgeRecord(before, batch.at) !== 'good') return null
  if (after !== undefined && after.ended === undefined) return null
  const follows = batch.deleted.has(before.space) || batch.lowered.has(`${before.space}/${before.by}`)
  return follows ? null : { scope: before.space, what: { what: 'linkEnded', link } }
}

export function amnestyLine(batch: Batch, { key, value: after }: ChangeOf<'amnesty'>): Line | null {
  if (!isSpaceId(key)) return null
  if (after !== undefined) return { scope: key, what: { what: 'amnestyOpened', until: after.until } }
  // One that had ended by itself is only cleared away.
  const open = (batch.book.get('amnesty', key)?.until ?? 0) > batch.at
  return open && !batch.deleted.has(key) ? { scope: key, what: { what: 'amnestyEnded' } } : null
}
