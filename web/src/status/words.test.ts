import { describe, expect, it } from 'vitest'
import type { Keeping } from '../sync/contract.ts'
import { keepingText, savedText } from './panel-words.ts'
import * as words from './words.ts'

const now = new Date('2026-03-04T12:05:00').getTime()
const four = new Date('2026-03-04T12:04:00').getTime()
const keeping = (part: Partial<Keeping>): Keeping => ({
  unsaved: 0,
  unkept: 0,
  unsavedSince: null,
  failure: null,
  savedAt: null,
  damaged: 0,
  ...part,
})

describe('the pill', () => {
  it.each([
    [{ kind: 'saved', at: four }, 'Saved 12:04'],
    [{ kind: 'saved', at: null }, 'Saved'],
    [{ kind: 'saving', count: 1, brief: true }, 'Saving'],
    [{ kind: 'saving', count: 3, brief: false }, 'Saving 3'],
    [{ kind: 'offline', kept: 0, retryAt: null }, 'Offline'],
    [{ kind: 'offline', kept: 2, retryAt: null }, 'Offline · 2 kept here'],
    [{ kind: 'notKept', count: 1, why: 'quota' }, 'Not kept · 1'],
    [{ kind: 'refused', count: 1200, why: 'viewer' }, 'Not accepted · 1,200'],
    [{ kind: 'stopped', code: 4403, kept: 0 }, 'Not connected'],
    [{ kind: 'opening' }, 'Opening'],
  ] as const)('%j is %s', (status, text) => expect(words.pillWords(status, now).text).toBe(text))

  it('speaks of "saved" in no other state (G1)', () => {
    for (const status of [
      { kind: 'saving', count: 1, brief: true },
      { kind: 'offline', kept: 1, retryAt: null },
      { kind: 'notKept', count: 1, why: 'x' },
      { kind: 'stopped', code: 4400, kept: 3 },
    ] as const)
      expect(words.pillWords(status, now).text).not.toMatch(/saved/i)
  })
})

describe('the panel', () => {
  it('counts down to the next try', () => {
    expect(words.retryText(now + 7_200, now)).toBe('Next try in 8 s.')
    expect(words.retryText(now - 1, now)).toBe('Trying now.')
    expect(words.retryText(null, now)).toContain('by itself')
  })
  it('tells kept here from saved', () => {
    expect(keepingText(keeping({ unsaved: 2 }))).toBe('2 edits kept here, safe when you close the browser.')
    expect(keepingText(keeping({ unsaved: 2, unkept: 1 }))).toBe('1 edit not yet on this device’s disk.')
    expect(keepingText(keeping({ failure: 'The disk is full.', unsaved: 1 }))).toMatch(
      /: The disk is full\. Don’t close/,
    )
    expect(savedText(keeping({ unsaved: 2, savedAt: four }), 0, now)).toBe(
      '2 edits not yet on the server’s disk. Everything was last saved 12:04.',
    )
    expect(savedText(keeping({ savedAt: four }), 0, now)).toMatch(/^All of yours .* since 12:04/)
    expect(savedText(keeping({ savedAt: four }), 1, now)).toMatch(/^All else /)
  })
  it('says of every final close what to do', () => {
    for (const code of [4400, 4401, 4402, 4403, 4404, 4410, 4413, 4426])
      expect(words.stoppedText(code)).toMatch(/\.$/)
    expect(words.stoppedText(4499)).toContain('4499')
  })
})
