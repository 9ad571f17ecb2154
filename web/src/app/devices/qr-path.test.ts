import { encode } from 'uqr'
import { expect, it } from 'vitest'
import { qrPath } from './qr-path.ts'

it('draws runs of dark modules, and nothing else', () => {
  expect(qrPath([])).toBe('')
  expect(qrPath([[false, false]])).toBe('')
  expect(
    qrPath([
      [true, true, false, true],
      [false, false, false, false],
      [false, true, true, true],
    ]),
  ).toBe('M0 0h2v1h-2zM3 0h1v1h-1zM1 2h3v1h-3z')
})

it('covers each dark module of a real code once', () => {
  const { data } = encode(`http://localhost:4000/join#${'Ab3_'.repeat(11)}`, { ecc: 'M', border: 4 })
  const drawn = data.map((row) => row.map(() => 0))
  for (const [, x, y, width] of qrPath(data).matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let i = 0; i < Number(width); i++) {
      const row = drawn[Number(y)]
      if (row !== undefined) row[Number(x) + i] = (row[Number(x) + i] ?? 0) + 1
    }
  expect(drawn).toEqual(data.map((row) => row.map(Number)))
})
