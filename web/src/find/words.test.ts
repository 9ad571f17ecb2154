import { expect, it } from 'vitest'
import { fold, queryOf, wordsOf } from './words.ts'

const terms = (text: string): string[] => [...wordsOf(text)].map(({ term }) => term)

it('leaves out what people leave out when they search', () => {
  expect(fold('Café Ångström Łódź STRASSE straße ﬁn')).toBe('cafe angstrom lodz strasse strasse fin')
  expect(fold('Ёлка, мой, мои')).toBe('елка, мой, мои')
  expect(fold('Άνθρωπος')).toBe('ανθρωπος')
  expect(fold('한국어 が')).toBe('한국어 が')
})

it('cuts a text into words, wherever they stand', () => {
  expect(terms('**Soft** opening, 16–19 h: don’t_wait')).toEqual([
    'soft',
    'opening',
    '16',
    '19',
    'h',
    'don',
    't',
    'wait',
  ])
  expect(terms('Съешь ещё этих')).toEqual(['съешь', 'еще', 'этих'])
  expect(terms('हिन्दी में')).toEqual(['हिन्दी', 'में'])
  expect(terms('done 🎉!')).toEqual(['done', '🎉'])
  for (const { term, start, end } of wordsOf('a Café, e\u0301te\u0301'))
    expect(fold('a Café, e\u0301te\u0301'.slice(start, end))).toBe(term)
})

it('cuts what has no spaces into pairs, so that any part of it is found', () => {
  expect(terms('今日は天気')).toEqual(['今日', '日は', 'は天', '天気', '気'])
  expect(terms('開店opening 7日')).toEqual(['開店', '店', 'opening', '7', '日'])
  expect(queryOf('天気')?.terms).toEqual(['天気'])
  expect(queryOf('気')?.terms).toEqual(['気'])
})

it('looks for nothing when there is too little to go by', () => {
  expect(queryOf(' o ')).toBeNull()
  expect(queryOf('')).toBeNull()
  expect(queryOf('op')).toEqual({ terms: ['op'], literal: 'op' })
  expect(queryOf('Soft  soft Öffnung')).toEqual({ terms: ['soft', 'offnung'], literal: 'soft soft offnung' })
  expect(queryOf('=>')).toEqual({ terms: [], literal: '=>' })
})
