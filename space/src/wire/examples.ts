import type { PersonId, SpaceId } from '../ids.ts'
import type { Down, Up } from './messages.ts'

/** One message of each kind, for the golden bytes and for docs/protocol.md. */

const empty = Uint8Array.of(0, 0)
/** Client 1 put the text "a" into the root type "t". */
const letter = Uint8Array.of(1, 1, 1, 0, 4, 1, 1, 0x74, 1, 0x61, 0)
const ann = 'AAAAAAAAAAAAAAAA' as PersonId

const shared = {
  'step1 of an empty document': { type: 'step1', stateVector: Uint8Array.of(0) },
  'step1 that has client 300 up to clock 7': { type: 'step1', stateVector: Uint8Array.of(1, 0xac, 2, 7) },
  'step2 with nothing': { type: 'step2', update: empty },
  'update with one letter': { type: 'update', update: letter },
  'presence of nobody': { type: 'presence', entries: [] },
  'presence of one who types, and one who left': {
    type: 'presence',
    entries: [
      { client: 1, clock: 2, state: '{"typing":true}' },
      { client: 300, clock: 4_000_000_000, state: null },
    ],
  },
} as const satisfies Record<string, Up & Down>

export const UP_EXAMPLES = {
  ...shared,
  'query for presence': { type: 'queryPresence' },
  ping: { type: 'ping' },
} as const satisfies Record<string, Up>

export const DOWN_EXAMPLES = {
  ...shared,
  'ack of nothing': { type: 'ack', count: 0 },
  'ack of 300': { type: 'ack', count: 300 },
  'notice of a role': { type: 'notice', notice: { kind: 'role', role: 'viewer' } },
  'notice that the space is gone': { type: 'notice', notice: { kind: 'spaceGone' } },
  'notice to reload': { type: 'notice', notice: { kind: 'reload' } },
  'notice of a refusal': { type: 'notice', notice: { kind: 'refused', count: 3, reason: 'viewer' } },
  'notice of failing storage': { type: 'notice', notice: { kind: 'storage', state: 'failing' } },
  'notice of new messages': {
    type: 'notice',
    notice: { kind: 'unread', space: 'S'.repeat(22) as SpaceId, unread: { runs: [[300, 7, 2]], more: true } },
  },
  'notice that nothing is new': {
    type: 'notice',
    notice: { kind: 'unread', space: 'S'.repeat(22) as SpaceId, unread: null },
  },
  people: {
    type: 'people',
    people: [
      { id: ann, name: 'Ånn', dye: 'woad', role: 'owner' },
      { id: 'BBBBBBBBBBBBBBBB' as PersonId, name: 'Bo', dye: 'moss', role: 'member', gone: true },
    ],
  },
  denied: { type: 'denied', reason: 'no' },
} as const satisfies Record<string, Down>
