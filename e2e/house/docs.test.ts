import { describe, expect, it } from 'vitest'
import { anchorOf, deadLinks, deadPaths } from './docs.ts'
import { files } from './repository.ts'

// Fixtures are somebody else's documents, whose links lead elsewhere.
const pages = files('.', /\.md$/).filter(({ path }) => !path.includes('/fixtures/'))

describe('the documentation', () => {
  it('has links that lead somewhere', () => {
    expect(pages.length).toBeGreaterThan(0)
    expect(deadLinks(pages)).toEqual([])
  })

  it('names files that exist (decisions and the log of changes may speak of the past)', () => {
    const present = pages.filter(({ path }) => !/^docs\/decisions\/|^CHANGELOG/.test(path))
    expect(deadPaths(present)).toEqual([])
  })
})

describe('the check', () => {
  const exists = (path: string) => path === 'docs/a.md' || path === 'README.md' || path === 'docs/x.png'
  const page = (text: string) => [
    { path: 'docs/a.md', text },
    { path: 'README.md', text: '# Weft\n\n## Two commands\n' },
  ]

  it.each([
    ['[a](b.md)', 1],
    ['![a](x.png) [up](../README.md#two-commands)', 0],
    ['[a](../README.md#three-commands)', 1],
    ['[a](#here)\n## Here', 0],
    ['[a](#there)\n## Here', 1],
    ['`[a](b.md)`\n```\n[a](b.md)\n```', 0],
    ['[a](https://example.org/b.md)', 0],
    ['<img src="y.png"><source srcset="x.png">', 1],
  ])('%j: %i', (text, dead) => {
    expect(deadLinks(page(text), exists)).toHaveLength(dead)
  })

  it('sees a file that is gone', () => {
    expect(deadPaths(page('`docs/a.md` and `server/src/gone.ts:12`'), exists)).toEqual([
      'docs/a.md:1 names server/src/gone.ts, which does not exist',
    ])
  })

  it('makes anchors as the pages do', () => {
    expect(anchorOf('G1 — Saved is on disk')).toBe('g1--saved-is-on-disk')
    expect(anchorOf('The `weft` command, and *you*')).toBe('the-weft-command-and-you')
  })
})
