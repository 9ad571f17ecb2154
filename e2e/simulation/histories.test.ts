import { it } from 'vitest'
import { many, reallyHappened } from './many.ts'

/** `npm run simulate` asks for others. */
const from = Number(process.env.WEFT_SEED ?? 1)
const count = Number(process.env.WEFT_HISTORIES ?? 120)

it(`G1 to G5, G7, G10, G11 hold in ${count} histories`, { timeout: 100_000 + count * 10_000 }, async () => {
  const totals = await many({ from, count })
  if (process.env.WEFT_HISTORIES) console.log(Object.fromEntries(totals))
  if (count >= 50) reallyHappened(totals, count)
})
