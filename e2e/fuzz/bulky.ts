import { missingCause, scanUpdate } from '@weft/space/scan'
import { virtualRuntime } from '@weft/space/testing'
import { decodeUp, encodeUp, WireError } from '@weft/space/wire'
import * as Y from 'yjs'
import { type Chance, pick, upTo } from './chance.ts'
import { damaged } from './damage.ts'
import { anUpdate, ground } from './updates.ts'

const LARGEST = 64 * 1024
const INPUTS = 2_000

export interface Bulky {
  readonly inputs: number
  /** Of the slowest, the best of three looks: so that a busy machine isn't taken for a slow scanner. */
  readonly ms: number
  readonly what: string
}

/** How long the largest messages of a viewer take, honest and damaged, to be decoded and scanned. */
export function bulky(seed: number, clock: () => number): Bulky {
  const { chance } = virtualRuntime(seed)
  const forms = [...FORMS.map((make) => make(chance)), many(chance)]
  let slowest: Bulky = { inputs: INPUTS, ms: 0, what: '' }
  for (let i = 0; i < INPUTS; i++) {
    const form = pick(chance, forms)
    const update = i < forms.length ? (forms[i] ?? form) : damaged(form, forms, chance).subarray(0, LARGEST)
    const bytes = encodeUp({ type: 'update', update })
    const ms = Math.min(...[0, 1, 2].map(() => timed(bytes, clock)))
    if (ms > slowest.ms) slowest = { inputs: INPUTS, ms, what: Buffer.from(update).toString('hex') }
  }
  return slowest
}

function timed(bytes: Uint8Array, clock: () => number): number {
  const from = clock()
  try {
    const up = decodeUp(bytes)
    if (up.type !== 'update') throw new Error('an update reads as something else')
    const scan = scanUpdate(up.update)
    if (scan.ok) missingCause(scan, () => 0)
  } catch (error) {
    // It was cut to the largest size that is tried.
    if (!(error instanceof WireError)) throw error
  }
  return clock() - from
}

/** As many structs, values, deletions or letters as go into the largest message. */
const FORMS: readonly ((chance: Chance) => Uint8Array)[] = [
  () => filled((doc) => doc.getText('text').insert(0, 'word '.repeat(13_000))),
  () =>
    filled((doc) =>
      doc.getArray('array').insert(
        0,
        Array.from({ length: 30_000 }, (_, i) => i % 60),
      ),
    ),
  () =>
    filled((doc) => doc.getArray('array').insert(0, [Array.from({ length: 6_000 }, () => ({ a: [{}] }))])),
  (chance) =>
    filled((doc) => {
      const text = doc.getText('text')
      for (let i = 0; i < 6_000; i++) text.insert(upTo(chance, text.length + 1), 'x')
    }),
  () =>
    filled((doc) => {
      const text = doc.getText('text')
      text.insert(0, 'x'.repeat(10_000))
      for (let i = 0; i < 10_000 / 2; i++) text.delete(i, 1)
    }),
  // Everything that costs a struct and two bytes, by one client.
  () =>
    Uint8Array.from([
      1,
      0x80,
      0x80,
      2,
      7,
      0,
      ...Array.from({ length: 65_520 }, (_, i) => (i % 2 === 0 ? 0 : 1)),
      0,
    ]),
]

function filled(write: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = 7
  doc.transact(() => write(doc))
  return Y.encodeStateAsUpdate(doc).subarray(0, LARGEST)
}

/** Small updates of many clients in one. */
function many(chance: Chance): Uint8Array {
  const place = ground(chance)
  const parts: Uint8Array[] = []
  for (let client = 1, size = 0; size < LARGEST / 2; client++) {
    const update = filledBy(client, anUpdate(place, chance).length)
    size += update.length
    parts.push(update)
  }
  return Y.mergeUpdates(parts).subarray(0, LARGEST)
}

function filledBy(client: number, key: number): Uint8Array {
  const doc = new Y.Doc()
  doc.clientID = client
  doc.getMap('map').set(`k${key % 9}`, client)
  return Y.encodeStateAsUpdate(doc)
}
