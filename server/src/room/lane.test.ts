import { virtualRuntime } from '@weft/space/testing'
import { expect, test } from 'vitest'
import { atOnce, createLane, inLane } from './lane.ts'

function* steps(name: string, count: number, seen: string[]): Generator<void, string> {
  for (let i = 1; i < count; i++) {
    seen.push(`${name}${i}`)
    yield
  }
  seen.push(`${name}${count}`)
  return name
}
const setUp = () => {
  const runtime = virtualRuntime(1)
  return { runtime, lane: createLane(runtime, { turn: 0 }), seen: [] as string[] }
}

test('what is done within its first turn is done before run returns', () => {
  const { lane, seen } = setUp()
  let result = ''
  lane.run(
    steps('a', 1, seen),
    (name) => {
      result = name
    },
    () => undefined,
  )
  expect(result).toBe('a')
})

test('long works take turns, and each turn lets the rest of the server go on', async () => {
  const { runtime, lane, seen } = setUp()
  const both = Promise.all([inLane(lane, steps('a', 3, seen)), inLane(lane, steps('b', 2, seen))])
  runtime.timer(1, () => seen.push('other'))
  expect(seen).toEqual(['a1', 'b1'])
  await runtime.advance(10)
  expect(await both).toEqual(['a', 'b'])
  expect(seen).toEqual(['a1', 'b1', 'a2', 'other', 'b2', 'a3'])
})

test('the end is told in the breath of the last step', async () => {
  const { runtime, lane, seen } = setUp()
  lane.run(
    steps('a', 2, seen),
    () => seen.push('done'),
    () => undefined,
  )
  runtime.timer(1, () => seen.push('other'))
  await runtime.advance(10)
  expect(seen).toEqual(['a1', 'a2', 'done', 'other'])
})

test('what throws is told, and the others’ turns come all the same', async () => {
  const { runtime, lane, seen } = setUp()
  const broken = function* (): Generator<void, string> {
    yield
    throw new Error('broken')
  }
  const first = inLane(lane, broken())
  const second = inLane(lane, steps('b', 3, seen))
  const told = expect(first).rejects.toThrow('broken')
  await runtime.advance(10)
  await told
  expect(await second).toBe('b')
  expect(atOnce(steps('c', 4, seen))).toBe('c')
})
