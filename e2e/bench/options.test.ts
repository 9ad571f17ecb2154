import { describe, expect, it } from 'vitest'
import { parseOptions } from './options.ts'

describe('options of the bench', () => {
  it('have defaults', () => {
    expect(parseOptions([])).toEqual({
      workloads: [],
      names: ['y-websocket', 'hocuspocus', 'relay', 'floor', 'weft'],
      connections: 2000,
      messages: [20_000, 100_000],
      stall: 6,
      seconds: null,
      trace: null,
    })
  })

  it('are taken as given', () => {
    const options = parseOptions(['busy', '--only', 'weft,hocuspocus', 'idle', '--connections', '10000'])
    expect(options).toMatchObject({
      workloads: ['busy', 'idle'],
      names: ['hocuspocus', 'weft'],
      connections: 10_000,
    })
    expect(parseOptions(['--help'])).toBeNull()
  })

  it.each([
    [['--only', 'etherpad'], /no server “etherpad”/],
    [['--connections', 'many'], /--connections wants a whole number/],
    [['--messages', '20,0'], /--messages wants a whole number, not “0”/],
    [['--fast'], /fast/],
  ])('are refused when they make no sense: %j', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message)
  })
})
