import { expect, it } from 'vitest'
import { history } from './actions.ts'
import { report } from './many.ts'
import { smaller } from './smaller.ts'
import { Broken } from './truth.ts'

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

it('a failure says its seed, how to see it again, and the few steps that do it, as they can be kept', async () => {
  const lived = async ({ steps }: ReturnType<typeof history>) => ({
    broken: steps.some((step) => step.do === 'losePower') ? new Broken('G3', 'it is gone') : null,
  })
  const [first, again, , step, ...more] = (await report(history(3, 200), 'G3', 'it is gone', lived)).split(
    '\n',
  )
  expect([first, again]).toEqual(['seed 3: it is gone', 'Again: npm run simulate -- --seed 3 --histories 1'])
  expect(more).toEqual([])
  expect(JSON.parse(step?.replace(/,$/, '') ?? '')).toMatchObject({ do: 'losePower' })
})
