import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../contract.ts'
import { openStore } from '../open.ts'
import { MemoryDisk, memoryStore } from '../testing/index.ts'
import { archive, readArchive } from './archive.ts'
import type { Item } from './contract.ts'
import { writePieces } from './pieces.ts'

const A = 'a'.repeat(22)
const B = 'b'.repeat(22)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (of: Uint8Array): string => new TextDecoder().decode(of)

async function gather(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return new Uint8Array(Buffer.concat(all))
}
async function* slices(of: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < of.length; at += size) yield of.subarray(at, at + size)
}
async function itemsOf(of: Uint8Array, size = 1_000): Promise<Item[]> {
  const items: Item[] = []
  for await (const item of readArchive(slices(of, size))) items.push(item)
  return items
}
const refusal = async (of: Uint8Array): Promise<unknown> =>
  itemsOf(of, of.length || 1).then(
    () => 'none',
    (error: { code?: unknown }) => error.code ?? error,
  )
const fill = async (store: Store, space: string, words: readonly string[]): Promise<void> => {
  await Promise.all(words.map((word) => store.log.append(space, bytes(word))))
}
const words = async (store: Store, space: string): Promise<unknown> => {
  const { snapshot, records, damaged, last } = await store.log.load(space)
  return [snapshot && text(snapshot.bytes), records.map((one) => text(one.bytes)), damaged, last]
}
/** The small records, then the spaces, into another store. */
async function restore(from: Uint8Array, to: Store): Promise<void> {
  for await (const item of readArchive(slices(from, 777)))
    if (item.kind === 'space') await to.holdings.adopt(item.space, item.stored)
    else if ('value' in item.piece) await to.records.write([item.piece])
}

describe.each([
  ['memory', async () => ({ store: await memoryStore(new MemoryDisk()), remove: async () => undefined })],
  [
    'LevelDB',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'weft-archive-'))
      return { store: await openStore(folder), remove: () => rm(folder, { recursive: true }) }
    },
  ],
])('an archive, of and into %s', (_, make) => {
  it('gives back all that is held, seq for seq', async () => {
    const [from, to] = [await make(), await make()]
    const { store } = from
    await store.records.write([
      { kind: 'person', key: 'ada', value: { name: 'Ada' } },
      { kind: 'role', key: '', value: null },
    ])
    await fill(store, A, ['one', 'two', 'three'])
    await store.log.compact(A, 2, bytes('one two'))
    const large = 'x'.repeat(2_500_000)
    await fill(store, B, ['first', large, ''])
    const archived = await gather(archive(store.holdings))
    await restore(archived, to.store)
    expect(await words(to.store, A)).toEqual(['one two', ['three'], [], 3])
    expect(await words(to.store, B)).toEqual([null, ['first', large, ''], [], 3])
    expect(await to.store.records.get('person', 'ada')).toEqual({ name: 'Ada' })
    expect(await to.store.log.append(A, bytes('four'))).toBe(4)
    expect((await to.store.holdings.read(A, { all: true })).damaged).toEqual([])
    await expect(to.store.holdings.adopt(A, { snapshots: [], records: [] })).rejects.toThrow(RangeError)
    for (const { store: one, remove } of [from, to]) {
      await one.close()
      await remove()
    }
  })

  it('G1 has all that was acked before it began, and of each space no more than a beginning', async () => {
    const { store, remove } = await make()
    await fill(store, A, ['1', '2', '3'])
    await fill(store, B, ['1'])
    let writing = true
    const writer = async (space: string, from: number): Promise<void> => {
      for (let n = from; writing; n++) {
        await store.log.append(space, bytes(String(n)))
        if (n % 50 === 0) await store.log.compact(space, n, bytes(`through ${n}`))
      }
    }
    const writers = [writer(A, 4), writer(B, 2)]
    const archives = []
    for (let n = 0; n < 5; n++) {
      const acked = new Map<string, number>()
      for (const space of [A, B]) acked.set(space, (await store.holdings.read(space)).last)
      archives.push({ acked, archived: await gather(archive(store.holdings)) })
    }
    writing = false
    await Promise.all(writers)
    for (const { acked, archived } of archives)
      for (const item of await itemsOf(archived)) {
        if (item.kind !== 'space') continue
        const { snapshots, records, damaged, last } = item.stored
        const base = snapshots[0]?.seq ?? 0
        expect(records.map(({ seq }) => seq)).toEqual(records.map((_one, i) => base + 1 + i))
        expect([last, damaged]).toEqual([base + records.length, []])
        expect(last).toBeGreaterThanOrEqual(acked.get(item.space) ?? 0)
      }
    await store.close()
    await remove()
  })
})

describe('an archive that isn’t whole', () => {
  let archived: Uint8Array
  beforeEach(async () => {
    const store = await memoryStore(new MemoryDisk())
    await store.records.write([{ kind: 'person', key: 'ada', value: 'Ada' }])
    await fill(store, A, ['one', 'two', 'three'])
    archived = await gather(archive(store.holdings))
  })

  it('is refused, whichever bit is wrong', async () => {
    const codes = new Set<unknown>()
    for (let at = 0; at < archived.length; at++)
      codes.add(await refusal(archived.with(at, (archived[at] ?? 0) ^ (1 << (at % 8)))))
    expect(codes).toEqual(new Set(['foreign', 'damaged', 'truncated']))
  })

  it('is refused, wherever it was cut, and when something follows', async () => {
    for (let length = 1; length < archived.length; length++)
      expect(await refusal(archived.slice(0, length))).toBe('truncated')
    expect(await refusal(new Uint8Array(0))).toBe('foreign')
    expect(await refusal(new Uint8Array([...archived, 0]))).toBe('damaged')
  })

  it('is refused when its pieces changed places, or are of another archive', async () => {
    const half = async function* () {
      yield { type: 4, content: bytes('12345678a record of no space') }
      yield { type: 99, content: bytes('of a kind that there isn’t') }
    }
    expect(await refusal(await gather(writePieces(half())))).toBe('damaged')
    const at = Buffer.from(archived).indexOf('one') - 17
    const size = 9 + 8 + 3
    const swapped = archived.slice()
    swapped.set(archived.subarray(at, at + size), at + size)
    swapped.set(archived.subarray(at + size, at + 2 * size), at)
    expect(await refusal(swapped)).toBe('damaged')
  })

  it('is refused as a newer one by its version', async () => {
    const { crc32c } = await import('../crc32c.ts')
    const newer = archived.with(15, 2)
    new DataView(newer.buffer).setUint32(16, crc32c(newer.subarray(0, 16)))
    expect(await refusal(newer)).toBe('version')
  })
})

it('an archive’s first bytes are these, for good', async () => {
  const store = await memoryStore(new MemoryDisk())
  await fill(store, 's', ['hi'])
  expect(Buffer.from(await gather(archive(store.holdings))).toString('hex')).toMatchInlineSnapshot(
    `"77656674206261636b75700a00000001069fcd8d0000003d05d04584027b227370616365223a2273222c226c617374223a312c22736e617073686f7473223a302c227265636f726473223a312c2264616d61676564223a5b5d7d0000000a7340b5e504000000000000000168690000000c5cb783a7000000000000000002f28dd264"`,
  )
})

describe('reading all that is held', () => {
  it('names what is damaged, also what a snapshot covers, and leaves it where it is', async () => {
    const disk = new MemoryDisk()
    const store = await memoryStore(disk)
    await store.records.write([{ kind: 'person', key: 'ada', value: 'of ada' }])
    await fill(store, A, ['one', 'two', 'three', 'four'])
    await store.log.compact(A, 3, bytes('covers three'))
    await fill(store, A, ['five'])
    for (const word of ['two', 'of ada', 'five']) {
      const [entry] = disk.entries().filter(([, value]) => Buffer.from(value).includes(word))
      if (entry) disk.corrupt(entry[0], entry[1].with(18, 0))
    }
    const before = disk.entries()
    const found = async (all: boolean) =>
      (await store.holdings.read(A, { all })).damaged.map(({ what, seq, problem }) => [what, seq, problem])
    expect(await found(true)).toEqual([
      ['record', 2, 'checksum'],
      ['record', 5, 'checksum'],
    ])
    expect(await found(false)).toEqual([['record', 5, 'checksum']])
    const small = []
    for await (const piece of store.holdings.small()) small.push(piece)
    expect(small).toEqual([{ kind: 'person', key: 'ada', problem: 'checksum' }])
    expect(disk.entries()).toEqual(before)
  })

  it('names a record that is gone between two snapshots, and no hole that compaction or a load made', async () => {
    const disk = new MemoryDisk()
    let store = await memoryStore(disk)
    await fill(store, A, ['r1', 'r2', 'r3', 'r4', 'r5', 'r6'])
    await store.log.compact(A, 2, bytes('old'))
    await store.log.compact(A, 5, bytes('new'))
    const { snapshots, records, damaged } = await store.holdings.read(A, { all: true })
    expect([snapshots.map(({ seq }) => seq), records.map(({ seq }) => seq), damaged]).toEqual([
      [2, 5],
      [3, 4, 5, 6],
      [],
    ])
    for (const word of ['r3', 'r4']) {
      const [entry] = disk.entries().filter(([, value]) => Buffer.from(value).includes(word))
      if (entry) disk.corrupt(entry[0], null)
    }
    await store.close()
    store = await memoryStore(disk)
    expect((await store.holdings.read(A, { all: true })).damaged).toMatchObject([
      { what: 'record', seq: 3, through: 4, problem: 'missing' },
    ])
  })
})
