import { type Down, decodeDown, decodeUp, encodeDown, encodeUp, type Up, WireError } from '@weft/space/wire'
import { type Chance, pick, upTo } from './chance.ts'
import { damaged } from './damage.ts'

/** Messages of all kinds, with an update and a state vector of the caller's in them. */
export function honest(update: Uint8Array, vector: Uint8Array): Uint8Array[] {
  const both: readonly (Up & Down)[] = [
    { type: 'step1', stateVector: vector },
    { type: 'step2', update },
    { type: 'update', update },
    { type: 'presence', entries: [] },
    {
      type: 'presence',
      entries: [
        { client: 7, clock: 3, state: '{"typing":true,"note:a":{"anchor":[1,"é"]}}' },
        { client: 2 ** 32 - 1, clock: 2 ** 31, state: null },
      ],
    },
  ]
  const up: readonly Up[] = [{ type: 'queryPresence' }, { type: 'ping' }]
  const down: readonly Down[] = [
    { type: 'ack', count: 300 },
    { type: 'denied', reason: 'no' },
    { type: 'notice', notice: { kind: 'refused', count: 3, reason: 'viewer' } },
    { type: 'notice', notice: { kind: 'storage', state: 'failing' } },
    { type: 'people', people: [] },
  ]
  return [...both.map(encodeUp), ...up.map(encodeUp), ...down.map(encodeDown)]
}

/** One thing that may arrive as a message. */
export function aMessage(forms: readonly Uint8Array[], chance: Chance): Uint8Array {
  const which = chance()
  if (which < 0.1) return pick(chance, forms)
  if (which < 0.9) return damaged(pick(chance, forms), forms, chance)
  const noise = Uint8Array.from({ length: upTo(chance, 40) }, () => upTo(chance, 256))
  if (noise.length > 0) noise[0] = pick(chance, [0, 1, 2, 3, 100, 101])
  return noise
}

/** Reads a message both ways. @returns how many could read it. @throws when one throws anything but its own refusal. */
export const tryMessage = (bytes: Uint8Array): number =>
  round(bytes, decodeUp, encodeUp) + round(bytes, decodeDown, encodeDown)

function round<T>(
  bytes: Uint8Array,
  decode: (bytes: Uint8Array) => T,
  encode: (message: T) => Uint8Array,
): number {
  let message: T
  try {
    message = decode(bytes)
  } catch (error) {
    if (error instanceof WireError) return 0
    throw error
  }
  const written = encode(message)
  // What was read is a message of the protocol: written and read again, it is the same one.
  if (Buffer.compare(encode(decode(written)), written) !== 0) throw new Error('it reads as another message')
  return 1
}
