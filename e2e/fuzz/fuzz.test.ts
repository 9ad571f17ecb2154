import { expect, it } from 'vitest'
import { fuzz } from './fuzz.ts'

it('G8: whatever arrives is refused, or can be applied by all; what is refused changes nothing in its room', async () => {
  const { updates, messages, rooms } = await fuzz({ inputs: 20_000, seed: 1, clock: () => 0 })
  expect(
    Math.min(updates.refused, updates.applied, updates.misses, messages.read, messages.refused),
  ).toBeGreaterThan(500)
  expect(rooms).toBeGreaterThan(100)
}, 60_000)
