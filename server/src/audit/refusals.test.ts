import { type PersonId, personId, type SpaceId, spaceId } from '@weft/space'
import { virtualRuntime } from '@weft/space/testing'
import { beforeEach, expect, it } from 'vitest'
import type { Placed } from './lines.ts'
import { gatherRefusals, type Refusals, refusalOf } from './refusals.ts'

const space: SpaceId = spaceId((bytes) => bytes.fill(1))
const unknown: SpaceId = spaceId((bytes) => bytes.fill(2))
const anna: PersonId = personId((bytes) => bytes.fill(3))

let runtime = virtualRuntime(1)
let written: Placed[][]
let refusals: Refusals
beforeEach(() => {
  runtime = virtualRuntime(1)
  written = []
  refusals = gatherRefusals({
    runtime,
    known: (id) => id === space,
    write: async (lines) => void written.push([...lines]),
    failed: (error) => expect.fail(String(error)),
  })
})

it('counts the same refusals and writes them as one line, where their space’s owners see it', async () => {
  for (let n = 0; n < 1_000; n++) refusals.note({ why: 'viewer', by: anna, from: '10.0.0.1', space })
  refusals.note({ why: 'no such space for you', by: anna, from: '10.0.0.1', space: unknown })
  expect(written).toEqual([])
  await runtime.advance(5_000)
  const [lines = [], ...more] = written
  expect(more).toEqual([])
  expect(lines.map(({ scope, entry }) => [scope, 'count' in entry && entry.count])).toEqual([
    [space, 1_000],
    ['server', 1],
  ])
})

it('G8 tells so many apart, whoever causes how many', async () => {
  for (let n = 0; n < 10_000; n++) refusals.note({ why: 'knock', from: `10.0.${n >> 8}.${n & 255}` })
  await refusals.flush()
  const [lines = []] = written
  expect(lines).toHaveLength(101)
  const counts = lines.map(({ entry }) => ('count' in entry ? entry.count : 0))
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(10_000)
  await refusals.flush()
  await runtime.advance(10_000)
  expect(written).toHaveLength(1)
})

it('keeps what couldn’t be written, with what comes meanwhile, and writes it later', async () => {
  let broken = true
  const failures: unknown[] = []
  const counts: number[] = []
  const kept = gatherRefusals({
    runtime,
    known: () => true,
    write: async (lines) => {
      if (broken) throw new Error('the disk is full')
      for (const { entry } of lines) counts.push('count' in entry ? entry.count : 0)
    },
    failed: (error) => failures.push(error),
  })
  kept.note({ why: 'knock', from: '10.0.0.1' })
  await kept.settle()
  await expect(kept.flush()).rejects.toThrow('the disk is full')
  kept.note({ why: 'knock', from: '10.0.0.1' })
  for (let n = 0; n < 1_000; n++) kept.note({ why: 'knock', from: `10.1.${n >> 8}.${n & 255}` })
  await runtime.advance(5_000)
  expect([failures.length, counts]).toEqual([2, []])
  broken = false
  await runtime.advance(5_000)
  expect(counts).toHaveLength(101)
  expect(counts[0]).toBe(2)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(1_002)
})

it('leaves nothing waiting at its end, though the disk takes nothing and somebody is still turned away', async () => {
  let tries = 0
  const failing = gatherRefusals({
    runtime,
    known: () => true,
    write: () => {
      tries++
      return Promise.reject(new Error('the disk is full'))
    },
    failed: (error) => expect.fail(String(error)),
  })
  failing.note({ why: 'knock', from: '10.0.0.1' })
  await expect(failing.end()).rejects.toThrow('the disk is full')
  failing.note({ why: 'knock', from: '10.0.0.1' })
  await runtime.advance(60_000)
  expect([tries, runtime.waiting]).toEqual([1, 0])
})

it('takes from what the gateway says only what it knows', () => {
  expect(refusalOf('upgrade_refused', { status: 404 })).toBeNull()
  expect(
    refusalOf('socket_refused', { code: 4403, reason: 'no', address: '::1', space: 'x', person: anna }),
  ).toEqual({
    why: 'no',
    from: '::1',
    by: anna,
    space: null,
  })
})
