import { expect, it } from 'vitest'
import type { Words } from './contract.ts'
import { here, message, note } from './testing.ts'
import { byRank, WordIndex } from './word-index.ts'
import { queryOf } from './words.ts'

function shelf(...words: readonly Words[]): WordIndex {
  const index = new WordIndex(here)
  for (const one of words) index.put(one)
  return index
}
const wanted = (text: string) => queryOf(text) ?? { terms: [], literal: '' }
const found = (index: WordIndex, text: string): readonly string[] =>
  index
    .byWords(wanted(text))
    .sort(byRank)
    .map(({ tier, words }) => `${tier} ${words.kind === 'note' ? words.title : words.text}`)

it('ranks titles over whole words over beginnings, and what is newer first among its like', () => {
  const index = shelf(
    message(1, 'we open at nine'),
    message(2, 'opening soon'),
    message(3, 'open it'),
    note(4, 'Plan', ['open house']),
    note(5, 'Opening week', ['nothing']),
    message(6, 'about the beans'),
  )
  expect(found(index, 'open')).toEqual([
    'title Opening week',
    'exact Plan',
    'exact open it',
    'exact we open at nine',
    'prefix opening soon',
  ])
})

it('wants every word, in any order, and takes the last one as it is being typed', () => {
  const index = shelf(message(1, 'the oven arrives'), message(2, 'an oven'), message(3, 'arrivals'))
  expect(found(index, 'arriv ov')).toEqual(['prefix the oven arrives'])
  expect(found(index, 'oven t')).toEqual(['prefix the oven arrives'])
  expect(found(index, 'oven x')).toEqual([])
})

it('finds words of any script', () => {
  const index = shelf(
    message(1, '今日の天気は晴れ'),
    message(2, 'Съешь ещё булок'),
    message(3, 'ร้านเปิดเก้าโมง'),
    message(4, '한국어를 배워요'),
  )
  expect(found(index, '天気')).toEqual(['exact 今日の天気は晴れ'])
  expect(found(index, '気')).toEqual(['prefix 今日の天気は晴れ'])
  expect(found(index, '気天')).toEqual([])
  expect(found(index, 'еще бул')).toEqual(['prefix Съешь ещё булок'])
  expect(found(index, 'เปิด')).toEqual(['exact ร้านเปิดเก้าโมง'])
  expect(found(index, '한국어')).toEqual(['prefix 한국어를 배워요'])
})

it('forgives a slip of the finger, not in numbers or short words', () => {
  const index = shelf(message(1, 'the fishmonger'), message(2, 'room 1234'), message(3, 'cat'))
  const slips = (text: string) => index.bySlips(wanted(text)).map(({ words }) => words.id)
  expect(slips('fishmongre')).toEqual(['1:1'])
  expect(slips('1235')).toEqual([])
  expect(slips('cut')).toEqual([])
})

it('finds letters within a word and signs, but none that it found already', () => {
  const reopen = message(1, 'to reopen the door at 14:30')
  const index = shelf(reopen, message(2, 'open'))
  const letters = (text: string, but: readonly Words[] = []) =>
    index.byLetters(wanted(text), new Set(but)).map(({ words }) => words.id)
  expect(letters('open')).toEqual(['1:1', '1:2'])
  expect(letters('open', [reopen])).toEqual(['1:2'])
  expect(letters('14:3')).toEqual(['1:1'])
  expect(letters('op')).toEqual([])
})

it('takes in only what changed, and never finds what is gone', () => {
  const index = shelf(message(1, 'secret one'), message(2, 'two'), note(3, 'Plan', ['secret']))
  expect(index.indexed).toBe(3)
  index.put(message(1, 'secret one'))
  index.put(note(3, 'Plan', ['secret']))
  expect(index.indexed).toBe(3)
  index.put(message(1, 'public one'))
  expect(index.indexed).toBe(4)
  expect(found(index, 'secret')).toEqual(['exact Plan'])
  index.drop(note(3, '').id)
  expect(found(index, 'secret')).toEqual([])
  expect(index.byLetters(wanted('secret'), new Set())).toEqual([])
  expect(found(index, 'public')).toEqual(['exact public one'])
})

it('told anew, it finds only what was told again, and a note that went to the archive says so', () => {
  const index = shelf(message(1, 'kept oven'), message(2, 'deleted oven'), note(3, 'Oven'))
  index.begin()
  expect(found(index, 'oven')).toEqual([])
  index.put(message(1, 'kept oven'))
  index.put(note(3, 'Oven', [], true))
  index.whole()
  expect(index.size).toBe(2)
  expect(index.indexed).toBe(3)
  const [first, second] = index.byWords(wanted('oven')).sort(byRank)
  expect(first?.words).toMatchObject({ title: 'Oven', archived: true })
  expect(second?.words).toMatchObject({ text: 'kept oven' })
})
