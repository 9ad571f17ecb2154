import {
  freshPart,
  Keys,
  missingCause,
  SCAN_BOUNDS,
  type Scan,
  type ScanRefusal,
  scanUpdate,
} from '@weft/space/scan'
import { copyOf, type Move, play } from '@weft/space/scan/testing'
import * as Y from 'yjs'
import { type Chance, pick, upTo } from './chance.ts'
import { damaged } from './damage.ts'
import { madeUp } from './made-up.ts'

/** A history of some devices, from which inputs are made and into whose documents they are put. */
export interface Ground {
  /** Honest updates: as written, merged, cut, whole. */
  readonly forms: readonly Uint8Array[]
  /** An empty document, and one for each device. */
  readonly bases: readonly Y.Doc[]
}

export function ground(chance: Chance): Ground {
  const letters = ['a', 'b', 'é', '漢', '😀', ' ']
  const moves: Move[] = Array.from({ length: 10 + upTo(chance, 60) }, () => ({
    device: upTo(chance, 3),
    what: upTo(chance, 22),
    where: upTo(chance, 1_000),
    text: Array.from({ length: 1 + upTo(chance, 6) }, () => pick(chance, letters)).join(''),
  }))
  const { docs, updates } = play(moves)
  const whole = docs.map((doc) => Y.encodeStateAsUpdate(doc))
  const gaps = Y.mergeUpdates([...whole.slice(0, 1), ...updates.filter((_, i) => i % 3 !== 1)])
  const cut = docs.map((doc) => Y.diffUpdate(gaps, Y.encodeStateVector(doc)))
  return { forms: [...updates, ...whole, gaps, ...cut], bases: [new Y.Doc(), ...docs] }
}

/** One thing that may arrive as an update: honest, damaged, made up, or noise. */
export function anUpdate({ forms, bases }: Ground, chance: Chance): Uint8Array {
  const which = chance()
  if (which < 0.05) return pick(chance, forms)
  if (which < 0.6) return damaged(pick(chance, forms), forms, chance)
  if (which < 0.65) return Uint8Array.from({ length: upTo(chance, 60) }, () => upTo(chance, 256))
  const { store } = pick(chance, bases)
  const made = madeUp(
    { clients: [...store.clients.keys()], clock: (client) => Y.getState(store, client) },
    chance,
  )
  return which < 0.9 ? made : damaged(made, forms, chance)
}

export type Fate = 'refused' | 'misses' | 'applied'
export interface Tried {
  readonly fate: Fate
  readonly found: Scan | ScanRefusal
}

/** Scans an update, and applies what the scanner takes as a room does. @throws when a promise of the scanner is broken. */
export function tryUpdate(bytes: Uint8Array, base: Y.Doc): Tried {
  const found = scanUpdate(bytes)
  if (!found.ok) return { fate: 'refused', found }
  if (found.bytes !== bytes.length) throw new Error('the scan is of another size than the update')
  const has = (client: number): number => Y.getState(base.store, client)
  if (missingCause(found, has) !== null) return { fate: 'misses', found }
  if (new Keys(base).overfilled(found)) return { fate: 'refused', found }
  const doc = copyOf(base)
  Y.applyUpdate(doc, freshPart(bytes, found, has))
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
    throw new Error('something was kept aside that misses no cause')
  for (const { client, clock, length } of found.ranges)
    if (Y.getState(doc.store, client) < clock + length) throw new Error('something of it was not taken')
  const state = Y.encodeStateAsUpdate(doc)
  const again = scanUpdate(state, SCAN_BOUNDS)
  if (!again.ok) throw new Error(`what it makes of the document is refused: ${again.problem}`)
  const other = new Y.Doc()
  Y.applyUpdate(other, state)
  if (!equal(Y.encodeStateVector(other), Y.encodeStateVector(doc)))
    throw new Error('a newcomer gets another document')
  clear(doc)
  return { fate: 'applied', found }
}

/** Somebody deletes all that there is: what lies in wait for that shows itself. */
function clear(doc: Y.Doc): void {
  doc.transact((transaction) => {
    for (const structs of [...doc.store.clients.values()])
      for (const struct of structs) if (struct instanceof Y.Item && isRoot(struct)) struct.delete(transaction)
  })
}
const isRoot = ({ parent }: Y.Item): boolean => parent instanceof Y.AbstractType && parent._item === null

const equal = (one: Uint8Array, other: Uint8Array): boolean => Buffer.compare(one, other) === 0
