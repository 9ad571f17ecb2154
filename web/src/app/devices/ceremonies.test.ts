import { expect, it } from 'vitest'
import { NoAnswer, Refusal } from '../http.ts'
import { passkeyTrouble } from './ceremonies.ts'

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
