import { describe, expect, it } from 'vitest'
import type { Store } from '../contract.ts'
import { MemoryDisk, memoryStore } from './index.ts'

/** Two things at once, the second begun after each number of disk steps of the first: what comes between must not matter. */
const A = 'a'.repeat(22)
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

class Bench {
  readonly #queue: (() => void)[] = []
  /** What was asked for last is done first. */
  overtakes: boolean = false
  readonly disk = new MemoryDisk({ schedule: (step) => this.#queue.push(step) })

  /** Lets the disk do so many steps. */
  async steps(count: number): Promise<void> {
    for (let done = 0; done < count; done++) {
      await settle()
      const step = this.overtakes ? this.#queue.pop() : this.#queue.shift()
      step?.()
    }
    await settle()
  }
  /** Goes on until `work` is done. */
  async until<T>(work: Promise<T>): Promise<T> {
    const open = { yet: true as boolean }
    const closed = work.finally(() => {
      open.yet = false
    })
    while (open.yet) await this.steps(1)
    return closed
  }
}

async function withRecords(count: number): Promise<{ bench: Bench; store: Store }> {
  const bench = new Bench()
  const store = await bench.until(memoryStore(bench.disk))
  for (let n = 1; n <= count; n++) await bench.until(store.log.append(A, bytes(`${n}`)))
  return { bench, store }
}

const STEPS = Array.from({ length: 12 }, (_, n) => n)

describe('G1 while a space is loaded', () => {
  it.each(STEPS)(
    'what is appended after %i steps has a seq of its own, and so has what follows',
    async (steps) => {
      const { bench, store } = await withRecords(3)
      const loading = store.log.load(A)
      await bench.steps(steps)
      const fourth = store.log.append(A, bytes('4'))
      await bench.until(Promise.all([loading, fourth]))
      expect([await fourth, await bench.until(store.log.append(A, bytes('5')))]).toEqual([4, 5])
      const { records, damaged } = await bench.until(store.log.load(A))
      expect(records.map(({ bytes: found }) => new TextDecoder().decode(found))).toEqual([
        '1',
        '2',
        '3',
        '4',
        '5',
      ])
      expect(damaged).toEqual([])
    },
  )
})

describe('G1 while a space is compacted', () => {
  it.each(STEPS)('what a backup reads after %i steps is one state of it', async (steps) => {
    const { bench, store } = await withRecords(6)
    await bench.until(store.log.compact(A, 2, bytes('through 2')))
    const compacting = store.log.compact(A, 5, bytes('through 5'))
    await bench.steps(steps)
    const { snapshots, records, damaged, last } = await bench.until(store.holdings.read(A, { all: true }))
    await bench.until(compacting)
    expect([damaged, last]).toEqual([[], 6])
    const base = snapshots[0]?.seq ?? 0
    expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 6 - base }, (_, i) => base + 1 + i))
  })

  it.each(STEPS)('what a backup began to read %i steps before is one state of it', async (steps) => {
    const { bench, store } = await withRecords(6)
    await bench.until(store.log.compact(A, 2, bytes('through 2')))
    const reading = store.holdings.read(A)
    await bench.steps(steps)
    bench.overtakes = true
    await bench.until(store.log.compact(A, 4, bytes('through 4')))
    await bench.until(store.log.compact(A, 5, bytes('through 5')))
    const { snapshots, records, damaged, last } = await bench.until(reading)
    expect([damaged, last]).toEqual([[], 6])
    const base = snapshots[0]?.seq ?? 0
    expect(records.map(({ seq }) => seq)).toEqual(Array.from({ length: 6 - base }, (_, i) => base + 1 + i))
  })

  it('two snapshots are kept, however many were made, and the size is that of what follows the newest', async () => {
    const { bench, store } = await withRecords(8)
    for (const through of [2, 4, 6]) await bench.until(store.log.compact(A, through, bytes('all')))
    expect(await bench.until(store.log.size(A))).toEqual({ records: 2, bytes: 2 * (16 + 1) })
    const { snapshots, records } = await bench.until(store.holdings.read(A, { all: true }))
    expect([snapshots.map(({ seq }) => seq), records.map(({ seq }) => seq)]).toEqual([
      [4, 6],
      [5, 6, 7, 8],
    ])
  })
})

describe('G1 a store that is closed', () => {
  it('has written what it took, of small records too', async () => {
    const { bench, store } = await withRecords(1)
    const order: string[] = []
    const written = store.records.write([{ kind: 'k', key: 'x', value: 1 }]).then(() => order.push('written'))
    const closed = store.close().then(() => order.push('closed'))
    await bench.until(Promise.all([written, closed]))
    expect(order).toEqual(['written', 'closed'])
    const again = await bench.until(memoryStore(bench.disk))
    expect(await bench.until(again.records.get('k', 'x'))).toBe(1)
  })
})

describe('group commit', () => {
  it('holds nobody’s few bytes up behind all the megabytes of others', async () => {
    const disk = new MemoryDisk()
    const store = await memoryStore(disk)
    await store.log.load(A)
    disk.hold()
    const first = store.log.append(A, bytes('first'))
    await settle()
    const large = Array.from({ length: 4 }, () => store.log.append(A, new Uint8Array(3_000_000)))
    const before = disk.syncs
    disk.release()
    await Promise.all([first, ...large])
    expect(disk.syncs - before).toBe(5)
  })
})

describe('G1 G11 the last record torn in two', () => {
  it.each([0.001, 0.1, 0.5, 0.99])(
    'at %d of it: what was acked is there, and the space goes on',
    async (torn) => {
      const disk = new MemoryDisk()
      const store = await memoryStore(disk)
      for (const word of ['one', 'two']) await store.log.append(A, bytes(word))
      disk.hold()
      void store.log.append(A, bytes('three, which nobody was promised'))
      await settle()
      expect(disk.crash({ torn })).toBe(true)
      disk.release()
      for (const earlier of [false, true]) {
        const again = await memoryStore(disk)
        const { records, damaged, last } = await again.log.load(A)
        expect(records.map(({ seq }) => seq)).toEqual([1, 2])
        expect([damaged, last]).toEqual([
          [{ space: A, what: 'record', seq: 3, through: 3, problem: 'length', earlier }],
          3,
        ])
        await again.close()
      }
      const after = await memoryStore(disk)
      expect(await after.log.append(A, bytes('four'))).toBe(4)
      const { records } = await after.log.load(A)
      expect(records.map(({ seq }) => seq)).toEqual([1, 2, 4])
    },
  )
})

it('G11 damage that is being set aside when the power goes is there all the same', async () => {
  for (const tear of [0, 1, 2]) {
    const bench = new Bench()
    const first = await bench.until(memoryStore(bench.disk))
    for (const word of ['one', 'damaged', 'three']) await bench.until(first.log.append(A, bytes(word)))
    await bench.until(first.close())
    const entry = bench.disk.entries().find(([, value]) => Buffer.from(value).includes('damaged'))
    if (!entry) throw new Error('three records were stored')
    bench.disk.corrupt(entry[0], entry[1].with(18, 0))
    const store = await bench.until(memoryStore(bench.disk))
    bench.disk.hold()
    void store.log.load(A)
    while (bench.disk.held === 0) await bench.steps(1)
    bench.disk.crash({ tear })
    bench.disk.release()
    const again = await bench.until(memoryStore(bench.disk))
    const { damaged } = await bench.until(again.log.load(A))
    expect(damaged).toMatchObject([{ seq: 2, problem: 'checksum' }])
  }
})
