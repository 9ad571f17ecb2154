import { personId, spaceId } from '@weft/space'
import { describe, expect, it } from 'vitest'
import { Tally } from './tally.ts'

const person = (n: number) => personId((bytes) => bytes.fill(n))
const space = (n: number) => spaceId((bytes) => bytes.fill(n))

describe('the tally of connections', () => {
  it('counts each person in each space for itself', () => {
    const tally = new Tally()
    tally.enter(person(1), space(1))
    tally.enter(person(1), space(1))
    tally.enter(person(1), space(2))
    tally.enter(person(2), space(1))
    expect(tally.total).toBe(4)
    expect(tally.held(person(1), space(1))).toBe(2)
    expect(tally.held(person(2), space(1))).toBe(1)
    expect(tally.held(person(2), space(2))).toBe(0)
  })

  it('counts out who has left, and nobody who never came', () => {
    const tally = new Tally()
    tally.enter(person(1), space(1))
    tally.enter(person(1), space(1))
    tally.leave(person(1), space(1))
    tally.leave(person(1), space(2))
    tally.leave(person(2), space(1))
    expect([tally.total, tally.held(person(1), space(1))]).toEqual([1, 1])
    tally.leave(person(1), space(1))
    tally.leave(person(1), space(1))
    expect([tally.total, tally.held(person(1), space(1))]).toEqual([0, 0])
  })
})
