import { describe, expect, it } from 'vitest'
import { carries, promisesOf, unproven } from './promises.ts'
import { files } from './repository.ts'

describe('docs/guarantees.md', () => {
  it('names, for every promise, tests that exist and carry its number', () => {
    const guarantees = files('docs', /^guarantees\.md$/)[0]
    const tests = ['space', 'persistence', 'server', 'web', 'e2e'].flatMap((at) =>
      files(at, /\.(test|spec)\.tsx?$/),
    )
    expect(guarantees ? unproven(guarantees.text, tests) : []).toEqual([])
  })
})

describe('the check', () => {
  const all = (body: string) =>
    Array.from({ length: 11 }, (_, i) => `## G${i + 1} Something\n\n${body}\n`).join('\n')
  const proof = Array.from({ length: 11 }, (_, i) => `it('G${i + 1}: holds', () => {})`).join('\n')
  const tests = [{ path: 'e2e/a.spec.ts', text: proof }]

  it('is content with tests that carry the numbers, named in code or in a link', () => {
    expect(unproven(all('Shown by `e2e/a.spec.ts`.'), tests)).toEqual([])
    expect(unproven(all('Shown by [a](../e2e/a.spec.ts).'), tests)).toEqual([])
  })

  it('sees a promise without a heading, without a test, or with a test that is gone', () => {
    expect(unproven(all('x'), tests)).toHaveLength(11)
    expect(unproven('', tests)).toHaveLength(11)
    expect(unproven(all('`e2e/b.test.ts`'), tests)).toHaveLength(22)
    expect(unproven(all('`e2e/a.spec.ts`'), [{ path: 'e2e/a.spec.ts', text: "it('works')" }])).toHaveLength(
      11,
    )
  })

  it('lets a promise say that it is not kept yet', () => {
    expect(unproven(all('Not yet: later.'), tests)).toEqual([])
  })

  it('does not take G1 for G10', () => {
    expect(carries("test('G10: gone from every screen')", 'G1')).toBe(false)
    expect(carries("test('merges (G3, G4)')", 'G4')).toBe(true)
    expect(promisesOf('## G1 a\n`x.test.ts`\n### G2 b\n`y.test.ts`\n').map((p) => p.tests)).toEqual([
      ['x.test.ts'],
      ['y.test.ts'],
    ])
  })
})
