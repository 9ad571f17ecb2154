import type { ApiError, Look } from '@weft/space/api'
import { hours, LOCALE, sinceText } from '../timeline/list/days.ts'

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
  const until = look.expires === null ? null : `This link holds until ${dateText(look.expires, now)}.`
  if (look.kind === 'device')
    return {
      title: `Sign in as ${look.person.name}`,
      text: 'This link is from another device of yours. It signs this browser in with all your spaces. Go on only if that is your own name.',
      action: `Sign in as ${look.person.name}`,
      until,
    }
  const does = look.role === 'viewer' ? 'read along in this space' : 'write in this space'
  return {
    title: `Join ${look.space}`,
    text: `${look.invitedBy} invited you. You will be able to ${does}.`,
    action: `Join ${look.space}`,
    until,
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
        text: 'Each link lets in a certain number of people, and one to another device a single browser. If you came in with it in this browser before, just go to Weft. Otherwise ask for a new one, or make one under “Your devices”.',
      }
    case 'link_expired':
      return {
        title: 'This link has expired',
        text: 'Invitation links hold for a limited time, and links to another device for ten minutes. Ask for a new one, or make one under “Your devices”.',
      }
    case 'link_revoked':
      return {
        title: 'This link was taken back',
        text: 'Whoever made it ended it, or made a newer one. Ask for a new link.',
      }
    case 'link_mangled':
      return {
        title: 'This link isn’t whole',
        text: 'A part of it was lost or changed when it was copied. Copy all of it and open it again.',
      }
    case 'link_unknown':
      return {
        title: 'This link isn’t known here',
        text: 'It may have been replaced long ago, or it belongs to another server. Check the address, or ask for a new one.',
      }
    case 'too_many_devices':
      return {
        title: 'You are signed in on too many devices',
        text: 'On a device that is signed in, open “Your devices” and sign out those that you don’t use. Then open this link again.',
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
