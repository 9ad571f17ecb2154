import type { Device, Passkey } from '@weft/space/api'
import { daysApart, LOCALE } from '../../timeline/list/days.ts'

/** "today", "yesterday", "on 4 March", with the year when it isn't this one. */
export function dayWords(at: number, now: number, locale = LOCALE): string {
  const ago = daysApart(at, now)
  if (ago <= 0) return 'today'
  if (ago === 1) return 'yesterday'
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear()
  const day = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'long',
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(at)
  return `on ${day}`
}

/** Since when, and when last. */
export function deviceText({ at, seen, current, open }: Device, now: number): string {
  const since = `Signed in ${dayWords(at, now)}`
  if (current) return since
  return `${since}, ${open ? 'open now' : `last here ${dayWords(seen, now)}`}`
}

export function passkeyText({ at, used, synced }: Passkey, now: number): string {
  const made = `Made ${dayWords(at, now)}`
  const last = used === null ? 'not used yet' : `last used ${dayWords(used, now)}`
  return `${made}, ${last}${synced ? ', kept on your other devices too' : ''}`
}

/** Of a provider's address the part that people know it by. */
export function hostOf(issuer: string): string {
  return URL.canParse(issuer) ? new URL(issuer).host : issuer
}

/** What is left of a link's time: "9:05". */
export function leftText(expires: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((expires - now) / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** How one comes back after signing out here, or that one can't. `devices`: beside this one. */
export function wayBack(ways: {
  readonly devices: number
  readonly passkeys: number
  readonly accounts: number
}): string {
  const found = [
    ...(ways.passkeys > 0 ? ['use a passkey'] : []),
    ...(ways.accounts > 0 ? ['sign in with your account'] : []),
    ...(ways.devices > 0 ? ['make a link on another device of yours'] : []),
  ]
  if (found.length > 0)
    return `To come back, ${new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(found)}.`
  return 'This is your only device, and you have no passkey: nobody could sign in as you again. Make a passkey first, or sign in on another device.'
}
