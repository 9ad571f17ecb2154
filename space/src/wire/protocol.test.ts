import { describe, expect, it } from 'vitest'
import page from '../../../docs/protocol.md?raw'
import { Close, isFinal } from './close.ts'
import { WIRE_LIMITS } from './decode.ts'
import { encodeDown, encodeUp } from './encode.ts'
import { DOWN_EXAMPLES, UP_EXAMPLES } from './examples.ts'
import type { Down, Up } from './messages.ts'

const hex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join(' ')
const rows = (pattern: RegExp): [string, string][] =>
  [...page.matchAll(pattern)].map(([, first = '', second = '']) => [first, second])

describe('docs/protocol.md', () => {
  const examples = rows(/^\| ([^|`]+) \| `([0-9a-f ]+)` \|$/gm)

  it.each(examples)('shows %s as it is written', (name, shown) => {
    const up: Record<string, Up> = UP_EXAMPLES
    const down: Record<string, Down> = DOWN_EXAMPLES
    const written = [up[name] && encodeUp(up[name]), down[name] && encodeDown(down[name])]
    const bytes = written.filter((frame) => frame !== undefined).map(hex)
    expect(new Set(bytes)).toEqual(new Set([shown]))
  })

  it('has an example of each kind that goes up', () => {
    expect(examples.length).toBeGreaterThanOrEqual(12)
    expect(examples.map(([name]) => name)).toEqual(expect.arrayContaining(Object.keys(UP_EXAMPLES)))
  })

  it('lists all close codes, in their bands', () => {
    const listed = rows(/^\| (\d{4}) \| `(\w+)` \|/gm).map(([code, name]) => [name, Number(code)] as const)
    expect(Object.fromEntries(listed)).toEqual(Close)
    for (const [, code] of listed) expect(isFinal(code)).toBe(code < 4500)
  })

  it('gives the bounds that the codec keeps', () => {
    expect(page).toContain(`${WIRE_LIMITS.stateVector.toLocaleString('en')} clients`)
    expect(page).toContain(`${WIRE_LIMITS.presences.toLocaleString('en')} states`)
    expect(page).toContain(`${WIRE_LIMITS.presence / 1024} KiB`)
  })
})
