import { virtualRuntime } from '@weft/space/testing'
import { expect, test } from 'vitest'
import { Rounds } from './rounds.ts'

test('each is looked at once a second, in a moment of its own', async () => {
  const runtime = virtualRuntime(1)
  const rounds = new Rounds(runtime)
  const looks: string[] = []
  const one = (name: string) => ({ sweep: () => looks.push(`${name}@${runtime.elapsed()}`) })
  rounds.add(one('a'))
  await runtime.advance(305)
  rounds.add(one('b'))
  await runtime.advance(2_200)
  expect(looks).toEqual(['a@1000', 'b@1300', 'a@2000', 'b@2300'])
})

test('thousands take one timer, and a hundred turns', async () => {
  const runtime = virtualRuntime(1)
  const rounds = new Rounds(runtime)
  const turns = new Set<number>()
  let looks = 0
  for (let n = 0; n < 2_000; n++) {
    rounds.add({
      sweep() {
        looks++
        turns.add(runtime.elapsed())
      },
    })
    await runtime.advance(0.5)
  }
  looks = 0
  turns.clear()
  await runtime.advance(3_000)
  expect(runtime.waiting).toBe(1)
  expect(looks).toBe(3 * 2_000)
  expect(turns.size).toBe(300)
})

test('who goes isn’t looked at, even in their own turn or by another’s; with nobody left nothing waits', async () => {
  const runtime = virtualRuntime(1)
  const rounds = new Rounds(runtime)
  const looks: string[] = []
  const b = { sweep: () => looks.push('b') }
  const a = {
    sweep() {
      looks.push('a')
      rounds.delete(a)
      rounds.delete(b)
    },
  }
  rounds.add(a)
  rounds.add(b)
  await runtime.advance(5_000)
  expect(looks).toEqual(['a'])
  expect(runtime.waiting).toBe(0)
  rounds.add(b)
  rounds.delete(b)
  expect(runtime.waiting).toBe(0)
})

test('one that throws keeps nobody from the turns after its own', async () => {
  const runtime = virtualRuntime(1)
  const rounds = new Rounds(runtime)
  let looks = 0
  rounds.add({
    sweep() {
      throw new Error('broken')
    },
  })
  await runtime.advance(20)
  rounds.add({ sweep: () => looks++ })
  await expect(runtime.advance(990)).rejects.toThrow('broken')
  await runtime.advance(500)
  expect(looks).toBe(1)
})

test('after an hour in which the process stood still nobody is looked at for each second of it', async () => {
  const runtime = virtualRuntime(1)
  let stood = 0
  const looks = { a: 0, b: 0 }
  const rounds = new Rounds({ ...runtime, elapsed: () => runtime.elapsed() + stood })
  rounds.add({ sweep: () => looks.a++ })
  await runtime.advance(300)
  rounds.add({ sweep: () => looks.b++ })
  stood = 3_600_000
  await runtime.advance(999)
  expect(looks).toEqual({ a: 1, b: 1 })
})

test('G10 each is looked at once a second also where a timer comes a tenth of a second late each time', async () => {
  const runtime = virtualRuntime(1)
  const rounds = new Rounds({ ...runtime, timer: (wait, then) => runtime.timer(wait + 100, then) })
  const looks: number[] = []
  for (let n = 0; n < 100; n++) {
    looks[n] = 0
    rounds.add({ sweep: () => (looks[n] = (looks[n] ?? 0) + 1) })
    await runtime.advance(10)
  }
  looks.fill(0)
  await runtime.advance(10_000)
  expect(Math.min(...looks)).toBeGreaterThanOrEqual(9)
  expect(Math.max(...looks)).toBeLessThanOrEqual(11)
})
