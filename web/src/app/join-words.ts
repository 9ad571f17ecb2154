import type { ApiError, Look } from '@weft/space/api'
import { hours, LOCALE, sinceText } from '../timeline/days.ts'

interface JoinWords {
  readonly title: string
  readonly text: string
  readonly action: string
  /** How long the link holds, when it says so. */
  readonly until: string | null
}

/** What a link leads to, in words. */
export function joinWords(look: Look, now: number = Date.now()): JoinWords {
  if (look.kind === 'owner')
    return {
      title: 'Set up this Weft',
      text: 'This link makes you the owner of this server: you create spaces and invite the others.',
      action: 'Begin',
      until: null,
    }
  const does = look.role === 'viewer' ? 'read along in this space' : 'write in this space'
  return {
    title: `Join ${look.space}`,
    text: `${look.invitedBy} invited you. You will be able to ${does}.`,
    action: `Join ${look.space}`,
    until: look.expires === null ? null : `This link holds until ${dateText(look.expires, now)}.`,
  }
}

const dateText = (at: number, now: number): string =>
  at - now < 0
    ? sinceText(at, now)
    : new Intl.DateTimeFormat(LOCALE, {
        day: 'numeric',
        month: 'long',
        hour: hours(LOCALE),
        minute: '2-digit',
      }).format(at)

/** Why a link doesn't lead anywhere, and what to do. `code` null: there was no secret, or no answer (`said` tells). */
export function linkTrouble(
  code: ApiError['error']['code'] | null,
  said: string | null,
): { readonly title: string; readonly text: string } {
  switch (code) {
    case 'link_used':
      return {
        title: 'This link has been used up',
        text: 'Each link lets in a certain number of people. If you joined with it in this browser before, just go to Weft. Otherwise ask whoever sent it for a new one.',
      }
    case 'link_expired':
      return {
        title: 'This link has expired',
        text: 'Invitation links hold for a limited time. Ask whoever sent it for a new one.',
      }
    case 'link_unknown':
      return {
        title: 'This link isn’t known here',
        text: 'It may have been cut off when it was copied, or withdrawn, or it belongs to another server. Open the whole link again, or ask for a new one.',
      }
    case 'too_many':
      return { title: 'Too many tries', text: 'Wait a minute, then open the link again.' }
    case null:
      return said === null
        ? {
            title: 'Open the invitation link again',
            text: 'The part of it that lets you in isn’t kept in the address. Open the link from where you got it.',
          }
        : { title: 'The link can’t be checked', text: said }
    default:
      return { title: 'The link can’t be checked', text: said ?? 'Try again in a moment.' }
  }
}
