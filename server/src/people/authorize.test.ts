import { type Role, spaceId } from '@weft/space'
import { describe, expect, it } from 'vitest'
import { type Action, authorize, effectiveRole, type Grants, mayCreateSpace } from './authorize.ts'

let next = 1
const newSpace = () => spaceId((bytes) => bytes.fill(next++))
const here = newSpace()
const elsewhere = newSpace()
const archived = () => false
const person = (role: Role): Grants => ({ roles: new Map([[here, role]]), scope: null, archived })
const program = (role: Role, scope: Grants['scope']): Grants => ({
  roles: new Map([[here, role]]),
  scope,
  archived,
})
const allowed = (who: Grants | null, space = here) =>
  (['read', 'write', 'invite', 'manage'] as const satisfies readonly Action[]).filter((action) =>
    authorize(who, space, action),
  )

describe('G5 authorize', () => {
  it('lets each role do its own, and no more', () => {
    expect(allowed(person('owner'))).toEqual(['read', 'write', 'invite', 'manage'])
    expect(allowed(person('member'))).toEqual(['read', 'write', 'invite'])
    expect(allowed(person('viewer'))).toEqual(['read'])
  })

  it('denies everything to nobody, to somebody without a role, and in another space', () => {
    expect(allowed(null)).toEqual([])
    expect(allowed({ roles: new Map(), scope: null, archived })).toEqual([])
    expect(allowed(person('owner'), elsewhere)).toEqual([])
  })

  it('keeps a token within its space and its role, whatever roles its person has', () => {
    expect(allowed(program('owner', { space: here, role: 'viewer' }))).toEqual(['read'])
    expect(allowed(program('viewer', { space: here, role: 'member' }))).toEqual(['read'])
    expect(allowed(program('owner', { space: elsewhere, role: 'member' }))).toEqual([])
    expect(effectiveRole(program('owner', { space: here, role: 'member' }), here)).toBe('member')
  })

  it('lets nobody write in an archived space, nor invite into it; its owner may bring it back', () => {
    const grants = (role: Role): Grants => ({ ...person(role), archived: (space) => space === here })
    expect(allowed(grants('owner'))).toEqual(['read', 'manage'])
    expect(allowed(grants('member'))).toEqual(['read'])
    expect(authorize(grants('member'), here, 'leave')).toBe(true)
  })

  it('never lets a program invite, manage or make spaces', () => {
    expect(allowed(program('owner', { space: here, role: 'owner' }))).toEqual(['read', 'write'])
    expect(mayCreateSpace(program('owner', { space: here, role: 'owner' }))).toBe(false)
    expect(mayCreateSpace(person('viewer'))).toBe(true)
    expect(mayCreateSpace(null)).toBe(false)
  })
})
