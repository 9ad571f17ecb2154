import { personId, spaceId } from '@weft/space'
import { describe, expect, it } from 'vitest'
import { Tally } from './tally.ts'

const person = (n: number) => personId((bytes) => bytes.fill(n))
const space = (n: number) => spaceId((bytes) => bytes.fill(n))

describe('G8 the tally of connections', () => {
  it('bounds the server, the spaces of a person, and their connections to one', () => {
    const tally = new Tally({ connections: 4, openSpaces: 2, personConnections: 2 })
    tally.enter(person(1), space(1))
    tally.enter(person(1), space(1))
    expect(tally.objection(person(1), space(1))).toContain('this space')
    tally.enter(person(1), space(2))
    expect(tally.objection(person(1), space(3))).toContain('too many spaces')
    expect(tally.objection(person(2), space(3))).toBeNull()
    tally.enter(person(2), space(3))
    expect(tally.objection(person(3), space(3))).toContain('full')
  })

  it('counts each one out once', () => {
    const tally = new Tally({ connections: 2, openSpaces: 1, personConnections: 1 })
    const leave = tally.enter(person(1), space(1))
    leave()
    leave()
    expect(tally.total).toBe(0)
    expect(tally.objection(person(1), space(2))).toBeNull()
  })
})
