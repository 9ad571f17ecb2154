import { describe, expect, it } from 'vitest'
import { type Store, StoreError } from '../contract.ts'
import { MemoryDisk, memoryStore } from './index.ts'

const [A, B] = ['a'.repeat(22), 'b'.repeat(22)] as const
const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)

/** What of a failed batch had reached the disk when it is opened again. */
const FATES = [
  { name: 'had reached the disk', keep: 9 },
  { name: 'had not', keep: 0 },
]

/** What was resolved, by name: a space's words in order, or a small record's value. */
class Ledger {
  readonly words = new Map<string, string[]>([
    [A, []],
    [B, []],
  ])
  count = 0
  rejected = 0

  async append(store: Store, space: string, text: string): Promise<void> {
    await this.#tried(async () => {
      const seq = await store.log.append(space, encode(text))
      const words = this.words.get(space) ?? []
      words[seq - 1] = text
    })
  }

  async write(store: Store): Promise<void> {
    const value = this.count + 1
    await this.#tried(async () => {
      await store.records.write([
        { kind: 'count', key: 'x', value },
        { kind: 'count', key: 'y', value },
      ])
      this.count = value
    })
  }

  async compact(store: Store, space: string): Promise<void> {
    const words = this.words.get(space) ?? []
    await this.#tried(() => store.log.compact(space, words.length, encode(words.join())))
  }

  /** What was resolved is there, and nothing that was rejected. */
  async check(store: Store): Promise<void> {
    for (const [space, words] of this.words) {
      const { snapshot, records, damaged } = await store.log.load(space)
      const covered = snapshot ? decode(snapshot.bytes).split(',') : []
      expect(damaged).toEqual([])
      expect([...covered, ...records.map(({ bytes }) => decode(bytes))]).toEqual(words)
    }
    for (const key of ['x', 'y'])
      expect(await store.records.get('count', key)).toBe(this.count === 0 ? null : this.count)
  }

  async #tried(run: () => Promise<void>): Promise<void> {
    try {
      await run()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      this.rejected++
    }
  }
}

/** Steps of a store's life; after each the store may have failed. */
const STEPS: readonly ((store: Store, ledger: Ledger) => Promise<unknown>)[] = [
  (s, l) => Promise.all([l.append(s, A, 'a1'), l.append(s, A, 'a2'), l.append(s, B, 'b1'), l.write(s)]),
  (s, l) => Promise.all([l.append(s, A, 'a3'), l.write(s)]),
  (s, l) => Promise.all([l.compact(s, A), l.append(s, B, 'b2'), l.write(s)]),
  (s, l) => Promise.all([l.append(s, A, 'a4'), l.append(s, B, 'b3')]),
  (s, l) => Promise.all([l.compact(s, A), l.compact(s, B), l.append(s, A, 'a5')]),
  (s, l) => Promise.all([l.write(s), l.append(s, B, 'b4')]),
]

/** A store whose disk decides, each time that it is opened again, what of a failed batch it has. */
const storeOn = (disk: MemoryDisk, keep: number): Promise<Store> =>
  memoryStore(disk, {
    again: {
      probe: () => disk.probe(),
      open: async () => {
        disk.crash({ keep })
        return disk.open()
      },
    },
  })

/** Lives through all steps; has the store again after each that it failed in. `again` is called before each attempt. */
async function live(
  disk: MemoryDisk,
  keep: number,
  { again = () => undefined, failsIn }: { again?: () => void; failsIn?: number } = {},
): Promise<Ledger> {
  const ledger = new Ledger()
  const store = await storeOn(disk, keep)
  for (const [i, step] of STEPS.entries()) {
    if (i === failsIn) disk.failNext('batch')
    await step(store, ledger)
    for (let tries = 0; store.failure !== null; tries++) {
      if (tries === 5) throw new Error('it never comes back')
      again()
      await store.reopen().catch(() => undefined)
      disk.heal()
    }
    await ledger.check(store)
  }
  await store.close()
  disk.crash()
  await ledger.check(await memoryStore(disk))
  return ledger
}

describe.each(FATES)('G1 a store whose disk failed, when what failed $name', ({ keep }) => {
  it('comes back by itself from the failure of any one call: what was resolved is there, what was rejected is not', async () => {
    const whole = new MemoryDisk()
    expect((await live(whole, keep)).rejected).toBe(0)
    let failures = 0
    for (let n = 2; n <= whole.calls; n++) {
      const disk = new MemoryDisk()
      disk.failCall(n)
      // The last calls are a new start's, which says why it can't.
      const ledger = await live(disk, keep).catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'IO' })
        return null
      })
      if ((ledger?.rejected ?? 0) > 0) failures++
    }
    expect(failures).toBeGreaterThan(20)
  })

  it('comes back also when any one call of its coming back fails', async () => {
    let attempts = 0
    for (const failsIn of STEPS.keys())
      for (let n = 1; n <= 12; n++) {
        const disk = new MemoryDisk()
        let tries = 0
        const again = () => {
          attempts++
          if (++tries === 1) disk.failCall(n)
        }
        const { rejected } = await live(disk, keep, { again, failsIn })
        expect(rejected).toBeGreaterThan(0)
      }
    // A probe, what was there under each of at least two keys, who wrote last (twice), and the batch.
    expect(attempts).toBeGreaterThanOrEqual(STEPS.length * (12 + 6))
  })
})

it('as long as the disk takes nothing it stays failed, is read, and says why', async () => {
  const disk = new MemoryDisk()
  const store = await memoryStore(disk)
  await store.log.append(A, encode('a1'))
  disk.break(new StoreError('FULL', 'no room'))
  await expect(store.log.append(A, encode('a2'))).rejects.toMatchObject({ code: 'FULL' })
  await expect(store.reopen()).rejects.toMatchObject({ code: 'FULL' })
  expect(store.failure).toMatchObject({ code: 'FULL' })
  expect((await store.log.load(A)).records).toHaveLength(1)
  disk.heal()
  await store.reopen()
  expect(store.failure).toBeNull()
  expect(await store.log.append(A, encode('a2'))).toBe(2)
})

it('an append that was begun before the failure takes no number after it', async () => {
  const queue: (() => void)[] = []
  const disk = new MemoryDisk({ schedule: (step) => queue.push(step) })
  const run = async <T>(work: Promise<T>): Promise<T> => {
    let done = false
    const over = () => {
      done = true
    }
    work.then(over, over)
    while (!done) {
      await new Promise(setImmediate)
      queue.shift()?.()
    }
    return await work
  }
  const store = await run(memoryStore(disk))
  // It waits for what is known of the space.
  const begun = store.log.append(B, encode('early'))
  const reading = queue.splice(0)
  disk.failNext('batch')
  await expect(run(store.records.write([{ kind: 'k', key: 'x', value: 1 }]))).rejects.toMatchObject({
    code: 'IO',
  })
  await run(store.reopen())
  queue.push(...reading)
  await expect(run(begun)).rejects.toBeInstanceOf(StoreError)
  expect(await run(store.log.append(B, encode('late')))).toBe(1)
})

it('it is given up when another process has written in the folder meanwhile', async () => {
  const disk = new MemoryDisk()
  const store = await memoryStore(disk, {
    again: {
      probe: () => disk.probe(),
      open: async () => {
        const other = await memoryStore(disk)
        await other.log.append(A, encode('theirs'))
        await other.close()
        return disk.open()
      },
    },
  })
  await store.log.append(A, encode('a1'))
  disk.failNext('batch')
  await expect(store.log.append(A, encode('a2'))).rejects.toMatchObject({ code: 'IO' })
  for (let i = 0; i < 2; i++) await expect(store.reopen()).rejects.toMatchObject({ code: 'LOCKED' })
  expect(store.failure).toMatchObject({ code: 'IO' })
})

it('a store that is closed while it comes back lets go of the disk', async () => {
  const disk = new MemoryDisk()
  const store = await memoryStore(disk)
  disk.failNext('batch')
  await expect(store.log.append(A, encode('a1'))).rejects.toMatchObject({ code: 'IO' })
  await Promise.all([store.reopen(), store.close()])
  await expect(store.log.append(A, encode('a1'))).rejects.toMatchObject({ code: 'CLOSED' })
  await (await memoryStore(disk)).close()
})
