import { describe, expect, it } from 'vitest'
import { type Store, StoreError } from '../contract.ts'
import { MemoryDisk, memoryStore } from './index.ts'

const SPACES = ['a'.repeat(22), 'b'.repeat(22)] as const
const encode = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value))
const decode = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes))

type Space = (typeof SPACES)[number]

/** What the users of a store were promised, and what they asked for. */
class Witness {
  /** Per space, all that was handed to `append`, in order. */
  readonly asked: Record<string, string[]> = {}
  /** Per space, by seq, what is known to be on disk: told by `append`, or found by a load. */
  readonly known: Record<string, string[]> = {}
  written = 0
  errors = 0

  async append(store: Store, space: Space, count: number): Promise<void> {
    const asked = list(this.asked, space)
    const appends = Array.from({ length: count }, async () => {
      const words = `${space[0]}${asked.length + 1}`
      asked.push(words)
      const seq = await store.log.append(space, encode(words))
      list(this.known, space)[seq - 1] = words
    })
    await this.#count(appends)
  }

  async load(store: Store, space: Space): Promise<void> {
    const load = async (): Promise<void> => {
      this.known[space] = await contents(store, space)
    }
    await this.#count([load()])
  }

  async compact(store: Store, space: Space): Promise<void> {
    const all = list(this.known, space).slice()
    // Whoever couldn't load what there was can make no snapshot of it.
    if (all.length > 0 && Object.keys(all).length === all.length)
      await this.#count([store.log.compact(space, all.length, encode(all))])
  }

  async record(store: Store): Promise<void> {
    const next = this.written + 1
    const write = async (): Promise<void> => {
      await store.records.write([
        { kind: 'count', key: 'x', value: next },
        { kind: 'count', key: 'y', value: next },
      ])
      this.written = next
    }
    await this.#count([write()])
  }

  /** Everything promised is there, in order and undamaged, and nothing that was never asked for. */
  async check(store: Store): Promise<void> {
    for (const space of SPACES) {
      const found = await contents(store, space)
      const known = list(this.known, space)
      for (const [place, words] of Object.entries(known)) expect(found[Number(place)]).toBe(words)
      const asked = list(this.asked, space)
      expect(asked.filter((words) => found.includes(words))).toEqual(found)
      this.known[space] = found
    }
    expect(Number(await store.records.get('count', 'x'))).toBeGreaterThanOrEqual(this.written)
  }

  /** Both or none: true unless the disk tears batches. */
  async checkRecords(store: Store): Promise<void> {
    expect(await store.records.get('count', 'x')).toEqual(await store.records.get('count', 'y'))
  }

  async #count(work: Promise<unknown>[]): Promise<void> {
    for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') this.errors++
  }
}

const list = (lists: Record<string, string[]>, space: string): string[] => {
  lists[space] ??= []
  return lists[space]
}

/** All that was ever appended, by seq: a snapshot in these tests lists what it covers. */
async function contents(store: Store, space: string): Promise<string[]> {
  const { snapshot, records, damaged, last } = await store.log.load(space)
  expect(damaged).toEqual([])
  const all = [
    ...(snapshot ? (decode(snapshot.bytes) as string[]) : []),
    ...records.map(({ bytes }) => String(decode(bytes))),
  ]
  expect(last).toBe(all.length)
  return all
}

/** The life of a store: every kind of write, several at once, and an opening in the middle. */
async function life(disk: MemoryDisk, witness: Witness): Promise<void> {
  let store = await memoryStore(disk)
  const [a, b] = SPACES
  await Promise.all([witness.append(store, a, 3), witness.append(store, b, 2), witness.record(store)])
  await Promise.all([witness.compact(store, a), witness.append(store, a, 2), witness.append(store, b, 1)])
  await store.close()
  store = await memoryStore(disk)
  await Promise.all(SPACES.map((space) => witness.load(store, space)))
  await witness.append(store, b, 2)
  await Promise.all([witness.compact(store, a), witness.append(store, a, 3), witness.compact(store, b)])
  await Promise.all([witness.append(store, a, 1), witness.record(store)])
  await Promise.all([witness.compact(store, a), witness.compact(store, b)])
  await store.close()
}

/** Whether a store opens, and all of it can be read and written; if not, it says why. */
async function opens(disk: MemoryDisk, witness: Witness): Promise<boolean> {
  try {
    const store = await memoryStore(disk)
    for (const space of SPACES) await store.log.load(space)
    await store.records.get('count', 'x')
    const { errors } = witness
    await witness.append(store, SPACES[0], 1)
    return witness.errors === errors
  } catch (error) {
    expect(error).toMatchObject({ code: 'IO' })
    return false
  }
}

describe('G1 faults', () => {
  it('goes through its life unharmed when nothing fails', async () => {
    const disk = new MemoryDisk()
    const witness = new Witness()
    await life(disk, witness)
    expect([witness.errors, SPACES.map((space) => witness.known[space]?.length), witness.written]).toEqual([
      0,
      [9, 5],
      2,
    ])
    await witness.check(await memoryStore(disk))
  })

  const aftermaths = [
    { name: 'a crash that loses what was unsure', keep: 0, tear: 0 },
    { name: 'a crash that keeps it', keep: 9, tear: 0 },
    { name: 'a crash that tears it', keep: 0, tear: 1 },
    { name: 'a crash that tears off its end', keep: 0, tear: 2 },
  ]
  const ways: readonly {
    readonly name: string
    readonly code: StoreError['code']
    readonly calls: number
  }[] = [
    { name: 'any one call fails', code: 'IO', calls: 1 },
    { name: 'there is no room for any one write', code: 'FULL', calls: 1 },
    { name: 'two calls fail, one after the other', code: 'IO', calls: 2 },
    { name: 'from any call on nothing works any more', code: 'IO', calls: 1_000 },
  ]
  for (const { name: way, code, calls } of ways)
    for (const { name, ...crash } of aftermaths)
      it(`keeps every promise when ${way}, and then comes ${name}`, async () => {
        const trial = new MemoryDisk()
        await life(trial, new Witness())
        let failures = 0
        for (let n = 1; n <= trial.calls; n++) {
          const disk = new MemoryDisk()
          const witness = new Witness()
          for (let call = n; call < n + calls; call++) disk.failCall(call, new StoreError(code, 'As asked'))
          // A life that can't even open its store ends there, and says why.
          await life(disk, witness).catch((error: unknown) => {
            expect(error).toMatchObject({ code })
            witness.errors++
          })
          if (witness.errors > 0) failures++
          disk.heal()
          disk.crash(crash)
          const store = await memoryStore(disk)
          await witness.check(store)
          if (crash.tear === 0) await witness.checkRecords(store)
          await witness.append(store, SPACES[0], 1)
          await store.close()
          await witness.check(await memoryStore(disk))
        }
        expect(failures).toBe(trial.calls)
      })

  it('opens, or says why, whatever call of each opening after a fault fails in its turn: there is no loop', async () => {
    const trial = new MemoryDisk()
    await life(trial, new Witness())
    for (let n = 1; n <= trial.calls; n += 5) {
      const disk = new MemoryDisk()
      const witness = new Witness()
      disk.failCall(n)
      await life(disk, witness).catch(() => undefined)
      let opened = false
      for (let call = 1; !opened; call++) {
        expect(call).toBeLessThan(60)
        disk.heal()
        disk.crash({ keep: call % 2 })
        disk.failCall(call)
        opened = await opens(disk, witness)
      }
      disk.heal()
      disk.crash()
      await witness.check(await memoryStore(disk))
    }
  })

  for (const { name, ...crash } of aftermaths)
    it(`keeps every promise when the process dies at any step, with ${name}`, async () => {
      let steps = 0
      for (let end = 0; ; end++) {
        const queue: (() => void)[] = []
        const disk = new MemoryDisk({ schedule: (step) => queue.push(step) })
        const witness = new Witness()
        let done = false
        void life(disk, witness).then(() => {
          done = true
        })
        for (steps = 0; steps < end && !done; steps++) {
          await settle()
          queue.shift()?.()
        }
        await settle()
        if (done) break
        disk.crash(crash)
        const reopened = memoryStore(disk)
        const checked = reopened.then((store) => witness.check(store))
        await drain(queue, checked)
      }
      expect(steps).toBeGreaterThan(50)
    })
})

describe('a snapshot of several parts', () => {
  it('G11 is whole or not there, at whatever step the process dies', async () => {
    const space = SPACES[0]
    const large = new Uint8Array(2_500_000).fill(7)
    const seen = new Set<number>()
    for (let end = 0; ; end++) {
      const queue: (() => void)[] = []
      const disk = new MemoryDisk({ schedule: (step) => queue.push(step) })
      const store = await drain(queue, memoryStore(disk))
      for (const seq of [1, 2]) await drain(queue, store.log.append(space, encode(seq)))
      await drain(queue, store.log.compact(space, 1, encode('small')))
      const compacted = { done: false as boolean }
      void store.log.compact(space, 2, large).then(() => {
        compacted.done = true
      })
      for (let step = 0; step < end && !compacted.done; step++) {
        await settle()
        queue.shift()?.()
      }
      await settle()
      disk.crash()
      const again = await drain(queue, memoryStore(disk))
      const { snapshot, records, damaged, last } = await drain(queue, again.log.load(space))
      expect([damaged, last, records.length]).toEqual([[], 2, 2 - (snapshot?.seq ?? 0)])
      seen.add(snapshot?.bytes.length ?? 0)
      // The next compaction sweeps up what a crash left of a snapshot that never was.
      await drain(queue, again.log.append(space, encode(3)))
      await drain(queue, again.log.compact(space, 3, encode('last')))
      const parts = disk.entries().filter(([key]) => key[24] === 1)
      const whole = parts.filter(([key]) => parts.some(([head]) => head[32] === key[32] && head[36] === 0))
      expect(parts).toEqual(whole)
      if (compacted.done) break
    }
    expect(seen).toEqual(new Set([encode('small').length, large.length]))
  })
})

describe('a store whose disk failed', () => {
  it('rejects everything later with the same error, reads on, and is well again after a reopening', async () => {
    const disk = new MemoryDisk()
    const store = await memoryStore(disk)
    const [a, b] = SPACES
    await store.log.append(a, encode('a1'))
    disk.hold()
    disk.failNext('batch')
    const lost = [store.log.append(a, encode('a2')), store.log.append(b, encode('b1'))]
    await settle()
    const queued = store.records.write([{ kind: 'k', key: 'x', value: 1 }])
    disk.release()
    const results = await Promise.allSettled([...lost, queued, store.log.append(b, encode('b2'))])
    const failure = store.failure
    expect(failure).toMatchObject({ name: 'StoreError', code: 'IO' })
    for (const result of results) expect(result).toEqual({ status: 'rejected', reason: failure })
    await expect(store.log.compact(a, 1, encode('s'))).rejects.toBe(failure)
    await expect(store.log.drop(a)).rejects.toBe(failure)
    expect((await store.log.load(a)).records).toHaveLength(1)
    await store.close()
    disk.crash()
    const again = await memoryStore(disk)
    expect(again.failure).toBeNull()
    expect(await again.log.append(a, encode('a2'))).toBe(2)
  })

  it('lets go of the disk even if it can not read the format', async () => {
    const disk = new MemoryDisk()
    disk.failNext('get')
    await expect(memoryStore(disk)).rejects.toMatchObject({ code: 'IO' })
    await (await memoryStore(disk)).close()
  })
})

describe('group commit', () => {
  it('gathers what arrives during a sync into the next one', async () => {
    const disk = new MemoryDisk()
    const store = await memoryStore(disk)
    await Promise.all(SPACES.map((space) => store.log.load(space)))
    const before = disk.syncs
    disk.hold()
    const first = store.log.append(SPACES[0], encode(0))
    await settle()
    const rest = Array.from({ length: 100 }, (_, i) => store.log.append(SPACES[i % 2 ? 0 : 1], encode(i)))
    await settle()
    expect(disk.held).toBe(1)
    disk.release()
    await Promise.all([first, ...rest])
    expect(disk.syncs - before).toBe(2)
  })

  it('refuses what would overfill the queue, and then all of that space until it is loaded again', async () => {
    const disk = new MemoryDisk()
    const store = await memoryStore(disk, { queueBytes: 1_000 })
    const [a, b] = SPACES
    await Promise.all(SPACES.map((space) => store.log.load(space)))
    disk.hold()
    const large = store.log.append(a, new Uint8Array(5_000))
    await settle()
    const refused = await Promise.allSettled([
      store.log.append(a, new Uint8Array(2_000)),
      store.log.append(a, new Uint8Array(1)),
    ])
    for (const result of refused) expect(result).toMatchObject({ reason: { code: 'BUSY' } })
    disk.release()
    expect(await large).toBe(1)
    expect(store.failure).toBeNull()
    await expect(store.log.append(a, new Uint8Array(1))).rejects.toMatchObject({ code: 'BUSY' })
    expect(await store.log.append(b, new Uint8Array(1))).toBe(1)
    expect(await store.log.load(a)).toMatchObject({ last: 1, damaged: [] })
    expect(await store.log.append(a, new Uint8Array(1))).toBe(2)
  })

  it('loads what was appended before the call, however slow the disk', async () => {
    const disk = new MemoryDisk()
    const store = await memoryStore(disk)
    disk.hold()
    const appended = store.log.append(SPACES[0], encode('a1'))
    const loaded = store.log.load(SPACES[0])
    await settle()
    disk.release()
    expect([await appended, (await loaded).last]).toEqual([1, 1])
  })

  it('loads a space while others never stop writing', async () => {
    const disk = new MemoryDisk()
    const store = await memoryStore(disk)
    const writer = { goesOn: true as boolean }
    const written = (async () => {
      while (writer.goesOn) await store.log.append(SPACES[1], encode('more'))
    })()
    expect((await store.log.load(SPACES[0])).last).toBe(0)
    writer.goesOn = false
    await written
  })
})

/** Lets everything that waits for nothing but promises go on. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** Takes one step of the disk after the other until `work` is done. */
async function drain<T>(queue: (() => void)[], work: Promise<T>): Promise<T> {
  const open = { yet: true as boolean }
  const closed = work.finally(() => {
    open.yet = false
  })
  while (open.yet) {
    await settle()
    queue.shift()?.()
  }
  return closed
}
