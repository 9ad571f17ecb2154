import type { EntryId } from '@weft/space'
import { expect, it } from 'vitest'
import { Draft, type Shelf } from './drafts.ts'

const shelf = (): Shelf & { size(): number } => {
  const kept = new Map<string, string>()
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
    size: () => kept.size,
  }
}

it('keeps a draft per person and space, and nothing when it is empty', () => {
  const store = shelf()
  const mine = new Draft(store, 'jo', 'cafe')
  mine.write('half a sent')
  expect(new Draft(store, 'jo', 'cafe').read()).toBe('half a sent')
  expect(new Draft(store, 'jo', 'product').read()).toBe('')
  expect(new Draft(store, 'anna', 'cafe').read()).toBe('')
  mine.write('')
  expect(store.size()).toBe(0)
})

it('keeps which message it answers with its words, and a lone answer without words not at all', () => {
  const store = shelf()
  const mine = new Draft(store, 'jo', 'cafe')
  const re = '12:7' as EntryId
  mine.answer(re)
  expect([mine.re, store.size()]).toEqual([re, 0])
  mine.write('I am')
  const again = new Draft(store, 'jo', 'cafe')
  expect([again.re, again.read()]).toEqual([re, 'I am'])
  again.write('I am here')
  expect(new Draft(store, 'jo', 'cafe').re).toBe(re)
  again.answer(null)
  const last = new Draft(store, 'jo', 'cafe')
  expect([last.re, last.read()]).toEqual([null, 'I am here'])
})
