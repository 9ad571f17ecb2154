import type { EntryId, MessageView, PersonId } from '@weft/space'
import { expect, it } from 'vitest'
import { findMessages, fits } from './search.ts'

const say = (text: string, n: number): MessageView => ({
  type: 'message',
  id: `1:${n}` as EntryId,
  by: 'anna' as PersonId,
  at: n,
  text,
  editedAt: null,
  re: null,
  reactions: [],
  pinned: false,
  late: false,
})

it('finds the newest messages first, in any case, and no more than five', () => {
  const items = [
    'Soft opening',
    'nothing',
    'OPEN at nine',
    ...Array.from({ length: 9 }, () => 'we open'),
  ].map(say)
  expect(findMessages(items.slice(0, 3), 'open').map((f) => f.message.id)).toEqual(['1:2', '1:0'])
  expect(findMessages(items, 'open')).toHaveLength(5)
  expect(findMessages(items, 'o')).toEqual([])
  expect(findMessages(items, '  ')).toEqual([])
})

it('shows the words around what it found, on one line', () => {
  const [found] = findMessages([say(`${'a '.repeat(100)}\nthe needle\n${'b '.repeat(100)}`, 1)], 'needle')
  expect(found?.excerpt).toMatch(/^…a .*the needle b b.*…$/)
})

it('shows words as they are read, and what was found in an address as it was written', () => {
  const item = say('The *good* screwdriver, `14:30`, [the list](https://example.com/oven)', 1)
  expect(findMessages([item], 'good')[0]?.excerpt).toBe('The good screwdriver, 14:30, the list')
  expect(findMessages([item], 'com/oven')[0]?.excerpt).toContain('https://example.com/oven')
})

it('fits an item by the words that stand on it', () => {
  expect(fits('Opening week plan', 'open')).toBe(1)
  expect(fits('Opening week plan', 'plan op')).toBe(0.8)
  expect(fits('Reopen', 'open')).toBe(0.6)
  expect(fits('Reading group', 'draft')).toBe(0)
  expect(fits('Anything', '')).toBe(1)
})
