import { expect, it } from 'vitest'
import { workerAddress } from './address.ts'

it('is plain where there are no Trusted Types, and comes from our one policy where there are', () => {
  expect(workerAddress(undefined)).toBe('/sw.js')
  const made: string[] = []
  const address = workerAddress({
    createPolicy(name, { createScriptURL }) {
      made.push(name)
      expect(() => createScriptURL('/evil.js')).toThrow(TypeError)
      return { createScriptURL: (url) => ({ trusted: createScriptURL(url) }) }
    },
  })
  expect(made).toEqual(['weft'])
  expect(address).toEqual({ trusted: '/sw.js' })
})
