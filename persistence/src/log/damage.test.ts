import { beforeEach, describe, expect, it } from 'vitest'
import type { Loaded, Store } from '../contract.ts'
import { MemoryDisk, memoryStore } from '../testing/index.ts'

const SPACE = 's'.repeat(22)
const OTHER = 't'.repeat(22)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (of: Uint8Array): string => new TextDecoder().decode(of)

/** The stored entry whose value holds `content`; the tests' contents are unlike all else on the disk. */
function only(disk: MemoryDisk, content: string): [key: Uint8Array, value: Uint8Array] {
  const [entry, ...more] = disk.entries().filter(([, value]) => Buffer.from(value).includes(content))
  if (!entry || more.length > 0) throw new Error(`${content} is stored ${entry ? more.length + 1 : 0} times`)
  return entry
}
function copyOf(disk: MemoryDisk): MemoryDisk {
  const copy = new MemoryDisk()
  for (const [key, value] of disk.entries()) copy.corrupt(key, value)
  return copy
}
const flipped = (value: Uint8Array, at: number): Uint8Array =>
  value.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte))

describe('G11 damage', () => {
  let disk: MemoryDisk
  let store: Store
  beforeEach(async () => {
    disk = new MemoryDisk()
    store = await memoryStore(disk)
    await Promise.all(['one', 'two', 'three', 'four'].map((word) => store.log.append(SPACE, bytes(word))))
  })
  const load = async (): Promise<Loaded> => {
    await store.close()
    store = await memoryStore(disk)
    return store.log.load(SPACE)
  }
  const loadFrom = async (other: MemoryDisk): Promise<Loaded> => {
    const opened = await memoryStore(other)
    const loaded = await opened.log.load(SPACE)
    await opened.close()
    return loaded
  }
  const words = (loaded: Loaded): string[] => [
    ...(loaded.snapshot ? [text(loaded.snapshot.bytes)] : []),
    ...loaded.records.map((record) => text(record.bytes)),
  ]
  const named = (
    what: 'record' | 'snapshot',
    seq: number,
    problem: unknown,
    more: { through?: number; earlier?: boolean } = {},
  ) => ({ space: SPACE, what, seq, through: seq, problem, earlier: false, ...more })

  it('finds a flip of any byte of a record, and opens the space from the others', async () => {
    const [key, value] = only(disk, 'two')
    const problems = new Set<string>()
    for (let at = 0; at < value.length; at++) {
      const copy = copyOf(disk)
      copy.corrupt(key, flipped(value, at))
      const loaded = await loadFrom(copy)
      expect(words(loaded)).toEqual(['one', 'three', 'four'])
      expect(loaded.damaged).toEqual([named('record', 2, expect.any(String))])
      for (const { problem } of loaded.damaged) problems.add(problem)
    }
    expect(problems).toEqual(new Set(['length', 'checksum', 'sequence']))
  })

  it('finds a record cut short at any length, and one that is gone', async () => {
    const [key, value] = only(disk, 'three')
    for (let length = 0; length < value.length; length++) {
      const copy = copyOf(disk)
      copy.corrupt(key, value.slice(0, length))
      const loaded = await loadFrom(copy)
      expect(words(loaded)).toEqual(['one', 'two', 'four'])
      expect(loaded.damaged).toEqual([named('record', 3, 'length')])
    }
    disk.corrupt(key, null)
    expect((await load()).damaged).toEqual([named('record', 3, 'missing')])
  })

  it('finds good values under wrong keys', async () => {
    await store.log.append(OTHER, bytes('other'))
    const [two] = only(disk, 'two')
    disk.corrupt(two, only(disk, 'three')[1])
    expect((await load()).damaged).toEqual([named('record', 2, 'sequence')])
    const [one] = only(disk, 'one')
    disk.corrupt(one, only(disk, 'other')[1])
    expect((await load()).damaged).toEqual([
      named('record', 1, 'checksum'),
      named('record', 2, 'sequence', { earlier: true }),
    ])
  })

  it('sets it aside, byte for byte, and goes on naming it until a snapshot covers it', async () => {
    const [key, value] = only(disk, 'two')
    const bad = flipped(value, value.length - 1)
    disk.corrupt(key, bad)
    expect((await load()).damaged).toEqual([named('record', 2, 'checksum')])
    expect(disk.entries().some(([, kept]) => Buffer.from(kept.subarray(1)).equals(bad))).toBe(true)
    expect(disk.entries().some(([at]) => Buffer.from(at).equals(key))).toBe(false)
    expect((await load()).damaged).toEqual([named('record', 2, 'checksum', { earlier: true })])
    await store.log.compact(SPACE, 4, bytes('all but two'))
    const loaded = await load()
    expect(words(loaded)).toEqual(['all but two'])
    expect(loaded.damaged).toEqual([])
  })

  it('never uses the seq of a damaged last record again', async () => {
    const [key, value] = only(disk, 'four')
    disk.corrupt(key, flipped(value, 19))
    expect((await load()).last).toBe(4)
    expect((await load()).last).toBe(4)
    expect(await store.log.append(SPACE, bytes('five'))).toBe(5)
    expect((await load()).damaged).toEqual([named('record', 4, 'checksum', { earlier: true })])
  })

  it('falls back to the snapshot before a damaged one and the records since, whatever byte is wrong', async () => {
    await store.log.compact(SPACE, 2, bytes('older: one two'))
    await store.log.compact(SPACE, 4, bytes('newer: one two three four'))
    await store.log.append(SPACE, bytes('five'))
    const newer = disk.entries().filter(([key]) => key[24] === 1 && key[32] === 4)
    expect(newer).toHaveLength(2)
    await store.close()
    for (const [key, value] of newer)
      for (let at = 0; at < value.length; at++) {
        const copy = copyOf(disk)
        copy.corrupt(key, flipped(value, at))
        const again = await memoryStore(copy)
        const loaded = await again.log.load(SPACE)
        expect(words(loaded)).toEqual(['older: one two', 'three', 'four', 'five'])
        expect(loaded.damaged).toEqual([named('snapshot', 4, expect.any(String))])
        expect(await again.log.size(SPACE)).toMatchObject({ records: 3 })
        await again.log.compact(SPACE, 5, bytes('mended'))
        const mended = await again.log.load(SPACE)
        expect([words(mended), mended.damaged]).toEqual([['mended'], []])
        await again.close()
      }
    store = await memoryStore(disk)
  })

  it('says in one line that thousands are missing, when no snapshot is good', async () => {
    await Promise.all(Array.from({ length: 3_000 }, () => store.log.append(SPACE, bytes('more'))))
    await store.log.compact(SPACE, 2_000, bytes('older'))
    await store.log.compact(SPACE, 3_000, bytes('newer'))
    for (const word of ['older', 'newer']) {
      const [key, value] = only(disk, word)
      disk.corrupt(key, flipped(value, 17))
    }
    const loaded = await load()
    expect(loaded.records).toHaveLength(1_004)
    expect(loaded.damaged).toEqual([
      named('snapshot', 3_000, 'checksum'),
      named('snapshot', 2_000, 'checksum'),
      named('record', 1, 'missing', { through: 2_000 }),
    ])
  })

  it('keeps the records that a damaged previous snapshot was to cover', async () => {
    await store.log.compact(SPACE, 2, bytes('older'))
    const [key, value] = only(disk, 'older')
    disk.corrupt(key, flipped(value, 16))
    await store.log.compact(SPACE, 4, bytes('newer'))
    const [newKey, newValue] = only(disk, 'newer')
    disk.corrupt(newKey, flipped(newValue, 16))
    expect(words(await load())).toEqual(['one', 'two', 'three', 'four'])
  })

  it('harms no other space (G8)', async () => {
    await store.log.append(OTHER, bytes('other'))
    const [key, value] = only(disk, 'two')
    disk.corrupt(key, flipped(value, 3))
    await load()
    expect(await store.log.load(OTHER)).toMatchObject({ damaged: [], last: 1 })
  })

  it('opens though the damage can not be moved, and tells the failure with the next write', async () => {
    const [key, value] = only(disk, 'two')
    disk.corrupt(key, flipped(value, 3))
    await store.close()
    store = await memoryStore(disk)
    disk.failNext('batch')
    expect(words(await store.log.load(SPACE))).toEqual(['one', 'three', 'four'])
    expect(store.failure).toMatchObject({ code: 'IO' })
    await expect(store.log.append(SPACE, bytes('five'))).rejects.toBe(store.failure)
    expect(words(await store.log.load(SPACE))).toEqual(['one', 'three', 'four'])
  })
})

describe('a damaged small record', () => {
  it('is left out of lists and told to warn; asked for by name it is an error, until it is written again', async () => {
    const disk = new MemoryDisk()
    const warnings: string[] = []
    const store = await memoryStore(disk, { warn: (what) => warnings.push(what) })
    const write = (key: string): Promise<void> =>
      store.records.write([{ kind: 'person', key, value: `name of ${key}` }])
    await Promise.all(['ada', 'bob', 'eve'].map(write))
    const [key, value] = only(disk, 'name of bob')
    for (let at = 0; at < value.length; at++) {
      disk.corrupt(key, flipped(value, at))
      await expect(store.records.get('person', 'bob')).rejects.toMatchObject({ code: 'DAMAGED' })
      const keys = []
      for await (const [name] of store.records.list('person')) keys.push(name)
      expect(keys).toEqual(['ada', 'eve'])
    }
    expect(warnings).toHaveLength(value.length)
    expect(warnings[0]).toBe('A stored person is damaged and was left out: bob')
    await write('bob')
    expect(await store.records.get('person', 'bob')).toBe('name of bob')
  })

  const fresh = async (): Promise<MemoryDisk> => {
    const disk = new MemoryDisk()
    await (await memoryStore(disk)).close()
    return disk
  }

  it('is mended when it is the format record, and the rest stays as it was', async () => {
    const disk = new MemoryDisk()
    const first = await memoryStore(disk)
    await first.log.append(SPACE, bytes('one'))
    await first.close()
    const [key, value] = only(disk, 'format')
    const warnings: string[] = []
    // All but who wrote here last.
    const mended = only(await fresh(), 'format')[1]
    for (let at = 0; at < value.length; at++) {
      disk.corrupt(key, flipped(value, at))
      const store = await memoryStore(disk, { warn: (what) => warnings.push(what) })
      expect((await store.log.load(SPACE)).records).toHaveLength(1)
      await store.close()
    }
    expect(warnings).toHaveLength(value.length)
    expect(only(disk, 'format')[1]).toEqual(mended)
  })
})
