import { expect, it } from 'vitest'
import { history } from './actions.ts'
import { smaller } from './smaller.ts'

it('finds the few steps that matter', async () => {
  const all = history(3, 200)
  const fails = async ({ steps }: typeof all) =>
    steps.some((step) => step.do === 'crashServer') && steps.filter((step) => step.do === 'say').length >= 2
  const small = await smaller(all, fails, 500)
  expect(small.steps.map((step) => step.do).sort()).toEqual(['crashServer', 'say', 'say'])
})

it('the same seed gives the same history, another seed another', () => {
  expect(history(5, 50)).toEqual(history(5, 50))
  expect(history(5, 50)).not.toEqual(history(6, 50))
})
