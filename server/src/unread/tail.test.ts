import { MOST_NEW, type PersonId } from '@weft/space'
import { describe, expect, it } from 'vitest'
import { Tail, tailRecord } from './tail.ts'

const anna = 'AAAAAAAAAAAAAAAA' as PersonId
const ben = 'BBBBBBBBBBBBBBBB' as PersonId
const cleo = 'CCCCCCCCCCCCCCCC' as PersonId

/** A space's tail, and messages that come to it one record each. */
function space(tail = new Tail()) {
  let seq = tail.through ?? 0
  const come = (by: PersonId, client: number, ...clocks: number[]) => {
    const messages = clocks.map((clock) => ({ client, clock, by }))
    return tail.take(++seq, { messages, deletes: () => false })
  }
  const go = (client: number, clock: number) =>
    tail.take(++seq, { messages: [], deletes: (id, at) => id === client && at === clock })
  const saw = (person: PersonId, ...reach: [number, number][]) => tail.saw(person, new Map(reach))
  const runs = (person: PersonId) => tail.unread(person)?.runs ?? []
  return { tail, come, go, saw, runs, again: () => space(new Tail(tailRecord.parse(tail.record()))) }
}

describe('what is new in a space', () => {
  it('is what others wrote, in runs, until it was seen; on the disk as in memory', () => {
    let s = space()
    s.come(ben, 1, 0, 1)
    s.come(ben, 1, 2)
    s.come(anna, 2, 0)
    s.come(ben, 1, 5)
    for (let i = 0; i < 2; i++) {
      expect(s.runs(anna)).toEqual([
        [1, 0, 3],
        [1, 5, 1],
      ])
      expect(s.runs(ben)).toEqual([[2, 0, 1]])
      expect(s.runs(cleo)).toHaveLength(3)
      s = s.again()
    }
    expect(s.saw(anna, [1, 6])).toBe(true)
    expect(s.tail.unread(anna)).toBeNull()
    s = s.again()
    expect(s.tail.unread(anna)).toBeNull()
    expect(s.runs(ben)).toEqual([[2, 0, 1]])
    s.come(ben, 3, 0)
    expect(s.runs(anna)).toEqual([[3, 0, 1]])
  })

  it('G9 counts what was written long ago when it comes in, and not as seen before somebody has it', () => {
    const s = space()
    s.come(ben, 1, 0)
    s.saw(anna, [1, 1])
    s.come(cleo, 9, 0)
    // Anna sees what Ben writes next, on a device that Cleo's message hasn't come to.
    s.come(ben, 1, 1)
    expect(s.saw(anna, [1, 2])).toBe(false)
    expect(s.runs(anna)).toEqual([
      [9, 0, 1],
      [1, 1, 1],
    ])
    expect(s.saw(anna, [1, 2], [9, 1])).toBe(true)
    expect(s.tail.unread(anna)).toBeNull()
  })

  it('never goes back, and is one for all devices', () => {
    const s = space()
    s.come(ben, 1, 0, 1, 2)
    s.saw(anna, [1, 3])
    expect(s.saw(anna, [1, 1])).toBe(false)
    expect(s.tail.unread(anna)).toBeNull()
    s.come(ben, 1, 3, 4)
    s.saw(anna, [1, 4])
    expect(s.runs(anna)).toEqual([[1, 4, 1]])
  })

  it('is not what was deleted again, seen or not', () => {
    const s = space()
    s.come(ben, 1, 0, 1)
    expect(s.go(1, 0)).toEqual({ came: false, went: true })
    expect(s.runs(anna)).toEqual([[1, 1, 1]])
    s.go(1, 1)
    expect(s.tail.unread(anna)).toBeNull()
    expect(s.go(1, 1).went).toBe(false)
  })

  it('is told one by one as far as anybody reads, and no further, however much is written', () => {
    const s = space()
    for (let clock = 0; clock < 10 * MOST_NEW; clock++) s.come(ben, 1, clock)
    expect(s.tail.unread(anna)).toEqual({ runs: [[1, 9 * MOST_NEW, MOST_NEW]], more: true })
    expect(JSON.stringify(s.tail.record()).length).toBeLessThan(2_000)
    expect(s.again().tail.unread(anna)?.more).toBe(true)
    s.saw(anna, [1, 9 * MOST_NEW + 1])
    expect(s.tail.unread(anna)).toEqual({ runs: [[1, 9 * MOST_NEW + 1, MOST_NEW - 1]] })
  })

  it('counts a record once, and keeps nothing of who left', () => {
    const s = space()
    s.come(ben, 1, 0)
    s.tail.take(1, { messages: [{ client: 1, clock: 0, by: ben }], deletes: () => false })
    expect(s.runs(anna)).toEqual([[1, 0, 1]])
    s.saw(anna, [1, 1])
    s.tail.keepOnly((person) => person === cleo)
    expect(s.tail.record()?.people).toEqual([ben])
  })
})
