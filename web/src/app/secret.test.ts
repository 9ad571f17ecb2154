import { expect, it, vi } from 'vitest'
import { secretIn, takeSecret } from './secret.ts'

it('takes the secret out of the address at once', () => {
  const history = { state: null, replaceState: vi.fn() }
  expect(takeSecret({ pathname: '/join', hash: '#abc' }, history)).toBe('abc')
  expect(history.replaceState).toHaveBeenCalledWith(null, '', '/join')
  expect(takeSecret({ pathname: '/join', hash: '' }, history)).toBeNull()
  expect(takeSecret({ pathname: '/s/x', hash: '#abc' }, history)).toBeNull()
  expect(takeSecret({ pathname: '/join', hash: '#%' }, history)).toBe('%')
})

it('finds the secret in a pasted link of this server alone', () => {
  const origin = 'https://weft.example'
  expect(secretIn(' https://weft.example/join#s3cret ', origin)).toEqual({ secret: 's3cret' })
  expect(secretIn('abcdefghijklmnop_-', origin)).toEqual({ secret: 'abcdefghijklmnop_-' })
  expect(secretIn('https://other.example/join#s', origin)).toEqual({ elsewhere: 'other.example' })
  expect(secretIn('https://weft.example/s/x', origin)).toBeNull()
  expect(secretIn('hello', origin)).toBeNull()
})
