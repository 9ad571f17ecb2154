import { expect, it } from 'vitest'
import type { Link, Status } from '../sync/contract.ts'
import { steady } from './steady.ts'

const offline: Status = { kind: 'offline', kept: 1, retryAt: 5 }
const connecting: Link = { state: 'connecting', since: 0 }
const online: Link = { state: 'online', synced: true }

it('stays offline while a line is only looked for, and never says more than is kept', () => {
  expect(steady(offline, { kind: 'saving', count: 2, brief: false }, connecting)).toEqual({
    kind: 'offline',
    kept: 2,
    retryAt: null,
  })
  expect(steady(offline, { kind: 'saved', at: 3 }, connecting)).toEqual({
    kind: 'offline',
    kept: 0,
    retryAt: null,
  })
  const lost: Status = { kind: 'notKept', count: 1, why: 'the disk is full' }
  expect(steady(offline, lost, connecting)).toBe(lost)
})

it('follows the line when there is one, and never delays what is worse', () => {
  const saved: Status = { kind: 'saved', at: 3 }
  expect(steady(offline, saved, online)).toBe(saved)
  expect(steady(saved, offline, connecting)).toBe(offline)
  expect(steady({ kind: 'opening' }, saved, connecting)).toBe(saved)
})
