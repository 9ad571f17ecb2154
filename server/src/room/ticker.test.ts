import { virtualRuntime } from '@weft/space/testing'
import { expect, test } from 'vitest'
import { Ticker } from './ticker.ts'

test('the first comes at once, the others once a period', async () => {
  const runtime = virtualRuntime(1)
  const at: number[] = []
  const ticker = new Ticker(
    runtime,
    () => 16,
    () => {
      at.push(runtime.elapsed())
    },
  )
  ticker.arm()
  expect(at).toEqual([0])
  for (let i = 0; i < 10; i++) {
    ticker.arm()
    await runtime.advance(5)
  }
  expect(at).toEqual([0, 16, 32, 48])
  await runtime.advance(100)
  ticker.arm()
  expect(at).toEqual([0, 16, 32, 48, 150])
})

test('never two at once: what is armed during a run comes after it', async () => {
  const runtime = virtualRuntime(1)
  const ends: (() => void)[] = []
  let runs = 0
  const ticker = new Ticker(
    runtime,
    () => 16,
    () => {
      runs++
      return new Promise<void>((resolve) => ends.push(resolve))
    },
  )
  ticker.arm()
  ticker.arm()
  await runtime.advance(100)
  expect(runs).toBe(1)
  ends[0]?.()
  await runtime.settle()
  expect(runs).toBe(2)
})

test('stopped, it forgets what is due; hurried, it waits for nothing', async () => {
  const runtime = virtualRuntime(1)
  let runs = 0
  const ticker = new Ticker(
    runtime,
    () => 16,
    () => {
      runs++
    },
  )
  ticker.arm()
  ticker.arm()
  ticker.stop()
  await runtime.advance(100)
  expect(runs).toBe(1)
  ticker.arm()
  ticker.arm()
  ticker.hurry()
  expect(runs).toBe(3)
  expect(runtime.waiting).toBe(0)
})
