import fc from 'fast-check'
import * as encoding from 'lib0/encoding'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { freshPart, missingCause } from './causes.ts'
import { type Range, SCAN_BOUNDS, type Scan, type ScanBounds } from './contract.ts'
import { copyOf, moves, play } from './histories.ts'
import { Nesting } from './nesting.ts'
import { scanUpdate } from './scan.ts'

const scanned = (update: Uint8Array, bounds?: ScanBounds): Scan => {
  const scan = scanUpdate(update, bounds)
  if (!scan.ok) throw new Error(`refused: ${scan.problem} at ${scan.at}`)
  return scan
}
const problem = (update: Uint8Array | number[], bounds?: ScanBounds): string => {
  const scan = scanUpdate(Uint8Array.from(update), bounds)
  return scan.ok ? 'none' : scan.problem
}
const has = (doc: Y.Doc) => (client: number) => Y.getState(doc.store, client)
const isWhole = (doc: Y.Doc) => doc.store.pendingStructs === null && doc.store.pendingDs === null

/** What Yjs itself reads in an update. */
function decoded(update: Uint8Array) {
  const { structs, ds } = Y.decodeUpdate(update)
  const ranges: { client: number; clock: number; length: number }[] = []
  for (const { id, length } of structs.filter((struct) => !(struct instanceof Y.Skip))) {
    const last = ranges.at(-1)
    if (last?.client === id.client && last.clock + last.length === id.clock) last.length += length
    else ranges.push({ client: id.client, clock: id.clock, length })
  }
  const deletes: Range[] = [...ds.clients].flatMap(([client, items]) =>
    items.map(({ clock, len }) => ({ client, clock, length: len })),
  )
  return { ranges, deletes, structs: structs.length }
}

/** All the forms in which the same history may arrive: as it was written, merged with gaps, cut, whole. */
function arrivals({ docs, updates }: ReturnType<typeof play>): Uint8Array[] {
  const whole = docs.map((doc) => Y.encodeStateAsUpdate(doc))
  const some = updates.filter((_, i) => i % 3 !== 1)
  const merged = some.length > 0 ? [Y.mergeUpdates(some)] : []
  const cut = docs.flatMap((doc) =>
    [...whole, ...merged].map((update) => Y.diffUpdate(update, Y.encodeStateVector(doc))),
  )
  return [...updates, ...whole, ...merged, ...cut, Y.mergeUpdates([...whole, ...merged])]
}

describe('whatever Yjs writes', () => {
  it('is accepted, with the ranges, deletions and root types that Yjs reads', () => {
    let structs = 0
    fc.assert(
      fc.property(moves(80), (sequence) => {
        const history = play(sequence)
        for (const update of arrivals(history)) {
          const scan = scanned(update)
          const expected = decoded(update)
          expect(scan.ranges).toEqual(expected.ranges)
          expect(scan.deletes).toEqual(expected.deletes)
          expect(scan.sections.reduce((sum, section) => sum + section.structs.length, 0)).toBe(
            expected.structs,
          )
          const doc = new Y.Doc()
          Y.applyUpdate(doc, update)
          expect(new Set(scan.roots)).toEqual(new Set(doc.share.keys()))
          structs += expected.structs
        }
      }),
      { seed: 11, numRuns: 30 },
    )
    expect(structs).toBeGreaterThan(5_000)
  }, 30_000)

  it('misses a cause exactly when Yjs would keep something of it aside', () => {
    let missing = 0
    let whole = 0
    fc.assert(
      fc.property(moves(60), fc.nat(), (sequence, pick) => {
        const history = play(sequence)
        for (const base of [new Y.Doc(), ...history.docs]) {
          for (const [i, update] of arrivals(history).entries()) {
            if ((i + pick) % 4 !== 0) continue
            const cause = missingCause(scanned(update), has(base))
            const doc = copyOf(base)
            Y.applyUpdate(doc, update)
            expect(cause === null).toBe(isWhole(doc))
            if (cause === null) whole++
            else missing++
          }
        }
      }),
      { seed: 12, numRuns: 40 },
    )
    expect(Math.min(missing, whole)).toBeGreaterThan(100)
  }, 30_000)

  it('G4: makes the same document without what is there already', () => {
    let cut = 0
    fc.assert(
      fc.property(moves(60), (sequence) => {
        const history = play(sequence)
        for (const base of history.docs) {
          for (const update of arrivals(history)) {
            const scan = scanned(update)
            const part = freshPart(update, scan, has(base))
            if (part !== update) cut++
            const [one, other] = [copyOf(base), copyOf(base)]
            Y.applyUpdate(one, update)
            Y.applyUpdate(other, part)
            expect(Y.encodeStateVector(other)).toEqual(Y.encodeStateVector(one))
            expect(other.toJSON()).toEqual(one.toJSON())
          }
        }
      }),
      { seed: 13, numRuns: 15 },
    )
    expect(cut).toBeGreaterThan(40)
  }, 30_000)
})

describe('G8: damaged updates', () => {
  it('are refused when cut short or with a byte too many', () => {
    fc.assert(
      fc.property(moves(40), (sequence) => {
        for (const update of arrivals(play(sequence)).slice(-4)) {
          for (let cut = 0; cut < update.length; cut += 1 + (cut >> 4)) {
            expect(problem(update.subarray(0, cut))).not.toBe('none')
          }
          expect(problem([...update, 0])).toBe('trailing')
        }
      }),
      { seed: 14, numRuns: 15 },
    )
  })

  it('are refused, or can be applied where their causes are, and leave nothing aside', () => {
    let refused = 0
    let taken = 0
    let lacking = 0
    const change = fc.tuple(fc.nat(), fc.oneof(fc.nat({ max: 255 }), fc.nat({ max: 12 })), fc.boolean())
    fc.assert(
      fc.property(
        moves(50),
        fc.array(fc.array(change, { minLength: 1, maxLength: 4 }), { minLength: 20, maxLength: 40 }),
        (sequence, damages) => {
          const history = play(sequence)
          const forms = arrivals(history)
          damages.forEach((damage, i) => {
            const update = [...(forms[i % forms.length] ?? [])]
            for (const [at, byte, insert] of damage)
              update.splice(at % (update.length + 1), insert ? 0 : 1, byte)
            const bytes = Uint8Array.from(update)
            const scan = scanUpdate(bytes)
            if (!scan.ok) {
              refused++
              return
            }
            for (const base of [new Y.Doc(), ...history.docs]) {
              const doc = copyOf(base)
              const cause = missingCause(scan, has(doc))
              if (cause !== null) {
                lacking++
                continue
              }
              taken++
              Y.applyUpdate(doc, freshPart(bytes, scan, has(doc)))
              expect(isWhole(doc)).toBe(true)
              // It can be sent on, and stored.
              expect(problem(Y.encodeStateAsUpdate(doc))).toBe('none')
            }
          })
        },
      ),
      { seed: 15, numRuns: 250 },
    )
    expect(Math.min(refused, taken, lacking)).toBeGreaterThan(500)
  }, 60_000)

  it('made of noise are refused', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const scan = scanUpdate(bytes)
        if (scan.ok && missingCause(scan, () => 0) === null) Y.applyUpdate(new Y.Doc(), bytes)
      }),
      { seed: 16, numRuns: 5_000 },
    )
  })
})

/** An update of one client, written by hand: struct by struct, then the deletions. */
const update = (
  structs: (out: encoding.Encoder) => void,
  { count = 1, client = 7, clock = 0, deletes = [0] } = {},
) =>
  encoding.encode((out) => {
    for (const number of [1, count, client, clock]) encoding.writeVarUint(out, number)
    structs(out)
    for (const number of deletes) encoding.writeVarUint(out, number)
  })
const bytes =
  (...list: number[]) =>
  (out: encoding.Encoder) =>
    encoding.writeUint8Array(out, Uint8Array.from(list))
/** An item in the root type "t", with the given content. */
const item = (kind: number, content: (out: encoding.Encoder) => void) => (out: encoding.Encoder) => {
  bytes(kind, 1, 1, 0x74)(out)
  content(out)
}
const any = (value: unknown) =>
  item(8, (out) => {
    encoding.writeVarUint(out, 1)
    encoding.writeAny(out, value as encoding.AnyEncodable)
  })
const text = (value: string) => (out: encoding.Encoder) => encoding.writeVarString(out, value)
const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])

describe('G8: what no honest program writes is refused', () => {
  it('the nine bytes that make Yjs allocate 160 MB', () => {
    // One client with 30,000,000 structs.
    expect(problem([1, 0x80, 0x87, 0xa7, 0x0e, 1, 0, 0, 0])).toBe('count')
  })

  it('an update in the V2 format, where a few bytes hold 4,000,000 structs', () => {
    const v2 = new Y.UpdateEncoderV2()
    for (const number of [1, 4_000_000]) encoding.writeVarUint(v2.restEncoder, number)
    v2.writeClient(7)
    encoding.writeVarUint(v2.restEncoder, 0)
    for (let i = 0; i < 4_000_000; i++) {
      v2.writeInfo(0)
      v2.writeLen(1)
    }
    encoding.writeVarUint(v2.restEncoder, 0)
    const bomb = v2.toUint8Array()
    expect(bomb.length).toBeLessThan(40)
    expect(problem(bomb)).not.toBe('none')
  })

  it('a clock that would silence its owner', () => {
    const far = update((out) => {
      bytes(0)(out)
      encoding.writeVarUint(out, 2 ** 40)
    })
    expect(problem(far)).toBe('clock')
    expect(scanUpdate(far)).toMatchObject({ reason: 'bounds' })
  })

  it.each<[string, Uint8Array | number[], string]>([
    ['no bytes', [], 'truncated'],
    ['a client 0', update(bytes(0, 1), { client: 0 }), 'client'],
    ['a client above 2^32', update(bytes(0, 1), { client: 2 ** 32 }), 'client'],
    ['a clock of 2^31', update(bytes(0, 1), { clock: 2 ** 31 }), 'clock'],
    ['a section without structs', [1, 0, 7, 0, 0, 0, 0], 'empty'],
    ['a client twice', [2, 1, 7, 0, 0, 1, 1, 7, 1, 0, 1, 0], 'twice'],
    ['a struct of no length', update(bytes(0, 0)), 'empty'],
    ['a text of no length', update(item(4, text(''))), 'empty'],
    ['a deletion of no length', update(bytes(0, 1), { deletes: [1, 7, 1, 0, 0] }), 'empty'],
    ['a deletion out of range', update(bytes(0, 1), { deletes: [1, 7, 1, 5, 2 ** 31] }), 'clock'],
    ['an unknown struct', update(bytes(11, 1, 1, 0x74)), 'kind'],
    ['a GC with flags', update(bytes(0x80, 5, 0, 1)), 'kind'],
    ['a parent that is neither', update(bytes(4, 2, 1, 0x74, 1, 0x61)), 'kind'],
    ['a type that Yjs lacks', update(item(7, bytes(7))), 'kind'],
    ['a value that lib0 lacks', update(item(8, bytes(1, 115))), 'kind'],
    [
      'a subdocument',
      update(
        item(9, (out) => {
          text('guid')(out)
          encoding.writeAny(out, {})
        }),
      ),
      'subdocument',
    ],
    ['an item left of which it stands itself', update(bytes(0x84, 7, 0, 1, 0x61)), 'order'],
    ['an item right of which its future stands', update(bytes(0x44, 7, 3, 1, 0x61)), 'order'],
    ['an item inside itself', update(bytes(4, 0, 7, 0, 1, 0x61)), 'order'],
    ['bad JSON', update(item(5, text('{'))), 'json'],
    ['a reserved key in JSON', update(item(5, text('{"a":{"constructor":1}}'))), 'reserved'],
    [
      'a reserved key in a value',
      update(
        item(8, (out) => {
          bytes(1, 118, 1)(out)
          text('__proto__')(out)
          bytes(126)(out)
        }),
      ),
      'reserved',
    ],
    [
      'a reserved key of a map',
      update((out) => {
        bytes(0x28, 1, 1, 0x74)(out)
        text('prototype')(out)
        bytes(1, 126)(out)
      }),
      'reserved',
    ],
    [
      'a reserved root type',
      update((out) => {
        bytes(8, 1)(out)
        text('__proto__')(out)
        bytes(1, 126)(out)
      }),
      'reserved',
    ],
    [
      'a reserved format',
      update(
        item(6, (out) => {
          text('constructor')(out)
          text('null')(out)
        }),
      ),
      'reserved',
    ],
    [
      'a name of 2 KiB',
      update((out) => {
        bytes(8, 1)(out)
        text('x'.repeat(2_048))(out)
        bytes(1, 126)(out)
      }),
      'name',
    ],
    [
      'a key of 2 KiB',
      update((out) => {
        bytes(0x28, 1, 1, 0x74)(out)
        text('x'.repeat(2_048))(out)
        bytes(1, 126)(out)
      }),
      'name',
    ],
    [
      'a format named with 2 KiB',
      update(
        item(6, (out) => {
          text('x'.repeat(2_048))(out)
          text('null')(out)
        }),
      ),
      'name',
    ],
    ['values nested too deep', update(any(nested(64))), 'nesting'],
    ['text that is not UTF-8', update(item(4, bytes(2, 0xc3, 0x28))), 'text'],
    ['half of a surrogate pair', update(item(4, bytes(3, 0xed, 0xa0, 0x80))), 'text'],
    ['a list of 268 million values', update(item(8, bytes(1, 117, 0xff, 0xff, 0xff, 0x7f))), 'count'],
    ['268 million deletions', update(bytes(0, 1), { deletes: [1, 7, 268_435_455] }), 'count'],
  ])('%s', (_, damaged, expected) => {
    expect(problem(damaged)).toBe(expected)
  })

  it('more things than allowed, however small', () => {
    const bounds = { ...SCAN_BOUNDS, things: 1_000 }
    expect(problem(update(any(Array.from({ length: 990 }, () => null))), bounds)).toBe('none')
    expect(problem(update(any(Array.from({ length: 1_000 }, () => null))), bounds)).toBe('things')
    expect(
      problem(
        update(
          (out) => {
            for (let i = 0; i < 1_001; i++) bytes(0, 1)(out)
          },
          { count: 1_001 },
        ),
        bounds,
      ),
    ).toBe('things')
    expect(problem(update(item(5, text(`[${'0,'.repeat(999)}0]`))), bounds)).toBe('things')
  })

  it('types within types, deeper than a stack can bear, in whatever order they come', () => {
    const tower = (depth: number) => {
      const doc = new Y.Doc()
      let top: Y.Array<unknown> = doc.getArray('a')
      doc.transact(() => {
        for (let i = 0; i < depth; i++) {
          const next = new Y.Array<unknown>()
          doc.clientID = 1 + ((i * 7_919) % 100_003)
          top.insert(0, ['beside', next])
          top = next
        }
      })
      return Y.encodeStateAsUpdate(doc)
    }
    expect(problem(tower(64))).toBe('none')
    expect(problem(tower(65))).toBe('nesting')
    expect(problem(tower(5_000))).toBe('nesting')
  })

  it('types that go deeper by one with each of many updates', () => {
    const writer = new Y.Doc()
    writer.clientID = 5
    const updates: Uint8Array[] = []
    writer.on('update', (step: Uint8Array) => updates.push(step))
    let top: Y.Array<unknown> = writer.getArray('a')
    for (let i = 0; i < 70; i++) {
      const next = new Y.Array<unknown>()
      top.insert(0, ['beside'])
      top.insert(1, [next])
      top = next
    }
    const doc = new Y.Doc()
    const nesting = new Nesting(doc)
    const waiting: Uint8Array[] = []
    const depths = updates.map((step, i) => {
      if (nesting.exceeds(scanned(step))) return i / 2
      nesting.take(scanned(step))
      waiting.push(step)
      // What was taken reaches the document later, some at a time.
      if (i % 7 === 0) {
        for (const taken of waiting.splice(0)) Y.applyUpdate(doc, taken)
        nesting.applied()
      }
      return 0
    })
    expect(depths.find((depth) => depth > 0)).toBe(64.5)
  })

  it('items that lean on each other in a ring lack a cause', () => {
    // 9:0 stands right of 7:0, and 7:0 right of 9:0.
    const ring = Uint8Array.from([2, 1, 9, 0, 0x84, 7, 0, 1, 0x61, 1, 7, 0, 0x84, 9, 0, 1, 0x61, 0])
    expect(missingCause(scanned(ring), () => 0)).not.toBeNull()
    const doc = new Y.Doc()
    Y.applyUpdate(doc, ring)
    expect(isWhole(doc)).toBe(false)
  })

  it('an item over what is gone is taken without the part that is there', () => {
    const gone = update(bytes(0, 1))
    const over = update(item(4, text('ab')))
    const doc = new Y.Doc()
    Y.applyUpdate(doc, gone)
    const broken = copyOf(doc)
    expect(() => Y.applyUpdate(broken, over)).toThrow(TypeError)
    Y.applyUpdate(doc, freshPart(over, scanned(over), has(doc)))
    expect(Y.getState(doc.store, 7)).toBe(2)
  })

  it('in time that grows with its length only', () => {
    // A chain through 100,000 clients, each item leaning on the next one's: the worst order there is.
    const clients = 100_000
    const chain = encoding.encode((out) => {
      encoding.writeVarUint(out, clients)
      for (let client = 1; client <= clients; client++) {
        for (const number of [1, client, 0]) encoding.writeVarUint(out, number)
        if (client === clients) bytes(0, 1)(out)
        else {
          bytes(0x84)(out)
          for (const number of [client + 1, 0]) encoding.writeVarUint(out, number)
          bytes(1, 0x61)(out)
        }
      }
      encoding.writeVarUint(out, 0)
    })
    expect(missingCause(scanned(chain), () => 0)).toBeNull()
  }, 20_000)
})

describe('deletions', () => {
  const deleting = (
    ...clients: (readonly [client: number, ...ranges: (readonly [clock: number, length: number])[]])[]
  ) =>
    scanUpdate(
      encoding.encode((out) => {
        encoding.writeVarUint(out, 0)
        encoding.writeVarUint(out, clients.length)
        for (const [client, ...ranges] of clients) {
          encoding.writeVarUint(out, client)
          encoding.writeVarUint(out, ranges.length)
          for (const uint of ranges.flat()) encoding.writeVarUint(out, uint)
        }
      }),
    )

  it('stand side by side, in any order', () => {
    expect(deleting([1, [0, 5], [5, 2], [9, 1]], [2, [0, 5]]).ok).toBe(true)
    expect(deleting([1, [9, 1], [0, 5]], [2, [0, 1]], [1, [5, 4]]).ok).toBe(true)
  })

  it('G8 are refused when they lie over each other: each would be a walk over the same structs', () => {
    const twice = { ok: false, reason: 'malformed', problem: 'twice' }
    expect(deleting([1, [0, 5], [4, 2]])).toMatchObject(twice)
    expect(deleting([1, [4, 2], [0, 9]])).toMatchObject(twice)
    expect(deleting([1, [0, 5]], [2, [0, 5]], [1, [2, 1]])).toMatchObject(twice)
  })
})
