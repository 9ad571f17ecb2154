import { expect, test } from 'vitest'
import { createMetrics } from './meter.ts'

test('what was counted is told each time it is asked for, with and without a label', async () => {
  const metrics = createMetrics({ connections: () => 3, failing: () => false })
  const told = async (name: string) =>
    (await metrics.text()).split('\n').find((line) => line.startsWith(`weft_${name}`)) ?? ''
  expect(await told('deliveries_total')).toBe('weft_deliveries_total 0')
  metrics.add('deliveries', 5)
  metrics.add('deliveries')
  metrics.add('closes', 2, '1001')
  expect(await told('deliveries_total')).toBe('weft_deliveries_total 6')
  expect(await told('deliveries_total')).toBe('weft_deliveries_total 6')
  expect(await told('closes_total')).toBe('weft_closes_total{code="1001"} 2')
  expect(metrics.total('deliveries')).toBe(6)
  expect(await told('connections')).toBe('weft_connections 3')
  metrics.close()
})
