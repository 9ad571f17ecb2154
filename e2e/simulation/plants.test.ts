import { describe, expect, it } from 'vitest'
import { history } from './actions.ts'
import { live } from './live.ts'
import { LENGTH } from './many.ts'
import { PLANTED } from './plants.ts'

/** Histories that a planted bug may hide in. */
const PATIENCE = 200

describe('the simulation finds a planted bug:', () => {
  it.each(PLANTED)('$name', async ({ name, plant, breaks }) => {
    for (let seed = 1; seed <= PATIENCE; seed++) {
      const { broken } = await live(history(seed, LENGTH), plant())
      if (broken === null) continue
      console.log(`${name}: found in history ${seed}: ${broken.message.split('\n')[0]}`)
      expect(breaks, broken.message).toContain(broken.promise)
      return
    }
    expect.fail(`not found in ${PATIENCE} histories`)
  })
})

it('the slow log that one of them needs is no bug by itself', async () => {
  const slow = PLANTED.find(({ name }) => name.startsWith('a room is unloaded'))?.plant().log
  for (let seed = 1; seed <= 10; seed++) {
    const { broken } = await live(history(seed, LENGTH), slow ? { log: slow } : {})
    expect(broken?.message).toBeUndefined()
  }
})
