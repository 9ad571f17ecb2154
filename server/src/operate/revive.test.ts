import { type Store, StoreError } from '@weft/persistence'
import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import { virtualRuntime } from '@weft/space/testing'
import { expect, it } from 'vitest'
import type { Log } from './log.ts'
import { reviveStore } from './revive.ts'

/** A store that a test has fail, and how often it was tried, at which seconds. */
function failing() {
  const runtime = virtualRuntime(1)
  const store = { failure: null as Store['failure'], reopen: async () => undefined as undefined }
  const tried: number[] = []
  const said: string[] = []
  const note = (event: string, details = {}) => void said.push(`${event} ${Object.values(details).join()}`)
  const log: Log = { info: note, warn: note, error: note }
  let why: StoreError | null = null
  const start = runtime.elapsed()
  store.reopen = async () => {
    tried.push(Math.round((runtime.elapsed() - start) / 1000))
    if (why) throw why
    store.failure = null
    return undefined
  }
  let revived = 0
  const stop = reviveStore({
    store,
    runtime,
    log,
    revived: async () => {
      revived++
    },
  })
  return {
    runtime,
    tried,
    said,
    stop,
    get revived() {
      return revived
    },
    fails(next: StoreError | null) {
      store.failure = new StoreError('IO', 'it failed')
      why = next
    },
    mends() {
      why = null
    },
  }
}

it('a store that failed is tried after 5 s, then ever more seldom, and why it can’t be is said once', async () => {
  const t = failing()
  await t.runtime.advance(500)
  t.fails(new StoreError('FULL', 'no room'))
  await t.runtime.advance(220_000)
  expect(t.tried).toEqual([6, 16, 36, 76, 136, 196])
  expect(t.said).toEqual(['storage_failed it failed', 'storage_failing no room'])
  t.mends()
  await t.runtime.advance(60_000)
  expect(t.tried.at(-1)).toBe(256)
  expect([t.revived, t.said.at(-1)]).toEqual([1, 'storage_well 255'])
  await t.runtime.advance(600_000)
  expect(t.tried).toHaveLength(7)
})

it('one that fails again and again is tried as seldom as one that never comes back; after five good minutes soon again', async () => {
  const t = failing()
  for (let i = 0; i < 6; i++) {
    t.fails(null)
    await t.runtime.advance(100_000)
  }
  const pauses = t.tried.map((at, i) => at - i * 100)
  expect(pauses).toEqual([6, 11, 21, 41, 61, 61])
  await t.runtime.advance(300_000)
  t.fails(null)
  await t.runtime.advance(10_000)
  expect(t.tried).toHaveLength(7)
  t.stop()
  expect(t.runtime.waiting).toBe(0)
})

it('the real store: what was refused was never there, and it takes what comes after', async () => {
  const runtime = virtualRuntime(1)
  const disk = new MemoryDisk()
  const store = await memoryStore(disk)
  const silent: Log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const stop = reviveStore({ store, runtime, log: silent, revived: async () => undefined })
  await store.log.append('a', Uint8Array.of(1))
  disk.break()
  await expect(store.log.append('a', Uint8Array.of(2))).rejects.toMatchObject({ code: 'IO' })
  await runtime.advance(20_000)
  expect(store.failure).not.toBeNull()
  disk.heal()
  await runtime.advance(60_000)
  expect(store.failure).toBeNull()
  expect(await store.log.append('a', Uint8Array.of(3))).toBe(2)
  stop()
})
