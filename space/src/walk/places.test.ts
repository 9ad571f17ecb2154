import fc from 'fast-check'
import { afterEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { moves, play } from '../scan/histories.ts'
import { scanUpdate } from '../scan/index.ts'
import { deletion, Hostile, items } from './hostile.ts'
import { asYjsHasIt, lightenYjs } from './lighten.ts'
import { LONGEST, type Longest } from './parts.ts'
import { walked } from './shorten.ts'
import { Walks } from './walks.ts'

afterEach(asYjsHasIt)

interface Made {
  readonly doc: Y.Doc
  /** Items looked at, for each batch; by Yjs itself, and by ours. */
  readonly looks: number[]
}

/** Yjs looks at an item by adding it to two sets. */
function counting<T>(run: () => T): { result: T; adds: number } {
  const { add } = Set.prototype
  let adds = 0
  Set.prototype.add = function (this: Set<unknown>, value: unknown) {
    if (value instanceof Y.Item) adds++
    return add.call(this, value)
  }
  try {
    return { result: run(), adds: adds / 2 }
  } finally {
    Set.prototype.add = add
  }
}

function stock(batches: readonly (readonly Uint8Array[])[]): Made {
  asYjsHasIt()
  const doc = new Y.Doc()
  const looks = batches.map(
    (batch) =>
      counting(() =>
        doc.transact(() => {
          for (const one of batch) Y.applyUpdate(doc, one)
        }),
      ).adds,
  )
  return { doc, looks }
}

function ours(batches: readonly (readonly Uint8Array[])[], longest = LONGEST): Made {
  lightenYjs(longest)
  const doc = new Y.Doc()
  const looks: number[] = []
  for (const batch of batches) {
    doc.transact((transaction) => {
      for (const one of batch) Y.applyUpdate(doc, one)
      looks.push(walked(transaction))
    })
  }
  return { doc, looks }
}

/** Where each item stands. */
const places = (doc: Y.Doc) =>
  [...doc.store.clients.values()].flat().map((item) => {
    const here = `${item.id.client}:${item.id.clock}+${item.length}`
    if (!(item instanceof Y.Item)) return here
    const { left, right, parentSub } = item
    return `${here} ${left && `${left.id.client}:${left.id.clock}`} ${right && `${right.id.client}:${right.id.clock}`} ${parentSub} ${item.deleted}`
  })

const scanned = (update: Uint8Array) => {
  const scan = scanUpdate(update)
  if (!scan.ok) throw new Error(scan.problem)
  return scan
}

/** What is foretold of each batch, of which `waiting` are taken before the first of them is applied. */
function foretold(batches: readonly (readonly Uint8Array[])[], ahead: number, longest: Longest): number[] {
  lightenYjs(longest)
  const doc = new Y.Doc()
  let version = 0
  const walks = new Walks(doc, () => version, longest)
  const steps: number[] = []
  const take = (n: number) => {
    const batch = batches[n]
    if (batch) steps.push(batch.reduce((sum, one) => sum + Number(walks.take(one, scanned(one), 1e9)), 0))
  }
  for (let n = 0; n < ahead; n++) take(n)
  batches.forEach((batch, n) => {
    take(n + ahead)
    version++
    doc.transact(() => {
      for (const one of batch) Y.applyUpdate(doc, one)
    })
  })
  return steps
}

function inBatches(updates: readonly Uint8Array[], size: number): Uint8Array[][] {
  const batches: Uint8Array[][] = []
  for (let i = 0; i < updates.length; i += size) batches.push(updates.slice(i, i + size))
  return batches
}

const wish = fc.record({
  client: fc.constant(0),
  left: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(400)),
  right: fc.oneof(fc.constant(0), fc.nat(40), fc.nat(400)),
  list: fc.nat(11),
  length: fc.integer({ min: 1, max: 4 }),
})
const writes = fc.array(
  fc.record({
    client: fc.integer({ min: 1, max: 5 }),
    wishes: fc.array(wish, { minLength: 1, maxLength: 8 }),
    /** The same wish many times over. */
    again: fc.constantFrom(0, 0, 20, 40),
    deletes: fc.array(
      fc.record({ at: fc.integer({ min: 1, max: 400 }), length: fc.integer({ min: 1, max: 5 }) }),
      {
        maxLength: 2,
      },
    ),
  }),
  { maxLength: 40, size: 'max' },
)
const hostile = (torn: boolean) =>
  writes.map((all) => {
    const writer = new Hostile(torn)
    return all.map(({ client, wishes, again, deletes }) => {
      const [first] = wishes
      const many = first ? [...Array<typeof first>(again).fill(first), ...wishes] : wishes
      return writer.write(client, many, deletes)
    })
  })
const histories = moves(120).map((sequence) => {
  const { updates } = play(sequence)
  return updates
})

const size = fc.integer({ min: 1, max: 12 })
const ahead = fc.integer({ min: 0, max: 3 })

it('G4: a way is gone anew when something came to stand in it, behind what was split', () => {
  const id = (client: number, clock: number) => ({ client, clock })
  const updates = [
    items(1, 0, [
      { after: null, text: 'P' },
      { after: id(1, 0), text: 'O' },
      { after: id(1, 1), text: 'long' },
      { after: id(1, 5), before: id(1, 0), text: 'Z' },
    ]),
    // It passes all.
    items(2, 0, [{ after: id(1, 1) }]),
    // Deletes the `n`.
    Uint8Array.of(0, 1, 1, 1, 4, 1),
    // It comes to stand between `long` and `Z`.
    items(9, 0, [{ after: id(1, 0), before: id(1, 6) }]),
    // It can't pass that.
    items(2, 1, [{ after: id(1, 1) }]),
  ]
  const [theirs, mine] = [stock([updates]), ours([updates])]
  expect(mine.doc.getText('t').toString()).toBe('POlogaaZa')
  expect(places(mine.doc)).toEqual(places(theirs.doc))
})

it('G8: typing on goes nowhere; typing on past what is there does', () => {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getText('t').insert(0, 'ab')
  const id = (client: number, clock: number) => ({ client, clock })
  const walks = new Walks(doc, () => 0)
  const stepsOf = (update: Uint8Array) => walks.take(update, scanned(update), 1e9)
  expect(stepsOf(items(2, 0, [{ after: id(1, 1) }]))).toBe(0)
  expect(stepsOf(items(2, 1, [{ after: id(2, 0) }]))).toBe(0)
  expect(stepsOf(items(3, 0, [{ after: id(1, 1) }]))).toBe(2)

  const other = new Y.Doc()
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc))
  Y.applyUpdate(other, items(5, 0, [{ after: id(1, 1) }]))
  const before = new Walks(other, () => 0)
  const between = items(4, 0, [{ after: id(1, 1), before: id(5, 0) }])
  const past = items(4, 1, [{ after: id(4, 0) }])
  expect(before.take(between, scanned(between), 1e9)).toBe(0)
  expect(before.take(past, scanned(past), 1e9)).toBe(1)
})

it('G8: cuts in the midst of very many structs count for what they move, and are slowed before they are refused', () => {
  const many = 60_000
  lightenYjs()
  const doc = new Y.Doc()
  const pairs = Array.from({ length: many }, () => ({ after: null, text: 'ab' }))
  Y.applyUpdate(doc, items(1, 0, pairs))
  expect(doc.store.clients.get(1)).toHaveLength(many)
  const cost = (cuts: number) => {
    const update = deletion(
      1,
      Array.from({ length: cuts }, (_, i) => [4 * i + 1, 1] as const),
    )
    return new Walks(doc, () => 0).take(update, scanned(update), 50_000)
  }
  expect(cost(1)).toBeGreaterThan(800)
  expect(cost(500)).toBeLessThan(50_000 * 16)
  expect(cost(1_200)).toBe('far')
  const whole = deletion(1, [[0, 2 * many]])
  expect(new Walks(doc, () => 0).take(whole, scanned(whole), 50_000)).toBe(many / 8)
})

it('G8: deletions in five thousand places of a much edited note are far from refused', () => {
  const doc = new Y.Doc()
  Y.applyUpdate(
    doc,
    items(
      1,
      0,
      Array.from({ length: 12_000 }, () => ({ after: null, text: 'abc' })),
    ),
  )
  const update = deletion(
    1,
    Array.from({ length: 5_000 }, (_, i) => [6 * i + 1, 1] as const),
  )
  expect(new Walks(doc, () => 0).take(update, scanned(update), 50_000)).toBeTypeOf('number')
})

it('G8: an item between two of different lists is refused, whichever of them is on its way', () => {
  const doc = new Y.Doc()
  doc.clientID = 1
  doc.getText('t').insert(0, 'ab')
  doc.getMap('m').set('k', 'v')
  const torn = items(2, 0, [{ after: { client: 1, clock: 0 }, before: { client: 1, clock: 2 } }])
  expect(new Walks(doc, () => 0).take(torn, scanned(torn), 1e9)).toBe('torn')
  const walks = new Walks(new Y.Doc(), () => 0)
  const first = Y.encodeStateAsUpdate(doc)
  expect(walks.take(first, scanned(first), 1e9)).toBeTypeOf('number')
  expect(walks.take(torn, scanned(torn), 1e9)).toBe('torn')
  const whole = items(2, 0, [{ after: { client: 1, clock: 0 }, before: { client: 1, clock: 1 } }])
  expect(walks.take(whole, scanned(whole), 1e9)).toBeTypeOf('number')
})

for (const [what, updates] of [
  ['what devices write', histories],
  ['what nobody writes', hostile(false)],
  ['what is torn', hostile(true)],
] as const) {
  it(`G4: items come to stand where Yjs puts them: ${what}`, () => {
    let saved = 0
    fc.assert(
      fc.property(updates, size, (all, many) => {
        const batches = inBatches(all, many)
        const [theirs, mine] = [stock(batches), ours(batches)]
        expect(places(mine.doc)).toEqual(places(theirs.doc))
        saved += sum(theirs.looks) - sum(mine.looks)
      }),
      { seed: 24, numRuns: 300 },
    )
    expect(saved).toBeGreaterThan(0)
  })

  if (what === 'what is torn') continue
  it.each([
    ['', LONGEST],
    [', in items of two units', { values: 2, letters: 2 }],
  ])(`G8: the walk of an update is known before: ${what}%s`, (_, longest) => {
    let real = 0
    let told = 0
    fc.assert(
      fc.property(updates, size, ahead, (all, many, before) => {
        const batches = inBatches(all, many)
        asYjsHasIt()
        const { looks } = ours(batches, longest)
        const steps = foretold(batches, before, longest)
        for (const [i, one] of steps.entries()) expect(one).toBeGreaterThanOrEqual(looks[i] ?? 0)
        real += sum(looks)
        told += sum(steps)
      }),
      { seed: 25, numRuns: 150 },
    )
    expect(real).toBeGreaterThan(1_000)
    expect(told).toBeLessThan(2 * real)
  })
}

const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0)
