import type { PersonId } from '@weft/space'
import { expect, it } from 'vitest'
import type { Keeping } from '../../sync/contract.ts'
import { deliveryOf, marked } from './delivery.ts'

const me = 'me' as PersonId
const keeping = (part: Partial<Keeping>): Keeping => ({
  unsaved: 0,
  unkept: 0,
  unsavedSince: null,
  failure: null,
  savedAt: null,
  damaged: 0,
  ...part,
})
const say = (at: number, by: PersonId = me) => ({ type: 'message' as const, by, at })

it('says "saved" only when nothing is open, or when it was there before the last moment at which nothing was (G1)', () => {
  expect(deliveryOf(50, keeping({ savedAt: 60 }))).toBe('saved')
  expect(deliveryOf(50, keeping({ unsaved: 1, savedAt: 60 }))).toBe('saved')
  expect(deliveryOf(60, keeping({ unsaved: 1, savedAt: 60 }))).toBe('kept')
  expect(deliveryOf(70, keeping({ unsaved: 2, unkept: 1, savedAt: 60 }))).toBe('sending')
  expect(deliveryOf(70, keeping({ unsaved: 1 }))).toBe('kept')
})

it('marks own messages that are open, or else the newest one that is saved', () => {
  const items = [say(10), say(20, 'anna' as PersonId), say(30), say(70), say(80)]
  expect([...marked(items, me, keeping({ savedAt: 90 }))]).toEqual([[4, 'saved']])
  expect([...marked(items, me, keeping({ unsaved: 2, savedAt: 60 }))]).toEqual([
    [4, 'kept'],
    [3, 'kept'],
  ])
  expect([...marked([], me, keeping({}))]).toEqual([])
})

it('after a reload, calls no more messages open than there are open edits', () => {
  const items = [say(10), say(20), say(30)]
  expect([...marked(items, me, keeping({ unsaved: 2 })).keys()]).toEqual([2, 1])
  expect([...marked(items, me, keeping({})).values()]).toEqual(['saved'])
})
