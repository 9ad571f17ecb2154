import { expect, test } from 'vitest'
import { virtualRuntime } from './virtual-runtime.ts'

test('timers run in order of due time, then of creation, with the clock at their due time', async () => {
  const runtime = virtualRuntime(1)
  const log: string[] = []
  runtime.timer(20, () => log.push(`b@${runtime.elapsed()}`))
  runtime.timer(10, () => {
    log.push(`a@${runtime.elapsed()}`)
    runtime.timer(5, () => log.push(`nested@${runtime.elapsed()}`))
  })
  runtime.timer(20, () => log.push('c'))
  const cancel = runtime.timer(12, () => log.push('never'))
  cancel()
  await runtime.advance(19)
  expect(log).toEqual(['a@10', 'nested@15'])
  await runtime.advance(1)
  expect(log).toEqual(['a@10', 'nested@15', 'b@20', 'c'])
  expect(runtime.waiting).toBe(0)
})

test('promises settle between two timers', async () => {
  const runtime = virtualRuntime(1)
  const log: string[] = []
  runtime.timer(1, () => {
    void Promise.resolve()
      .then(() => undefined)
      .then(() => log.push('settled'))
  })
  runtime.timer(1, () => log.push('second'))
  await runtime.advance(1)
  expect(log).toEqual(['settled', 'second'])
})

test('the same seed gives the same chance; another seed another', () => {
  const draw = (seed: number) => {
    const runtime = virtualRuntime(seed)
    const bytes = new Uint8Array(8)
    runtime.random(bytes)
    return [runtime.chance(), runtime.chance(), ...bytes]
  }
  expect(draw(7)).toEqual(draw(7))
  expect(draw(7)).not.toEqual(draw(8))
})

test('the wall clock can jump without elapsed time noticing', async () => {
  const runtime = virtualRuntime(1)
  const before = runtime.now()
  runtime.jump(-60_000)
  await runtime.advance(1_000)
  expect(runtime.now() - before).toBe(-59_000)
  expect(runtime.elapsed()).toBe(1_000)
})
