import type { Role } from '@weft/space'
import type { ApiMember, OpenInvitation } from '@weft/space/api'

export const ROLE_WORDS: Readonly<Record<Role, string>> = {
  owner: 'Owner',
  member: 'Member',
  viewer: 'Reads only',
}

/** What is asked before something that can't simply be taken back. */
export interface Question {
  readonly title: string
  readonly text: string
  readonly confirm: string
  readonly act: () => void
}

/** `next`: the role to be, null for none. Null when nothing need be asked. */
export function questionOf(
  member: Pick<ApiMember, 'name' | 'role'>,
  next: Role | null,
  isMe: boolean,
  space: string,
): Omit<Question, 'act'> | null {
  if (isMe && next === null)
    return {
      title: `Leave ${space}?`,
      text: 'It goes from this device and from your list. To come back you need an invitation.',
      confirm: 'Leave',
    }
  if (isMe && member.role === 'owner' && next !== 'owner')
    return {
      title: 'Give up ownership?',
      text: 'You can’t take it back yourself: another owner would have to give it to you.',
      confirm: 'Give up ownership',
    }
  if (next === null)
    return {
      title: `Remove ${member.name}?`,
      text: `${member.name} can’t open ${space} any more. What they wrote stays. Links that they made stop working; end others that they know below.`,
      confirm: 'Remove',
    }
  if (next === 'owner')
    return {
      title: `Make ${member.name} an owner?`,
      text: 'An owner can change everybody’s role, yours too.',
      confirm: 'Make an owner',
    }
  return null
}

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Until when, from now: "for 3 more days". */
export function untilText(expires: number | null, now: number): string {
  if (expires === null) return 'without an end'
  const left = expires - now
  if (left <= 0) return 'ended'
  if (left < 2 * HOUR) return `for ${Math.max(1, Math.round(left / 60_000))} more minutes`
  if (left < 2 * DAY) return `for ${Math.round(left / HOUR)} more hours`
  return `for ${Math.round(left / DAY)} more days`
}

/** What a link still does. */
export function linkText({ role, left, expires }: OpenInvitation, now: number): string {
  const who = left === null ? 'anybody' : left === 1 ? 'one more person' : `${left} more people`
  const what = role === 'viewer' ? 'to read' : 'to read and write'
  return `Lets in ${who} ${what}, ${untilText(expires, now)}`
}
