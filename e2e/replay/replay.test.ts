import { virtualRuntime } from '@weft/space/testing'
import { describe, expect, it } from 'vitest'
import { onOwnServer } from './main.ts'
import { parseTrace } from './trace.ts'

/** Two people: both write at the same place not knowing of each other, then one deletes while the other writes on. */
const SMALL = {
  kind: 'concurrent',
  endContent: 'XYb!',
  numAgents: 2,
  txns: [
    { parents: [], agent: 0, patches: [[0, 0, 'ab']] },
    { parents: [0], agent: 0, patches: [[1, 0, 'X']] },
    { parents: [0], agent: 1, patches: [[1, 0, 'Y']] },
    { parents: [1, 2], agent: 1, patches: [[0, 1, '']] },
    { parents: [1, 2], agent: 0, patches: [[4, 0, '!']] },
  ],
}

describe('a recorded session', () => {
  it('comes out as recorded on every client, for a newcomer, and after kill -9 (G1, G4)', async () => {
    const said: string[] = []
    const given = { trace: parseTrace(SMALL), chance: virtualRuntime(1).chance, cutsPerThousand: 200 }
    await onOwnServer(given, (line) => said.push(line))
    expect(said.join('\n')).toMatch(
      /every client has .* 4 characters[\s\S]*newcomer has it too[\s\S]*kill -9/,
    )
  }, 60_000)

  it('is acknowledged to its last edit before its people leave, however often they were cut off (G1)', async () => {
    const words = 'all that one person typed while the line was down, '.repeat(20)
    const txns = [...words].map((letter, i) => ({ patches: [[i, 0, letter]] }))
    const ending = [...words].slice(0, 500).map(() => ({ patches: [[0, 1, '']] }))
    const trace = parseTrace({ endContent: words.slice(500), txns: [...txns, ...ending] })
    const said: string[] = []
    const given = { trace, chance: virtualRuntime(2).chance, cutsPerThousand: 30 }
    await onOwnServer(given, (line) => said.push(line))
    expect(said.join('\n')).toMatch(/[1-9]\d* cuts, [1-9]\d* messages acknowledged/)
  }, 60_000)

  it('of one person has each edit build on the one before', () => {
    const { agents, transactions } = parseTrace({
      endContent: 'ab',
      txns: [{ patches: [[0, 0, 'a']] }, { patches: [[1, 0, 'b']] }],
    })
    expect(agents).toBe(1)
    expect(transactions.map(({ parents }) => parents)).toEqual([[], [0]])
  })

  it.each([
    [{ txns: [] }, /isn't a recorded session/],
    [{ endContent: '', txns: [{ parents: [1], patches: [] }] }, /builds on one that comes later/],
  ])('says what is wrong with %j', (value, message) => {
    expect(() => parseTrace(value)).toThrow(message)
  })
})
