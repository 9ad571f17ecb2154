import { DYES } from '@weft/space'
import { describe, expect, it } from 'vitest'
import css from './tokens.css?raw'

/** WCAG 2.2 relative luminance of `#rrggbb`. */
function luminance(hex: string): number {
  const channel = (at: number): number => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}
function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (high + 0.05) / (low + 0.05)
}

function colours(selector: string): Map<string, string> {
  const start = css.indexOf(selector)
  const block = css.slice(start, css.indexOf('}', start))
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']))
}

describe.each([
  ['light', colours(':root[data-theme="light"]')],
  ['dark', colours(':root[data-theme="dark"]')],
])('the %s theme', (_name, tokens) => {
  const value = (name: string): string => {
    const found = tokens.get(name)
    if (found === undefined) throw new Error(`no token --${name}`)
    return found
  }
  const ratio = (a: string, b: string): number => contrast(value(a), value(b))

  it.each(['canvas', 'side', 'raised', 'sunk', 'hover'])('has text that can be read on %s', (ground) => {
    for (const ink of ['text', 'soft', 'faint', 'accent'])
      expect.soft(ratio(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
  })

  it('has warnings, errors and buttons that can be read', () => {
    for (const [ink, ground] of [
      ['warn', 'warn-soft'],
      ['warn', 'canvas'],
      ['bad', 'bad-soft'],
      ['bad', 'canvas'],
      ['good', 'canvas'],
      ['accent', 'accent-soft'],
      ['text', 'accent-soft'],
      ['text', 'mark'],
      ['on-accent', 'accent'],
    ] as const)
      expect.soft(ratio(ink, ground), `${ink} on ${ground}`).toBeGreaterThanOrEqual(4.5)
    for (const ground of ['canvas', 'raised']) expect.soft(ratio('edge', ground)).toBeGreaterThanOrEqual(3)
  })

  it.each(DYES)('has %s for a name, a caret and a face', (dye) => {
    expect.soft(ratio(`dye-${dye}-on`, `dye-${dye}`), 'initials on the face').toBeGreaterThanOrEqual(4.5)
    for (const ground of ['canvas', 'raised'])
      expect.soft(ratio(`dye-${dye}`, ground), `a name on ${ground}`).toBeGreaterThanOrEqual(4.5)
    expect.soft(ratio(`dye-${dye}`, 'hover'), 'a caret on hover').toBeGreaterThanOrEqual(3)
  })

  it('has twelve dyes that differ', () => {
    expect(new Set(DYES.map((dye) => value(`dye-${dye}`))).size).toBe(12)
  })
})
