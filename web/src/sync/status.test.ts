import { expect, test } from 'vitest'
import type { Keeping, Link, Refused, Status } from './contract.ts'
import { statusOf, statusTurnsAt } from './status.ts'

const NOW = 1_000_000
const well: Keeping = {
  unsaved: 0,
  unkept: 0,
  unsavedSince: null,
  failure: null,
  savedAt: NOW - 60_000,
  damaged: 0,
}
const online: Link = { state: 'online', synced: true }
const offline: Link = { state: 'offline', since: NOW - 9_000, retryAt: NOW + 4_000 }
const refusal: Refused = { id: 1, at: NOW, reason: 'viewer', update: new Uint8Array() }
const unsaved = (count: number, since: number, more: Partial<Keeping> = {}): Keeping => ({
  ...well,
  unsaved: count,
  unsavedSince: NOW - since,
  ...more,
})

const table: readonly [string, Link, Keeping, 'loading' | 'empty' | 'local' | 'ready', Refused[], Status][] =
  [
    ['all is acked', online, well, 'ready', [], { kind: 'saved', at: NOW - 60_000 }],
    [
      'one is on its way',
      online,
      unsaved(1, 20, { unkept: 1 }),
      'ready',
      [],
      { kind: 'saving', count: 1, brief: true },
    ],
    ['three for long', online, unsaved(3, 1_000), 'ready', [], { kind: 'saving', count: 3, brief: false }],
    [
      'synced is not saved',
      online,
      unsaved(1, 1_500),
      'local',
      [],
      { kind: 'saving', count: 1, brief: false },
    ],
    ['not synced yet', { state: 'online', synced: false }, well, 'local', [], { kind: 'opening' }],
    ['at the start', { state: 'connecting', since: NOW - 100 }, well, 'loading', [], { kind: 'opening' }],
    [
      'for long at the start',
      { state: 'connecting', since: NOW - 3_000 },
      well,
      'local',
      [],
      { kind: 'offline', kept: 0, retryAt: null },
    ],
    [
      'lost just now, all acked',
      { state: 'connecting', since: NOW - 500 },
      well,
      'ready',
      [],
      { kind: 'saved', at: NOW - 60_000 },
    ],
    ['offline', offline, well, 'ready', [], { kind: 'offline', kept: 0, retryAt: NOW + 4_000 }],
    [
      'offline counts only what is on the disk',
      offline,
      unsaved(5, 9_000, { unkept: 2 }),
      'ready',
      [],
      { kind: 'offline', kept: 3, retryAt: NOW + 4_000 },
    ],
    [
      'a failing disk',
      offline,
      unsaved(5, 9_000, { unkept: 5, failure: 'Full.' }),
      'ready',
      [],
      { kind: 'notKept', count: 5, why: 'Full.' },
    ],
    [
      'a failing disk, while the server is about to have it',
      online,
      unsaved(1, 10, { unkept: 1, failure: 'Full.' }),
      'ready',
      [],
      { kind: 'saving', count: 1, brief: true },
    ],
    [
      'a failing disk, and the server is slow',
      online,
      unsaved(1, 1_000, { unkept: 1, failure: 'Full.' }),
      'ready',
      [],
      { kind: 'notKept', count: 1, why: 'Full.' },
    ],
    [
      'a failing disk while all is on the server',
      online,
      { ...well, failure: 'Full.' },
      'ready',
      [],
      { kind: 'saved', at: NOW - 60_000 },
    ],
    ['refused work', online, well, 'ready', [refusal], { kind: 'refused', count: 1, why: 'viewer' }],
    [
      'stopped',
      { state: 'stopped', code: 4403, reason: '' },
      unsaved(2, 9_000),
      'local',
      [refusal],
      { kind: 'stopped', code: 4403, kept: 2 },
    ],
    [
      'stopped, with a failing disk',
      { state: 'stopped', code: 4403, reason: '' },
      unsaved(2, 9_000, { unkept: 2, failure: 'Full.' }),
      'local',
      [],
      { kind: 'notKept', count: 2, why: 'Full.' },
    ],
  ]

test.each(table)('G1 G3 status: %s', (_title, link, keeping, content, refused, status) => {
  expect(statusOf(link, keeping, content, refused, NOW)).toEqual(status)
})

test('G1 no combination says saved while anything is unsaved', () => {
  const links: Link[] = [
    online,
    offline,
    { state: 'online', synced: false },
    { state: 'connecting', since: NOW },
    { state: 'connecting', since: NOW - 5_000 },
    { state: 'stopped', code: 4401, reason: '' },
  ]
  for (const link of links) {
    for (const content of ['loading', 'empty', 'local', 'ready'] as const) {
      for (const since of [0, 999, 1_000, 100_000]) {
        for (const unkept of [0, 1]) {
          for (const failure of [null, 'Full.']) {
            for (const refused of [[], [refusal]]) {
              const status = statusOf(link, unsaved(1, since, { unkept, failure }), content, refused, NOW)
              expect(status.kind).not.toBe('saved')
            }
          }
        }
      }
    }
  }
})

test('the status says when it turns by time alone', () => {
  expect(statusTurnsAt(online, well, NOW)).toBe(null)
  expect(statusTurnsAt(online, unsaved(1, 400), NOW)).toBe(NOW + 600)
  expect(statusTurnsAt(online, unsaved(1, 1_000), NOW)).toBe(null)
  expect(statusTurnsAt({ state: 'connecting', since: NOW - 1_000 }, unsaved(1, 400), NOW)).toBe(NOW + 600)
  expect(statusTurnsAt({ state: 'connecting', since: NOW - 1_000 }, well, NOW)).toBe(NOW + 2_000)
})
