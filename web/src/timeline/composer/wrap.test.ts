import { expect, it } from 'vitest'
import { wrap } from './wrap.ts'

it('puts a mark around the selection and takes it away again', () => {
  const once = wrap({ text: 'by Friday', start: 3, end: 9 }, '**')
  expect(once).toEqual({ text: 'by **Friday**', start: 5, end: 11 })
  expect(wrap(once, '**')).toEqual({ text: 'by Friday', start: 3, end: 9 })
  expect(wrap({ text: '*a*', start: 0, end: 3 }, '*')).toEqual({ text: 'a', start: 0, end: 1 })
  expect(wrap({ text: '', start: 0, end: 0 }, '`')).toEqual({ text: '``', start: 1, end: 1 })
})
