import { virtualRuntime } from '@weft/space/testing'
import { expect, it } from 'vitest'
import { CHALLENGE_MS, Challenges, MOST_CHALLENGES } from './challenges.ts'

it('are good once, for what they were made for, and not for long', async () => {
  const runtime = virtualRuntime(1)
  const challenges = new Challenges(runtime)
  const [once, other, late] = [
    challenges.create('signin'),
    challenges.create('signin'),
    challenges.create('x'),
  ]
  expect(challenges.take(once, 'signin')).toBe(true)
  expect(challenges.take(once, 'signin')).toBe(false)
  expect(challenges.take(other, 'register')).toBe(false)
  expect(challenges.take(other, 'signin')).toBe(false)
  expect(challenges.take('never made', 'signin')).toBe(false)
  await runtime.advance(CHALLENGE_MS)
  expect(challenges.take(late, 'x')).toBe(false)
})

it('G8 are bounded in number: those that were forgotten and those that expired go first', async () => {
  const runtime = virtualRuntime(1)
  const challenges = new Challenges(runtime)
  const first = challenges.create('signin')
  for (let n = 0; n < MOST_CHALLENGES; n++) challenges.create('signin')
  expect(challenges.size).toBe(MOST_CHALLENGES)
  expect(challenges.take(first, 'signin')).toBe(false)
  await runtime.advance(CHALLENGE_MS)
  const newest = challenges.create('signin')
  expect(challenges.size).toBe(1)
  expect(challenges.take(newest, 'signin')).toBe(true)
})
