import { describe, expect, it } from 'vitest'
import { type Figures, lower, plain } from './figures.ts'
import type { Name } from './names.ts'
import { show, table } from './table.ts'

const columns = [lower('p99 ms'), { name: 'acks/s', better: 'higher' as const }, plain('written/s')]
const of = (...found: readonly (readonly [Name, Figures])[]): string => table(columns, new Map(found))

describe('the table', () => {
  it('compares Weft with the better peer in each column that can be better, and never with what is bare', () => {
    const said = of(
      ['y-websocket', { 'p99 ms': 70, 'acks/s': 5, 'written/s': 100 }],
      ['hocuspocus', { 'p99 ms': 20, 'acks/s': 20, 'written/s': 100 }],
      ['relay', { 'p99 ms': 1, 'acks/s': 1000, 'written/s': 100 }],
      ['floor', { 'p99 ms': 1, 'acks/s': 1000, 'written/s': 100 }],
      ['weft', { 'p99 ms': 5, 'acks/s': 10, 'written/s': 100 }],
    )
    expect(said).toContain('| Weft, times better | 4× | 0.50× |  |')
  })

  it('says why a figure is missing, once for each reason', () => {
    const none = 'waited 120 s for the document'
    const said = of(
      ['y-websocket', { 'p99 ms': { none }, 'acks/s': { none }, 'written/s': 1 }],
      ['hocuspocus', { 'p99 ms': { none }, 'acks/s': 1, 'written/s': { none: 'it ended' } }],
    )
    expect(said).toContain('| y-websocket | – [1] | – [1] | 1 |')
    expect(said).toContain('| hocuspocus | – [2] | 1 | – [3] |')
    expect(said).toContain(`[1] y-websocket: ${none}`)
    expect(said).toContain('[3] hocuspocus: it ended')
  })

  it('shows a dash where a figure does not apply, and no comparison without a peer', () => {
    expect(of(['weft', { 'p99 ms': 5 }])).toBe(
      '| | p99 ms | acks/s | written/s |\n|---|---:|---:|---:|\n| weft | 5 | – | – |'.replace('| |', '|  |'),
    )
  })

  it('never prints NaN', () => {
    const said = of(['hocuspocus', { 'p99 ms': Number.NaN }], ['weft', { 'p99 ms': 5 }])
    expect(said).not.toContain('NaN')
  })

  it('has three digits or all that matter', () => {
    expect([0, 7, 0.0045, 0.123, 12.34, 99.96, 123.4, 12_345.6].map(show)).toEqual([
      '0',
      '7',
      '0.0045',
      '0.12',
      '12.3',
      '100.0',
      '123',
      '12,346',
    ])
  })
})
