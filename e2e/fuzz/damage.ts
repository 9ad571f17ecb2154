import * as encoding from 'lib0/encoding'
import { type Chance, pick, upTo } from './chance.ts'

/** Numbers at which something changes: lengths of varints, signs, the bounds of clocks and client ids, what doubles hold. */
const EDGES = [
  ...[0, 1, 2, 10, 63, 64, 127, 128, 255, 16_383, 16_384, 65_535, 70_000],
  ...[2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, Number.MAX_SAFE_INTEGER],
]
const edge = (chance: Chance): Uint8Array =>
  encoding.encode((out) => encoding.writeVarUint(out, pick(chance, EDGES)))

/** Changes some bytes the way bad memory, bad programs and bad people do. `others`: to take pieces from. */
export function damaged(bytes: Uint8Array, others: readonly Uint8Array[], chance: Chance): Uint8Array {
  let result = bytes
  for (let more = true; more; more = chance() < 0.4) result = pick(chance, WAYS)(result, others, chance)
  return result
}

type Way = (bytes: Uint8Array, others: readonly Uint8Array[], chance: Chance) => Uint8Array

const WAYS: readonly Way[] = [
  (bytes, _, chance) => replaced(bytes, chance, 1, Uint8Array.of(upTo(chance, 256))),
  (bytes, _, chance) => replaced(bytes, chance, 1, Uint8Array.of(upTo(chance, 12))),
  (bytes, _, chance) => flipped(bytes, chance),
  (bytes, _, chance) => replaced(bytes, chance, 0, Uint8Array.of(upTo(chance, 256))),
  (bytes, _, chance) => replaced(bytes, chance, 1 + upTo(chance, 4), new Uint8Array()),
  (bytes, _, chance) => replaced(bytes, chance, 1 + upTo(chance, 2), edge(chance)),
  (bytes, _, chance) => replaced(bytes, chance, 0, piece(bytes, chance)),
  (bytes, others, chance) => replaced(bytes, chance, upTo(chance, 20), piece(pick(chance, others), chance)),
  (bytes, _, chance) =>
    chance() < 0.3 ? bytes.slice(0, upTo(chance, bytes.length + 1)) : flipped(bytes, chance),
]

function replaced(bytes: Uint8Array, chance: Chance, length: number, by: Uint8Array): Uint8Array {
  const at = upTo(chance, bytes.length + 1)
  const rest = bytes.subarray(at + length)
  const result = new Uint8Array(at + by.length + rest.length)
  result.set(bytes.subarray(0, at))
  result.set(by, at)
  result.set(rest, at + by.length)
  return result
}

function flipped(bytes: Uint8Array, chance: Chance): Uint8Array {
  const result = bytes.slice()
  const at = upTo(chance, bytes.length)
  result[at] = (result[at] ?? 0) ^ (1 << upTo(chance, 8))
  return result
}

function piece(bytes: Uint8Array, chance: Chance): Uint8Array {
  const from = upTo(chance, bytes.length)
  return bytes.subarray(from, from + 1 + upTo(chance, 30))
}
