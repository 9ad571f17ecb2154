import { afterEach, expect, it } from 'vitest'
import { secretOf, type Trial, trial } from '../operate/trial.ts'

const HOME = 'https://weft.example.org'
let t: Trial
afterEach(() => t.close())

/** The cookie of somebody who comes with these headers. */
async function cookieOf(origin: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const body = { secret: secretOf(t.weft.ownerLink ?? ''), name: 'Olga' }
  const answer = await t.ask('/api/invitations/accept', { method: 'POST', body, origin, headers })
  return answer.headers.getSetCookie()[0] ?? ''
}

it.each([
  ['from an HTTPS page', HOME, {}, [], true],
  ['from an HTTPS page, whatever a header says', HOME, { 'x-forwarded-proto': 'http' }, ['loopback'], true],
  ['over HTTPS by the word of our proxy', null, { 'x-forwarded-proto': 'https' }, ['loopback'], true],
  ['over HTTPS by anybody’s word', null, { 'x-forwarded-proto': 'https' }, [], false],
  ['over HTTPS by another machine’s word', null, { 'x-forwarded-proto': 'https' }, ['192.0.2.1'], false],
  ['on this machine', null, {}, [], false],
] as const)('a cookie asked for %s', async (_, origin, headers, trustProxy, secure) => {
  t = await trial({ origins: [HOME], trustProxy })
  const cookie = await cookieOf(origin ?? t.weft.url, headers)
  expect(cookie).toMatch(/^weft_device=[\w-]{43}; .*HttpOnly; .*SameSite=Strict$/)
  expect(cookie.includes('; Secure')).toBe(secure)
})
