import type { Loaded } from '@weft/persistence'
import type { PersonId } from '@weft/space'
import { type Encoded, Layers, scanUpdate } from '@weft/space/scan'
import * as Y from 'yjs'
import { decodeRecord } from '../log/record.ts'
import { decodeSnapshot, type Outline } from '../log/snapshot.ts'
import { atOnce, PACE } from './lane.ts'
import { Owners } from './owners.ts'

/** An update is read as fast as so many structs are cut; and so many bytes of updates are enough for one step. */
const WORK = 10
const BATCH_BYTES = 64 * 1024

/**
 * A space as it lies on the disk, for those who only read: who comes is given what they lack from the stored bytes, and a
 * document is made only when somebody writes. Most who open a space read first, and a server that has just started is asked
 * for all of its spaces at once.
 */
export class StoredState {
  /** What it was read from: a document can be made of it without asking the disk again. */
  readonly loaded: Loaded
  /** Everybody who ever wrote in it. */
  readonly wrote: ReadonlySet<PersonId>
  readonly stateVector: Uint8Array
  readonly #layers: Layers
  #deletions: Uint8Array | null = null

  constructor(loaded: Loaded, wrote: ReadonlySet<PersonId>, layers: Layers) {
    this.loaded = loaded
    this.wrote = wrote
    this.#layers = layers
    this.stateVector = Y.encodeStateVector(layers.clocks())
  }

  /** What somebody at `stateVector` lacks, and all deletions; in steps. */
  difference(stateVector: Uint8Array): Generator<void, Encoded> {
    return this.#layers.difference(Y.decodeStateVector(stateVector))
  }

  /** What somebody lacks who has all structs. */
  deletions(): Uint8Array {
    this.#deletions ??= atOnce(this.difference(this.stateVector)).update
    return this.#deletions
  }

  /** Whether all of an update is known, so that nobody need judge it: such as the step2 of somebody who wrote nothing. */
  knows(update: Uint8Array): boolean {
    const scan = scanUpdate(update)
    if (!scan.ok) return false
    return (
      scan.ranges.every(({ client, clock, length }) => clock + length <= this.#layers.clock(client)) &&
      scan.deletes.every((range) => this.#layers.isDeleted(range))
    )
  }
}

/**
 * Reads what was loaded as bytes, in steps. Null when only a document can tell what is in it: something was damaged or lost,
 * waits for what was lost, can't be read, or was written by an older version; or the space has another name since its
 * snapshot, which the lists are to be told.
 */
export function* readStored(
  loaded: Loaded,
  stride: number = PACE.stride,
): Generator<void, StoredState | null> {
  if (loaded.damaged.length > 0) return null
  const owners = new Owners()
  const layers = new Layers(stride)
  try {
    const names = yield* laySnapshot(loaded, owners, layers)
    if (names === null) return null
    let [looked, bytes] = [0, 0]
    for (const record of loaded.records) {
      const entry = decodeRecord(record.bytes)
      owners.record(entry)
      for (const { update } of entry.parts) {
        if (!layers.add(update)) return null
        looked++
        bytes += update.length
        if (looked * WORK < stride && bytes < BATCH_BYTES) continue
        looked = bytes = 0
        yield
      }
    }
    yield* layers.settle()
    // A first name says where it stands; who writes another deletes the one before.
    if (layers.roots.has('meta') || names.some((name) => layers.isDeleted({ ...name, length: 1 })))
      return null
    return new StoredState(loaded, owners.people(), layers)
  } catch {
    // Making the document says what is wrong with it, and of which record.
    return null
  }
}

/** @returns the items that hold the space's name; null when the snapshot doesn't say what is in it. */
function* laySnapshot(
  { snapshot }: Loaded,
  owners: Owners,
  layers: Layers,
): Generator<void, Outline['names'] | null> {
  if (snapshot === null) return []
  const { wounded, outline, owners: all, state } = decodeSnapshot(snapshot.bytes)
  for (const [client, person] of all) owners.claim([client], person)
  if (wounded || outline === null) return null
  return (yield* layers.state(state, outline.sections)) ? outline.names : null
}
