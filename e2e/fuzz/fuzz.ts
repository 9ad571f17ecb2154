import { virtualRuntime } from '@weft/space/testing'
import { lightenYjs } from '@weft/space/walk'
import { asYjsHasIt } from '@weft/space/walk/testing'
import * as Y from 'yjs'
import { pick } from './chance.ts'
import { aMessage, honest, tryMessage } from './messages.ts'
import { FuzzedRoom } from './room.ts'
import { anUpdate, type Fate, ground, tryUpdate } from './updates.ts'

export interface FuzzOptions {
  readonly inputs: number
  readonly seed: number
  /** Milliseconds, from any start: how long the slowest input took is measured by it. */
  clock(): number
  /** After each history and all that was made of it. */
  progress?(tally: FuzzTally): void
}
export interface FuzzTally {
  inputs: number
  readonly updates: Record<Fate, number>
  readonly messages: { read: number; refused: number }
  /** Refused updates that were sent to a room, and changed nothing there. */
  rooms: number
  /** Milliseconds that the slowest input took to be scanned or decoded, and what it was. */
  slowest: { ms: number; input: string }
}

/** Inputs made of one history; two of three are updates, one is a message. */
const EACH = 1_000
/** Every other history is made with such short items and so few joins that whatever is taken is cut. */
const SHORT = { values: 2, letters: 3 }
const FEW = 50
/** Of the refused updates of one history, so many go to a room. */
const TO_ROOM = 12

/** @throws {FuzzError} at the first input with which a promise is broken. */
export async function fuzz({ inputs, seed, clock, progress }: FuzzOptions): Promise<FuzzTally> {
  const tally: FuzzTally = {
    inputs: 0,
    updates: { refused: 0, misses: 0, applied: 0 },
    messages: { read: 0, refused: 0 },
    rooms: 0,
    slowest: { ms: 0, input: '' },
  }
  for (let round = 0; tally.inputs < inputs; round++) {
    const { chance } = virtualRuntime(seed + round)
    asYjsHasIt()
    if (round % 2 === 1) lightenYjs(SHORT, FEW)
    const place = ground(chance)
    const messages = honest(pick(chance, place.forms), Y.encodeStateVector(pick(chance, place.bases)))
    const refused: Uint8Array[] = []
    for (let i = 0; i < EACH && tally.inputs < inputs; i++, tally.inputs++) {
      const isMessage = i % 3 === 2
      const bytes = isMessage ? aMessage(messages, chance) : anUpdate(place, chance)
      const base = pick(chance, place.bases)
      guard(isMessage ? 'message' : 'update', bytes, seed + round, () => {
        const from = clock()
        if (isMessage) {
          if (tryMessage(bytes) > 0) tally.messages.read++
          else tally.messages.refused++
        } else {
          const { fate, found } = tryUpdate(bytes, base)
          tally.updates[fate]++
          if (!found.ok && refused.length < TO_ROOM) refused.push(bytes)
        }
        const ms = clock() - from
        if (ms > tally.slowest.ms) tally.slowest = { ms, input: hex(bytes) }
      })
    }
    tally.rooms += await inRoom(pick(chance, place.bases.slice(1)), refused, seed + round)
    progress?.(tally)
  }
  return tally
}

/** Strangers send to a room what the scanner refuses; it must be as before. */
async function inRoom(doc: Y.Doc, refused: readonly Uint8Array[], seed: number): Promise<number> {
  const room = await FuzzedRoom.open(Y.encodeStateAsUpdate(doc))
  try {
    const before = await room.state()
    for (const bytes of refused) {
      const code = await room.stranger(bytes)
      const after = await room.state()
      guard('refused update, in a room', bytes, seed, () => {
        if (code === null) throw new Error('its sender was not closed')
        if (Buffer.compare(before, after) !== 0) throw new Error('it changed the document')
        room.check()
      })
    }
    return refused.length
  } finally {
    await room.close()
  }
}

/** A promise is broken: with what, and how to see it again. */
export class FuzzError extends Error {}

function guard(what: string, bytes: Uint8Array, seed: number, work: () => void): void {
  try {
    work()
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new FuzzError(
      `${what} ${hex(bytes)}\n${why}\nAgain: npm run fuzz -- --inputs 1000 --seed ${seed}`,
      {
        cause: error,
      },
    )
  }
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
