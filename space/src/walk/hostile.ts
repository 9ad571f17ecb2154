import * as encoding from 'lib0/encoding'
import type { Id } from '../scan/contract.ts'

export { asYjsHasIt } from './lighten.ts'

/** Updates that no program would write, yet nobody can call malformed: items that want to stand between any two others. For tests. */

export interface Wish {
  readonly client: number
  /** Of the units that are there. 0 for none. */
  readonly left: number
  readonly right: number
  /** For one without neighbours: which list it goes to. */
  readonly list: number
  readonly length: number
}

interface Unit {
  readonly client: number
  readonly clock: number
  readonly keyed: boolean
  readonly isType: boolean
  /** The list that it is in. */
  readonly list: string
}

export class Hostile {
  readonly #torn: boolean
  readonly #units: Unit[] = []
  readonly #clocks = new Map<number, number>()

  /** `torn`: also items between two of different lists. */
  constructor(torn: boolean) {
    this.#torn = torn
  }

  /** One update with items of one client. */
  write(
    client: number,
    wishes: readonly Wish[],
    deletes: readonly { at: number; length: number }[],
  ): Uint8Array {
    const first = this.#clocks.get(client) ?? 0
    return encoding.encode((out) => {
      const uint = (...all: number[]) => {
        for (const one of all) encoding.writeVarUint(out, one)
      }
      uint(wishes.length > 0 ? 1 : 0)
      if (wishes.length > 0) uint(wishes.length, client, first)
      for (const { left, right, list, length } of wishes) {
        const clock = this.#clocks.get(client) ?? 0
        const before = this.#unit(left)
        const wanted = this.#unit(right)
        const after = this.#torn || wanted?.list === (before ?? wanted)?.list ? wanted : undefined
        const types = this.#units.filter(({ isType }) => isType)
        const within = before || after ? null : (types[list % (types.length + 3)] ?? null)
        const keyed = before ? before.keyed : after ? after.keyed : list % 3 === 2
        const isType = list % 5 === 4
        const root = list % 2 ? 'a' : 'b'
        const beside = before ?? after
        const named = `${within ? `${within.client}:${within.clock}` : root} ${keyed}`
        const size = keyed || isType ? 1 : length
        encoding.writeUint8(
          out,
          (isType ? 7 : 4) |
            (before ? 0x80 : 0) |
            (after ? 0x40 : 0) |
            (keyed && !before && !after ? 0x20 : 0),
        )
        if (before) uint(before.client, before.clock)
        if (after) uint(after.client, after.clock)
        if (!before && !after) {
          if (within) uint(0, within.client, within.clock)
          else {
            uint(1)
            encoding.writeVarString(out, root)
          }
          if (keyed) encoding.writeVarString(out, 'k')
        }
        if (isType) uint(2)
        else encoding.writeVarString(out, 'x'.repeat(size))
        for (let i = 0; i < size; i++)
          this.#units.push({ client, clock: clock + i, keyed, isType, list: beside?.list ?? named })
        this.#clocks.set(client, clock + size)
      }
      const ranges = new Map<number, { clock: number; length: number }>()
      for (const { at, length } of deletes) {
        const unit = this.#unit(at)
        if (!unit || ranges.has(unit.client)) continue
        const end = Math.min(unit.clock + length, this.#clocks.get(unit.client) ?? 0)
        ranges.set(unit.client, { clock: unit.clock, length: end - unit.clock })
      }
      uint(ranges.size)
      for (const [owner, range] of ranges) uint(owner, 1, range.clock, range.length)
    })
  }

  #unit(nth: number): Unit | undefined {
    return nth === 0 ? undefined : this.#units[nth % (this.#units.length + 1)]
  }
}

interface Wanted {
  readonly after: Id | null
  readonly before?: Id
  readonly text?: string
}

/** Items of one client in the root text `t`, a letter each unless it says otherwise, that want to stand between two units. */
export function items(client: number, clock: number, all: readonly Wanted[]): Uint8Array {
  return encoding.encode((out) => {
    const id = (one: Id | null | undefined) => {
      if (!one) return
      encoding.writeVarUint(out, one.client)
      encoding.writeVarUint(out, one.clock)
    }
    for (const uint of [1, all.length, client, clock]) encoding.writeVarUint(out, uint)
    for (const { after, before, text = 'a' } of all) {
      encoding.writeUint8(out, 4 | (after ? 0x80 : 0) | (before ? 0x40 : 0))
      id(after)
      id(before)
      if (!after && !before) {
        encoding.writeVarUint(out, 1)
        encoding.writeVarString(out, 't')
      }
      encoding.writeVarString(out, text)
    }
    encoding.writeVarUint(out, 0)
  })
}

/** Letters that want to stand right after a unit; null for the start. */
export const letters = (client: number, clock: number, after: readonly (Id | null)[]): Uint8Array =>
  items(
    client,
    clock,
    after.map((one) => ({ after: one })),
  )

/** More rungs than walks are remembered. */
const RUNGS = 20

/**
 * By client 1: a ladder of letters, and `many` that all want to stand right after the last rung. Whoever wants to stand after a rung
 * has to pass them all.
 */
export const ladder = (many: number): Uint8Array =>
  letters(
    1,
    0,
    Array.from({ length: RUNGS + many }, (_, i) =>
      i === 0 ? null : { client: 1, clock: Math.min(i, RUNGS) - 1 },
    ),
  )

/** By a client above 1: letters after one rung after another, so that no two go the same way. They know all of the ladder. */
export const climbers = (client: number, clock: number, many: number, ladderOf: number): Uint8Array =>
  letters(
    client,
    clock,
    Array.from({ length: many }, (_, i) => ({
      client: 1,
      clock: i === 0 ? RUNGS + ladderOf - 1 : i % RUNGS,
    })),
  )

/** By client 1: values in the root list `a`, an item each, all of which could be one. */
export const singles = (many: number): Uint8Array =>
  ofOne(many, (out, i) => {
    encoding.writeUint8(out, 8 | (i > 0 ? 0x80 : 0))
    if (i > 0) uints(out, 1, i - 1)
    else root(out, 'a')
    uints(out, 1)
    encoding.writeAny(out, i)
  })

/** By client 1: bytes in the root list `a`. Two by two they could be joined, once they are deleted. */
export const pairs = (many: number): Uint8Array =>
  ofOne(many, (out, i) => {
    const isSecond = i % 2 === 1
    encoding.writeUint8(out, 3 | (isSecond ? 0x80 : 0) | (i > 1 ? 0x40 : 0))
    if (isSecond) uints(out, 1, i - 1)
    // Before the pair that came last.
    if (i > 1) uints(out, 1, isSecond ? i - 3 : i - 2)
    if (i === 0) root(out, 'a')
    uints(out, 1, 0)
  })

export const deletion = (client: number, ranges: readonly (readonly [clock: number, length: number])[]) =>
  encoding.encode((out) => uints(out, 0, 1, client, ranges.length, ...ranges.flat()))

const ofOne = (many: number, item: (out: encoding.Encoder, i: number) => void): Uint8Array =>
  encoding.encode((out) => {
    uints(out, 1, many, 1, 0)
    for (let i = 0; i < many; i++) item(out, i)
    uints(out, 0)
  })

function uints(out: encoding.Encoder, ...all: number[]): void {
  for (const one of all) encoding.writeVarUint(out, one)
}

function root(out: encoding.Encoder, name: string): void {
  uints(out, 1)
  encoding.writeVarString(out, name)
}
