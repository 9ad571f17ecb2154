import { describe, expect, it } from 'vitest'
import { FLOW_MS, type Flow, Flows } from './flows.ts'

const flow = (state: string): Flow => ({
  origin: 'https://weft.example.org',
  next: '/',
  state,
  nonce: 'n',
  verifier: 'v',
  who: null,
})

describe('G5 a sign-in under way', () => {
  it('is finished once, by the browser that began it, in time', () => {
    const flows = new Flows()
    flows.begin('a', flow('1'), 0)
    flows.begin('b', flow('2'), 0)
    expect(flows.take('stranger', 1)).toBeNull()
    expect(flows.take('a', FLOW_MS - 1)?.state).toBe('1')
    expect(flows.take('a', FLOW_MS - 1)).toBeNull()
    expect(flows.take('b', FLOW_MS)).toBeNull()
  })

  it('G8 is forgotten when its time is over, or when there are too many', () => {
    const flows = new Flows()
    for (let n = 0; n < 10_500; n++) flows.begin(String(n), flow(String(n)), 0)
    expect(flows.size).toBe(10_000)
    expect(flows.take('0', 1)).toBeNull()
    expect(flows.take('10499', 1)?.state).toBe('10499')
    flows.begin('late', flow('late'), FLOW_MS)
    expect(flows.size).toBe(1)
  })
})
