import { type Block, parseMarkdown } from '@weft/space/note'
import { describe, expect, test } from 'vitest'
import { act, actGently, actMoving, Typed } from '../testing/actions.ts'
import { type Desk, noteLab } from '../testing/lab.ts'

const SEEDS = Number(import.meta.env.WEFT_FUZZ ?? 40)
const seeds = Array.from({ length: SEEDS }, (_, seed) => seed)
const start = parseMarkdown(
  '# Title\n\nfirst **line** here\n\n- one\n- two\n\n> three\n\n```\nfour\n```\n\nlast',
)

const byCode = (a: string, b: string): number => (a < b ? -1 : 1)

interface Soak {
  readonly seed: number
  readonly blocks: readonly Block[]
  readonly act: (desk: Desk, chance: () => number, at: number) => string
}

/** Two or three people, delivery late and in bursts, editors closed and opened again. Gives the text that all end with. */
async function soak({ seed, blocks, act }: Soak): Promise<string> {
  const count = 2 + (seed % 2)
  const lab = noteLab(count, blocks, seed)
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
    } else if (chance() < 0.6) history.push(`${at} ${act(desk, chance, at)}`)
    else for (let burst = chance() * 5; burst > 0; burst -= 1) lab.deliver(at, Math.floor(chance() * count))
    if (chance() < 0.3) await lab.runtime.advance(chance() * 200)
    else await lab.runtime.settle()
  }
  await lab.settle()
  const shared = desks[0]?.shared() ?? ''
  const story = `seed ${seed}: ${history.slice(-30).join(', ')}`
  for (const desk of desks) {
    expect(desk.shared(), story).toBe(shared)
    expect(desk.text(), story).toBe(shared)
    expect(desk.consistent(), story).toBe(true)
    expect(desk.events, story).toEqual([])
  }
  return shared
}

describe('G4: editors on one note show the same, and what is shared', () => {
  test.each(seeds)(
    'whatever they do, seed %i',
    async (seed) => {
      expect((await soak({ seed, blocks: start, act })).length).toBeGreaterThan(20)
    },
    30_000,
  )
})

describe('what nobody deletes is there, and once', () => {
  test.each(seeds)(
    'from an empty note, seed %i',
    async (seed) => {
      const typed = new Typed()
      const text = await soak({ seed, blocks: [], act: (desk, chance) => actGently(desk, chance, typed) })
      const characters: string[] = text.match(/[\u4e00-\u9fff]/g) ?? []
      expect(characters.length).toBeGreaterThan(10)
      expect([...characters].sort(byCode)).toEqual(typed.characters)
    },
    30_000,
  )
})

describe('what others write while one moves the lines about', () => {
  test.each(seeds)(
    'is there, seed %i',
    async (seed) => {
      const typed = new Typed()
      const text = await soak({
        seed,
        blocks: start,
        act: (desk, chance, at) => actMoving(desk, chance, typed, at === 0 ? 'move' : 'write'),
      })
      expect(typed.characters.length).toBeGreaterThan(10)
      expect(typed.characters.filter((character) => !text.includes(character))).toEqual([])
    },
    30_000,
  )

  test.each(seeds)(
    'is there when all of them do both, seed %i',
    async (seed) => {
      const typed = new Typed()
      const text = await soak({
        seed,
        blocks: start,
        act: (desk, chance) => actMoving(desk, chance, typed, 'both'),
      })
      expect(typed.characters.length).toBeGreaterThan(10)
      expect(typed.characters.filter((character) => !text.includes(character))).toEqual([])
    },
    30_000,
  )

  test.each(seeds)(
    'is there once, when they meet in between, seed %i',
    async (seed) => {
      const count = 2 + (seed % 2)
      const lab = noteLab(count, start, seed)
      const { chance } = lab.runtime
      const typed = new Typed()
      const below = (n: number): number => Math.floor(chance() * n)
      for (let round = 0; round < 8; round += 1) {
        for (let step = 0; step < 12; step += 1) {
          const at = below(count)
          const desk = lab.desks[at]
          if (desk === undefined) throw new Error('no desk')
          actMoving(desk, chance, typed, at === 0 ? 'move' : 'write')
          // Who moves lines about hears of nothing until all meet; the others hear of one another and of the lines.
          if (chance() < 0.3) lab.deliver(below(count), 1 + below(count - 1))
        }
        await lab.settle()
      }
      const text = lab.desks[0]?.shared() ?? ''
      for (const desk of lab.desks) {
        expect(desk.shared()).toBe(text)
        expect(desk.text()).toBe(text)
        expect(desk.events).toEqual([])
      }
      const characters: string[] = text.match(/[\u4e00-\u9fff]/g) ?? []
      expect([...characters].sort(byCode)).toEqual(typed.characters)
    },
    30_000,
  )
})
