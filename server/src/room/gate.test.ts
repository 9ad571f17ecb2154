import { expect, test } from 'vitest'
import { createGate } from './gate.ts'

test('so many at once; the others in the order in which they came, but for who gave up', () => {
  const gate = createGate(2)
  const inside: string[] = []
  const leave = new Map<string, () => void>()
  const enter = (name: string) =>
    gate.enter((out) => {
      inside.push(name)
      leave.set(name, out)
    })
  enter('a')
  enter('b')
  enter('c')
  const giveUp = enter('d')
  enter('e')
  expect(inside).toEqual(['a', 'b'])
  giveUp()
  leave.get('a')?.()
  leave.get('a')?.()
  expect(inside).toEqual(['a', 'b', 'c'])
  leave.get('c')?.()
  expect(inside).toEqual(['a', 'b', 'c', 'e'])
})
