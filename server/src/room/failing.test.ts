import { Close } from '@weft/space/wire'
import { expect, test } from 'vitest'
import { OTHER, person, type TestClient, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')

const told = (client: TestClient): string[] =>
  client.all('notice').map(({ notice }) => (notice.kind === 'storage' ? notice.state : notice.kind))

test('G1: after a failure people come back to a store that is well, are told so, and nothing is lost or twice', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  const elsewhere = w.client(ben, { space: OTHER }).hello()
  await w.pass()
  a.write('kept')
  elsewhere.write('there')
  await w.pass(40)
  w.disk.break()
  a.write('refused')
  await w.pass(40)
  expect([a.code, a.acked, told(a), told(b)]).toEqual([Close.storage, 2, ['failing'], ['failing']])
  expect(b.lines).toEqual(['kept'])
  expect(w.client(ann).hello().code).toBe(Close.storage)
  await expect(w.store.reopen()).rejects.toThrow()
  expect(w.client(ann).hello().code).toBe(Close.storage)

  w.disk.heal()
  await w.store.reopen()
  const again = w.client(ann, { doc: a.doc }).hello()
  const ben2 = w.client(ben).hello()
  const cem = w.client(person('cem')).hello()
  await w.pass(40)
  expect([told(again), told(ben2), told(cem)]).toEqual([['well'], ['well'], []])
  expect(again.acked).toBe(1)
  for (const one of [again, ben2, cem]) expect(one.lines).toEqual(['kept', 'refused'])
  // Who was in another space noticed nothing, and goes on where they were.
  elsewhere.write('still there')
  await w.pass(40)
  expect([elsewhere.code, elsewhere.acked]).toEqual([null, 3])
  expect(told(w.client(ben).hello())).toEqual([])

  const after = await w.crash()
  const reader = after.client(ben).hello()
  const other = after.client(ben, { space: OTHER }).hello()
  await after.pass(40)
  expect([reader.lines, other.lines]).toEqual([
    ['kept', 'refused'],
    ['there', 'still there'],
  ])
})

test('G2: what a failed write may have left on the disk is told to nobody', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  a.write('kept')
  await w.pass(40)
  w.disk.failNext('batch')
  a.write('never acknowledged')
  await w.pass(40)
  await w.store.reopen()
  const b = w.client(ben).hello()
  await w.pass(40)
  expect(b.lines).toEqual(['kept'])
})
