import * as encoding from 'lib0/encoding'
import { type Chance, pick, upTo } from './chance.ts'

type Out = encoding.Encoder
const uint = encoding.writeVarUint
const text = encoding.writeVarString
/** Seldom none, of which there may be none. */
const some = (chance: Chance, most: number): number => (chance() < 0.01 ? 0 : 1 + upTo(chance, most))

/** What an update written by grammar leans on, so that some of it is there: the clients of a document, and their clocks. */
export interface Known {
  readonly clients: readonly number[]
  clock(client: number): number
}

/**
 * An update by the grammar of V1, with every kind of struct and content, whose numbers are mostly right: what a program
 * that knows the format, and means harm, would write.
 */
export const madeUp = (known: Known, chance: Chance): Uint8Array =>
  encoding.encode((out) => {
    const clients = [...new Set([...known.clients, 9, 10])].filter(() => chance() < 0.5)
    if (chance() < 0.01 && clients[0] !== undefined) clients.push(clients[0])
    uint(out, clients.length)
    for (const client of clients) section(out, client, known, chance)
    deletions(out, known, chance)
  })

function section(out: Out, client: number, known: Known, chance: Chance): void {
  const count = 1 + upTo(chance, 5)
  const has = known.clock(client)
  uint(out, chance() < 0.01 ? count + 1 : count)
  uint(out, client)
  let clock = chance() < 0.8 ? has : Math.max(0, has - 4 + upTo(chance, 8))
  uint(out, clock)
  for (let i = 0; i < count; i++) clock += struct(out, client, clock, known, chance)
}

/** @returns its length. */
function struct(out: Out, client: number, clock: number, known: Known, chance: Chance): number {
  const kind = chance()
  if (kind < 0.1) {
    const length = some(chance, 5)
    encoding.writeUint8(out, kind < 0.05 ? 0 : 10)
    uint(out, length)
    return length
  }
  const content = 1 + upTo(chance, chance() < 0.02 ? 31 : 8)
  const [left, right, key] = [chance() < 0.5, chance() < 0.4, chance() < 0.4]
  encoding.writeUint8(out, content | (left ? 0x80 : 0) | (right ? 0x40 : 0) | (key ? 0x20 : 0))
  if (left) id(out, client, clock, known, chance)
  if (right) id(out, client, clock, known, chance)
  if (!left && !right) {
    if (chance() < 0.7) {
      uint(out, 1)
      text(out, aName(chance))
    } else {
      uint(out, 0)
      id(out, client, clock, known, chance)
    }
    if (key) text(out, aName(chance))
  }
  return contents(out, content, chance)
}

const NAMES = ['array', 'map', 'text', 'xml', 'k0', 'k1', 'timeline', '']
const RESERVED = ['__proto__', 'constructor', 'prototype']
const aName = (chance: Chance): string => pick(chance, chance() < 0.01 ? RESERVED : NAMES)

function id(out: Out, client: number, clock: number, known: Known, chance: Chance): void {
  const of =
    clock > 0 && chance() < 0.4 ? client : pick(chance, chance() < 0.03 ? [client, 9] : others(client, known))
  const below = of === client ? clock : known.clock(of)
  uint(out, of)
  uint(out, chance() < 0.95 ? upTo(chance, Math.max(1, below)) : below + upTo(chance, 3))
}

const others = (client: number, { clients }: Known): readonly number[] => {
  const some = clients.filter((one) => one !== client)
  return some.length > 0 ? some : [9]
}

const JSONS = ['null', '1', '"a"', '[]', '{"a":[1,{}]}']
const NO_JSONS = ['{"__proto__":1}', '{', 'undefined', '', '1 2']
const someJson = (chance: Chance): string => pick(chance, chance() < 0.02 ? NO_JSONS : JSONS)

/** @returns the length that the struct has by it. */
function contents(out: Out, kind: number, chance: Chance): number {
  const count = some(chance, 3)
  switch (kind) {
    case 1:
      uint(out, count)
      return count
    case 2:
      uint(out, count)
      for (let i = 0; i < count; i++) text(out, someJson(chance))
      return count
    case 3:
      encoding.writeVarUint8Array(out, new Uint8Array(count))
      return 1
    case 4: {
      const words = pick(chance, ['a', 'ab', '漢字', '😀', 'a😀b']).repeat(count)
      text(out, words)
      return words.length
    }
    case 5:
      text(out, someJson(chance))
      return 1
    case 6:
      text(out, aName(chance))
      text(out, someJson(chance))
      return 1
    case 7: {
      const type = upTo(chance, chance() < 0.02 ? 9 : 7)
      uint(out, type)
      if (type === 3 || type === 5) text(out, aName(chance))
      return 1
    }
    case 8:
      uint(out, count)
      for (let i = 0; i < count; i++) value(out, chance, 4)
      return count
    case 9:
      text(out, 'guid')
      encoding.writeAny(out, {})
      return 1
    default:
      return 1
  }
}

function value(out: Out, chance: Chance, depth: number): void {
  const tag = 116 + upTo(chance, depth === 0 ? 1 : 12)
  encoding.writeUint8(out, tag)
  const count = upTo(chance, 3)
  if (tag === 116) encoding.writeVarUint8Array(out, new Uint8Array(count))
  if (tag === 117 || tag === 118) {
    uint(out, count)
    for (let i = 0; i < count; i++) {
      if (tag === 118) text(out, aName(chance))
      value(out, chance, depth - 1)
    }
  }
  if (tag === 119) text(out, aName(chance))
  if (tag === 122 || tag === 123) encoding.writeFloat64(out, chance())
  if (tag === 124) encoding.writeFloat32(out, chance())
  if (tag === 125) encoding.writeVarInt(out, upTo(chance, 2 ** 31) - 2 ** 30)
}

function deletions(out: Out, known: Known, chance: Chance): void {
  const clients = known.clients.filter(() => chance() < 0.3)
  uint(out, clients.length)
  for (const client of clients) {
    const count = 1 + upTo(chance, 3)
    uint(out, client)
    uint(out, count)
    for (let i = 0; i < count; i++) {
      uint(out, upTo(chance, known.clock(client) + 1))
      uint(out, some(chance, 6))
    }
  }
}
