import { it } from 'vitest'
import { many, reallyHappened } from './many.ts'

/** Beside the others in a process of its own: two cores do more than one. */
const COUNT = 120

it(`G1 to G5, G7, G10, G11 hold in ${COUNT} more histories`, { timeout: 600_000 }, async () => {
  reallyHappened(await many({ from: 10_001, count: COUNT }), COUNT)
})
