import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../http/meter.ts'
import { VARIABLES } from './config.ts'
import { ALL_LIMITS, limitVariable, parseLimit } from './limits.ts'

const page = (name: string) => readFile(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')

describe('docs/operating.md', () => {
  it('names every variable, and none that there isn’t', async () => {
    const named = new Set((await page('operating.md')).match(/WEFT_[A-Z_]+\b(?!…)/g))
    named.delete('WEFT_')
    named.delete('WEFT_LIMIT_')
    expect(named).toEqual(new Set([...VARIABLES, ...Object.keys(ALL_LIMITS).map(limitVariable)]))
  })

  it('gives every limit with its default', async () => {
    const rows = [
      ...(await page('operating.md')).matchAll(/^\| `(\w+)` +\| `(WEFT_LIMIT_\w+)` +\| ([^|]+) \|/gm),
    ]
    const told = rows.map(([, name = '', variable, value = '']) => [name, variable, parseLimit(value, name)])
    const true_ = Object.entries(ALL_LIMITS).map(([name, value]) => [name, limitVariable(name), value])
    expect(new Map(told.map((row) => [row[0], row]))).toEqual(new Map(true_.map((row) => [row[0], row])))
  })

  it('names every metric, and none that there isn’t', async () => {
    const metrics = createMetrics({ connections: () => 0, failing: () => false })
    const real = (await metrics.text()).match(/(?<=^# TYPE )weft_\w+/gm) ?? []
    metrics.close()
    expect(new Set((await page('operating.md')).match(/weft_[a-z0-9_]+/g))).toEqual(new Set(real))
  })
})

describe('docs/threat-model.md', () => {
  it('says of every limit what happens at it', async () => {
    const text = await page('threat-model.md')
    const told = [...text.matchAll(/^\| `(\w+)` +\|/gm)].map(([, name]) => name)
    expect(new Set(told)).toEqual(new Set(Object.keys(ALL_LIMITS)))
  })
})
