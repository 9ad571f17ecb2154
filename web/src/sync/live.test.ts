import { virtualRuntime } from '@weft/space/testing'
import { expect, test, vi } from 'vitest'
import { cell, paced } from './live.ts'

const turn = (): Promise<void> => new Promise((done) => queueMicrotask(done))

test('a paced value is told once a frame, after the work that changed it', async () => {
  const runtime = virtualRuntime(1)
  const source = cell(0)
  const value = paced(source, (n) => n, runtime)
  const told: number[] = []
  const leave = value.subscribe(() => told.push(value.get()))
  for (let n = 1; n <= 100; n++) source.set(n)
  expect(told).toEqual([])
  await turn()
  expect(told).toEqual([100])
  for (let n = 101; n <= 200; n++) {
    source.set(n)
    await turn()
  }
  expect(told).toEqual([100])
  await runtime.advance(16)
  expect(told).toEqual([100, 200])
  leave()
  source.set(201)
  await turn()
  await runtime.advance(100)
  expect(told).toEqual([100, 200])
})

test('only a change of the part that is shown is told', async () => {
  const runtime = virtualRuntime(1)
  const source = cell({ shown: 1, other: 1 })
  const value = paced(source, ({ shown }) => shown, runtime)
  const told = vi.fn()
  value.subscribe(told)
  source.set({ shown: 1, other: 2 })
  await turn()
  expect(told).not.toHaveBeenCalled()
  expect(value.get()).toBe(1)
  await runtime.advance(16)
  source.set({ shown: 2, other: 2 })
  await turn()
  expect(told).toHaveBeenCalledOnce()
  expect(value.get()).toBe(2)
})

test('a subscriber that throws breaks neither the writer nor the other subscribers', async () => {
  const source = cell(0)
  const told = vi.fn()
  const trouble = new Error('cannot draw')
  source.subscribe(() => {
    throw trouble
  })
  source.subscribe(told)
  const reported: unknown[] = []
  const listeners = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  const heard = new Promise<void>((done) =>
    process.once('uncaughtException', (error) => {
      reported.push(error)
      done()
    }),
  )
  try {
    expect(() => source.set(1)).not.toThrow()
    expect(told).toHaveBeenCalledOnce()
    await heard
  } finally {
    for (const listener of listeners) process.on('uncaughtException', listener)
  }
  expect(reported).toEqual([trouble])
})
