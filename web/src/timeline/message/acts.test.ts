import { expect, it } from 'vitest'
import { actOf, keysOf, type Standing } from './acts.ts'

const viewer: Standing = { writes: false, mine: false, owns: false }
const member: Standing = { ...viewer, writes: true }
const author: Standing = { ...member, mine: true }
const owner: Standing = { ...member, owns: true }
const press = (key: string, held: 'ctrlKey' | 'shiftKey' | null = null) => ({
  key,
  ctrlKey: held === 'ctrlKey',
  metaKey: false,
  shiftKey: held === 'shiftKey',
  altKey: false,
})

it('offers nobody what the server would refuse', () => {
  expect(keysOf(viewer)).toBe('Enter C L W')
  expect(keysOf(member)).toBe('Enter R A P C L W')
  expect(keysOf(owner)).toBe('Enter R A P C L W Delete')
  expect(keysOf(author)).toBe('Enter R A P E C L W Delete')
  // Who wrote it before they were made a viewer, or before the space was archived.
  expect(keysOf({ ...viewer, mine: true, owns: true })).toBe('Enter C L W')
})

it('takes a key alone for an act, and leaves all others to the browser', () => {
  expect(actOf(press('r'), member)).toBe('reply')
  expect(actOf(press('R'), member)).toBe('reply')
  expect(actOf(press('r'), viewer)).toBeNull()
  expect(actOf(press('r', 'ctrlKey'), member)).toBeNull()
  expect(actOf(press('R', 'shiftKey'), member)).toBeNull()
  expect(actOf(press('e'), member)).toBeNull()
  expect(actOf(press('Backspace'), author)).toBe('remove')
  expect(actOf(press('Delete'), member)).toBeNull()
  expect(actOf(press('x'), author)).toBeNull()
})
