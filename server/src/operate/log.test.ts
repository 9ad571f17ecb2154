import { virtualRuntime } from '@weft/space/testing'
import { describe, expect, it } from 'vitest'
import { type Details, type Log, readable, sparingly } from './log.ts'

describe('the log', () => {
  it('G8 tells what strangers cause a bounded number of times, and then how often it happened', async () => {
    const lines: [string, Details][] = []
    const note = (event: string, details: Details = {}) => void lines.push([event, details])
    const log: Log = { info: note, warn: note, error: note }
    const runtime = virtualRuntime(1)
    const warn = sparingly(log, runtime)
    for (let n = 0; n < 500; n++) warn('socket_refused', { n })
    warn('other', {})
    expect(lines).toHaveLength(21)
    await runtime.advance(10_000)
    expect(lines.slice(21)).toEqual([['socket_refused', { alsoHappened: 480 }]])
    warn('socket_refused', { n: 501 })
    expect(lines.at(-1)).toEqual(['socket_refused', { n: 501 }])
    await runtime.advance(10_000)
    expect(lines).toHaveLength(23)
    expect(runtime.waiting).toBe(0)
  })

  it('is readable on a terminal, and no value can break a line', () => {
    const line = JSON.stringify({ level: 40, time: 0, event: 'socket_refused', code: 4401, reason: 'a\nb' })
    expect(readable(line)).toMatch(/^\d\d:\d\d:\d\d warn {2}socket_refused code=4401 reason="a\\nb"\n$/)
    expect(readable('not ours\n')).toBe('not ours\n')
  })
})
