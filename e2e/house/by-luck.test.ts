import { expect, it } from 'vitest'
import { byLuck } from './by-luck.ts'
import { files } from './repository.ts'

const THIS = 'e2e/house/by-luck.test.ts'

it('each property is tried with the same values each time', () => {
  const tests = ['space', 'persistence', 'server', 'web', 'e2e'].flatMap((at) => files(at, /\.test\.tsx?$/))
  expect(tests.some(({ text }) => text.includes('fc.assert('))).toBe(true)
  expect(byLuck(tests.filter(({ path }) => path !== THIS))).toEqual([])
})

it('the check sees one without a seed, and not the seed of the next', () => {
  const text = `
fc.assert(fc.property(fc.nat(), (n) => expect([n]).toEqual([n])), { numRuns: 5 })
fc.assert(fc.property(fc.nat(), (n) => expect(n).toBe(n)), { seed: 1 })`
  expect(byLuck([{ path: 'a.test.ts', text }])).toEqual(['a.test.ts:2'])
})
