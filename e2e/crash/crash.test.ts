import { expect, it } from 'vitest'
import { campaign } from './campaign.ts'

it('G1, G2: what was acknowledged, or shown to anybody, is there after each kill -9, and in the end all that was typed', async () => {
  const { edits, acked, shown, lost } = await campaign({ cycles: 3, seed: 1 })
  expect(lost).toEqual([])
  expect(acked).toBe(edits)
  expect(Math.min(edits, shown)).toBeGreaterThan(50)
}, 120_000)
