import { afterEach, expect, it, vi } from 'vitest'
import { NoAnswer, Refusal } from '../http.ts'
import { canHavePasskeys, passkeyTrouble } from './ceremonies.ts'

const named = (name: string) => Object.assign(new Error('in the browser’s words'), { name })

it('says in words what a browser has against a passkey, and nothing when somebody changed their mind', () => {
  expect(passkeyTrouble(named('NotAllowedError'))).toBeNull()
  expect(passkeyTrouble(named('AbortError'))).toBeNull()
  const said = ['InvalidStateError', 'ConstraintError', 'SecurityError'].map((name) =>
    passkeyTrouble(named(name)),
  )
  expect(new Set(said).size).toBe(3)
  expect(said.join()).not.toContain('in the browser’s words')
  const refusal = new Refusal(403, { code: 'passkey_refused', message: 'It was not accepted.' })
  expect(passkeyTrouble(refusal)).toBe('It was not accepted.')
  expect(passkeyTrouble(new NoAnswer(null))).toContain('can’t be reached')
  expect(passkeyTrouble('?')).toContain('went wrong')
})

afterEach(() => vi.unstubAllGlobals())

it('offers passkeys where a browser would make them', () => {
  vi.stubGlobal('PublicKeyCredential', class {})
  vi.stubGlobal('isSecureContext', true)
  expect(canHavePasskeys({ hostname: 'weft.example.org' })).toBe(true)
  expect(canHavePasskeys({ hostname: 'localhost' })).toBe(true)
  for (const hostname of ['127.0.0.1', '[::1]']) expect(canHavePasskeys({ hostname })).toBe(false)
  vi.stubGlobal('isSecureContext', false)
  expect(canHavePasskeys({ hostname: 'weft.example.org' })).toBe(false)
})
