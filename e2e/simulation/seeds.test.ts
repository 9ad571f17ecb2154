import { describe, expect, it } from 'vitest'
import { history } from './actions.ts'
import { live } from './live.ts'
import { LENGTH } from './many.ts'
import { KEPT } from './seeds.ts'

describe('what failed once:', () => {
  it.each(KEPT)('$bug', async (kept) => {
    expect((await live(kept)).broken).toBeNull()
  })
})

it.each([1, 2, 4, 7])('seed %i gives the same history twice, to the last byte on the wires', async (seed) => {
  const one = await live(history(seed, LENGTH))
  const again = await live(history(seed, LENGTH))
  expect(again.trace).toBe(one.trace)
  expect(again.counts).toEqual(one.counts)
  expect((await live(history(seed + 1, LENGTH))).trace).not.toBe(one.trace)
})
