import { parseMarkdown } from '@weft/space/note'
import { describe, expect, test } from 'vitest'
import { act } from '../testing/actions.ts'
import { type Desk, noteLab } from '../testing/lab.ts'

const SEEDS = Number(import.meta.env.WEFT_FUZZ ?? 40)
const start = parseMarkdown(
  '# Title\n\nfirst **line** here\n\n- one\n- two\n\n> three\n\n```\nfour\n```\n\nlast',
)

/** Two or three people, everything that the editor can do, delivery late and in bursts; editors closed and opened again. */
async function soak(seed: number): Promise<void> {
  const count = 2 + (seed % 2)
  const lab = noteLab(count, start, seed)
  const { chance } = lab.runtime
  const desks: Desk[] = [...lab.desks]
  const history: string[] = []
  for (let step = 0; step < 150; step += 1) {
    const at = Math.floor(chance() * count)
    const desk = desks[at]
    if (desk === undefined) throw new Error('no desk')
    if (chance() < 0.01) {
      desks[at] = desk.reopen()
      history.push(`${at} reopen`)
    } else if (chance() < 0.6) history.push(`${at} ${act(desk, chance)}`)
    else for (let burst = chance() * 5; burst > 0; burst -= 1) lab.deliver(at, Math.floor(chance() * count))
    if (chance() < 0.3) await lab.runtime.advance(chance() * 200)
    else await lab.runtime.settle()
  }
  await lab.settle()
  const shared = desks[0]?.shared() ?? ''
  const story = () => `seed ${seed}: ${history.slice(-30).join(', ')}`
  for (const desk of desks) {
    expect(desk.shared(), story()).toBe(shared)
    expect(desk.text(), story()).toBe(shared)
    expect(desk.consistent(), story()).toBe(true)
    expect(desk.events, story()).toEqual([])
  }
  expect(shared.length).toBeGreaterThan(20)
}

describe('G4: editors on one note show the same, and what is shared', () => {
  test.each(Array.from({ length: SEEDS }, (_, seed) => seed))('seed %i', soak, 30_000)
})
