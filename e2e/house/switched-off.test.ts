import { expect, it } from 'vitest'
import { files } from './repository.ts'
import { switchedOff } from './switched-off.ts'

const THIS = 'e2e/house/switched-off.test.ts'

it('no test is switched off or run alone', () => {
  const tests = ['space', 'persistence', 'server', 'web', 'e2e'].flatMap((at) =>
    files(at, /\.(test|spec)\.tsx?$/),
  )
  expect(tests.length).toBeGreaterThan(3)
  expect(switchedOff(tests.filter(({ path }) => path !== THIS))).toEqual([])
})

it.each(['it.only(', 'test.skip(', 'describe.concurrent.skip(', 'it.todo(', 'test.fixme(', 'xit('])(
  'the check sees %s',
  (code) => {
    expect(switchedOff([{ path: 'a.test.ts', text: `\n${code}'x', () => {})` }])).toEqual([
      `a.test.ts:2 ${code.replace(/\($/, code === 'xit(' ? '(' : '')}`,
    ])
  },
)
