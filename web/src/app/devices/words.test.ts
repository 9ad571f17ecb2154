import { expect, it } from 'vitest'
import { dayWords, deviceText, leftText, passkeyText, wayBack } from './words.ts'

const now = new Date(2026, 10, 21, 12).getTime()
const DAY = 86_400_000
const device = {
  id: 'a',
  name: 'Firefox on Linux',
  at: now - 40 * DAY,
  seen: now - DAY,
  current: false,
  open: false,
}

it('says since when a device is signed in, and when it was last here', () => {
  expect(deviceText(device, now)).toBe('Signed in on 12 October, last here yesterday')
  expect(deviceText({ ...device, open: true }, now)).toBe('Signed in on 12 October, open now')
  expect(deviceText({ ...device, at: now, current: true, open: true }, now)).toBe('Signed in today')
  expect(dayWords(now - 400 * DAY, now, 'en-GB')).toBe('on 17 October 2025')
  // A clock that is a little behind the server's.
  expect(dayWords(now + 60_000, now)).toBe('today')
})

it('says of a passkey whether it was ever used', () => {
  const passkey = { id: 'p', name: 'Chrome on Mac', at: now, used: null, synced: false }
  expect(passkeyText(passkey, now)).toBe('Made today, not used yet')
  expect(passkeyText({ ...passkey, used: now, synced: true }, now)).toBe(
    'Made today, last used today, kept on your other devices too',
  )
})

it('counts a link’s time down', () => {
  expect([600_000, 545_000, 5_400, 0, -5].map((left) => leftText(now + left, now))).toEqual([
    '10:00',
    '9:05',
    '0:06',
    '0:00',
    '0:00',
  ])
})

it('says how one comes back, or that one can’t', () => {
  expect(wayBack({ devices: 0, passkeys: 0, accounts: 0 })).toContain('nobody could sign in as you again')
  expect(wayBack({ devices: 2, passkeys: 0, accounts: 0 })).toBe(
    'To come back, make a link on another device of yours.',
  )
  expect(wayBack({ devices: 1, passkeys: 1, accounts: 1 })).toBe(
    'To come back, use a passkey, sign in with your account or make a link on another device of yours.',
  )
})
