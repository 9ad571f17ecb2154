import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store, StoreOptions, UpdateLog } from '../contract.ts'

/** Something that keeps a store's bytes between openings. */
export interface Place {
  open(options?: StoreOptions): Promise<Store>
  /** Opens must all be closed before. */
  remove(): Promise<void>
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const text = (of: Uint8Array | undefined): string => new TextDecoder().decode(of)
const A = 'a'.repeat(22)
const B = 'b'.repeat(22)

/** What every implementation of the contract must do. Run it in two lines. */
export function storeSuite(name: string, make: () => Promise<Place>): void {
  describe(`${name}: log`, () => {
    let place: Place
    let store: Store
    let log: UpdateLog
    beforeEach(async () => {
      place = await make()
      store = await place.open()
      log = store.log
    })
    afterEach(async () => {
      await store.close()
      await place.remove()
    })
    const reopen = async (options?: StoreOptions): Promise<void> => {
      await store.close()
      store = await place.open(options)
      log = store.log
    }
    const fill = async (space: string, from: number, to: number): Promise<void> => {
      const appends = []
      for (let i = from; i <= to; i++) appends.push(log.append(space, bytes(`${space[0]}${i}`)))
      await Promise.all(appends)
    }
    const contents = async (
      space: string,
    ): Promise<{ snapshot: string; records: string[]; last: number }> => {
      const { snapshot, records, damaged, last } = await log.load(space)
      expect(damaged).toEqual([])
      return { snapshot: text(snapshot?.bytes), records: records.map((record) => text(record.bytes)), last }
    }

    it('loads nothing of a space that has nothing', async () => {
      expect(await log.load(A)).toEqual({ snapshot: null, records: [], damaged: [], last: 0 })
      expect(await log.size(A)).toEqual({ records: 0, bytes: 0 })
    })

    it('G1 gives back, in order, what was appended, also after it was closed and opened', async () => {
      expect(await log.append(A, bytes('a1'))).toBe(1)
      expect(await Promise.all([log.append(A, bytes('a2')), log.append(A, bytes('a3'))])).toEqual([2, 3])
      expect(await contents(A)).toEqual({ snapshot: '', records: ['a1', 'a2', 'a3'], last: 3 })
      await reopen()
      expect(await contents(A)).toEqual({ snapshot: '', records: ['a1', 'a2', 'a3'], last: 3 })
      expect(await log.append(A, bytes('a4'))).toBe(4)
    })

    it('keeps each space in its own order when many are written at once', async () => {
      const all = []
      for (let i = 1; i <= 300; i++) all.push(log.append(A, bytes(`a${i}`)), log.append(B, bytes(`b${i}`)))
      expect(await Promise.all(all)).toEqual(Array.from({ length: 600 }, (_, i) => (i >> 1) + 1))
      await reopen()
      for (const [space, letter] of [
        [A, 'a'],
        [B, 'b'],
      ] as const)
        expect((await contents(space)).records).toEqual(
          Array.from({ length: 300 }, (_, i) => `${letter}${i + 1}`),
        )
    })

    it('keeps empty records, and every byte', async () => {
      await log.append(A, new Uint8Array())
      const every = Uint8Array.from({ length: 256 }, (_, i) => i)
      await log.append(A, every)
      await reopen()
      const { records } = await log.load(A)
      expect(records.map((record) => record.bytes)).toEqual([new Uint8Array(), every])
    })

    it('loads what was appended before the call, whether or not it was waited for', async () => {
      const appended = log.append(A, bytes('a1'))
      expect((await log.load(A)).records).toHaveLength(1)
      await appended
    })

    it('starts from the newest snapshot, and counts only what follows it', async () => {
      await fill(A, 1, 5)
      await log.compact(A, 3, bytes('a1 to a3'))
      expect(await contents(A)).toEqual({ snapshot: 'a1 to a3', records: ['a4', 'a5'], last: 5 })
      expect(await log.size(A)).toEqual({ records: 2, bytes: 2 * (16 + 2) })
      await reopen()
      expect(await log.size(A)).toEqual({ records: 2, bytes: 2 * (16 + 2) })
      expect(await contents(A)).toEqual({ snapshot: 'a1 to a3', records: ['a4', 'a5'], last: 5 })
    })

    it('gives the records after one, whatever covers them, and changes nothing by it', async () => {
      await fill(A, 1, 5)
      const after = async (seq: number): Promise<string[]> =>
        (await store.holdings.since(A, seq)).map((record) => `${record.seq}:${text(record.bytes)}`)
      expect(await after(3)).toEqual(['4:a4', '5:a5'])
      expect(await after(5)).toEqual([])
      expect(await store.holdings.since(B, 0)).toEqual([])
      await log.compact(A, 4, bytes('snapshot'))
      await log.append(A, bytes('a6'))
      expect(await after(3)).toEqual(['4:a4', '5:a5', '6:a6'])
      await reopen()
      expect(await after(3)).toEqual(['4:a4', '5:a5', '6:a6'])
      expect(await contents(A)).toEqual({ snapshot: 'snapshot', records: ['a5', 'a6'], last: 6 })
    })

    it('never uses a seq again, though compaction deleted its record', async () => {
      await fill(A, 1, 4)
      await log.compact(A, 2, bytes('one'))
      await log.compact(A, 3, bytes('two'))
      await log.compact(A, 4, bytes('three'))
      await reopen()
      expect(await log.append(A, bytes('a5'))).toBe(5)
      expect(await contents(A)).toEqual({ snapshot: 'three', records: ['a5'], last: 5 })
    })

    it('appends while it compacts', async () => {
      await fill(A, 1, 10)
      await log.compact(A, 5, bytes('first'))
      const compacted = log.compact(A, 10, bytes('second'))
      await fill(A, 11, 40)
      await compacted
      const after = Array.from({ length: 30 }, (_, i) => `a${i + 11}`)
      expect(await contents(A)).toEqual({ snapshot: 'second', records: after, last: 40 })
      expect((await log.size(A)).records).toBe(30)
      await reopen()
      expect(await contents(A)).toEqual({ snapshot: 'second', records: after, last: 40 })
      expect((await log.size(A)).records).toBe(30)
    })

    it('keeps a snapshot of several megabytes whole', async () => {
      const large = Uint8Array.from({ length: 3_500_000 }, (_, i) => (i * 31) >> 3)
      await fill(A, 1, 1)
      await log.compact(A, 1, large)
      await reopen()
      expect(Buffer.compare((await log.load(A)).snapshot?.bytes ?? bytes(''), large)).toBe(0)
    })

    it('has nothing to do for a snapshot that is there, and refuses one of what is not', async () => {
      await fill(A, 1, 3)
      await log.compact(A, 2, bytes('first'))
      await log.compact(A, 2, bytes('again'))
      expect((await contents(A)).snapshot).toBe('first')
      for (const through of [0, 1, 4, 2.5, Number.NaN])
        await expect(log.compact(A, through, bytes('bad'))).rejects.toThrow(RangeError)
      await fill(A, 4, 4)
      expect((await contents(A)).records).toEqual(['a3', 'a4'])
    })

    it('names the spaces', async () => {
      await fill(B, 1, 3)
      await fill(A, 1, 600)
      await log.append('short', bytes('1'))
      const names = []
      for await (const space of log.spaces()) names.push(space)
      expect(new Set(names)).toEqual(new Set([A, B, 'short']))
      expect(names).toHaveLength(3)
    })

    it('drops a space and nothing else', async () => {
      await fill(A, 1, 5)
      await fill(B, 1, 5)
      await log.compact(A, 3, bytes('a1 to a3'))
      const last = log.append(A, bytes('a6'))
      await last
      const dropped = log.drop(A)
      await expect(log.append(A, bytes('late'))).rejects.toMatchObject({ code: 'CLOSED' })
      expect(await Promise.all([last, dropped])).toEqual([6, undefined])
      expect(await log.append(A, bytes('new'))).toBe(1)
      expect(await contents(A)).toEqual({ snapshot: '', records: ['new'], last: 1 })
      await reopen()
      expect(await contents(A)).toEqual({ snapshot: '', records: ['new'], last: 1 })
      expect((await contents(B)).records).toHaveLength(5)
    })

    it('refuses names that are no keys', async () => {
      for (const bad of ['', 'x'.repeat(256), '\ud800'])
        await expect(log.append(bad, bytes('1'))).rejects.toThrow(TypeError)
    })

    it('refuses what comes after close, and has written what came before', async () => {
      const before = log.append(A, bytes('a1'))
      await store.close()
      expect(await before).toBe(1)
      await expect(log.append(A, bytes('a2'))).rejects.toMatchObject({ code: 'CLOSED' })
      await expect(store.records.write([{ kind: 'k', key: 'x', value: 1 }])).rejects.toMatchObject({
        code: 'CLOSED',
      })
      expect(store.failure).toBeNull()
      await reopen()
      expect((await contents(A)).records).toEqual(['a1'])
    })

    it('lets in one process at a time, and says so', async () => {
      await expect(place.open()).rejects.toMatchObject({ name: 'StoreError', code: 'LOCKED' })
      await fill(A, 1, 1)
    })
  })

  describe(`${name}: records`, () => {
    let place: Place
    let store: Store
    beforeEach(async () => {
      place = await make()
      store = await place.open()
    })
    afterEach(async () => {
      await store.close()
      await place.remove()
    })
    const list = async (kind: string, prefix?: string): Promise<[string, unknown][]> => {
      const items: [string, unknown][] = []
      for await (const item of store.records.list(kind, prefix)) items.push(item)
      return items
    }

    it('G1 keeps JSON by kind and key over a reopening', async () => {
      const person = { name: 'Ada', dye: 'woad', since: 1_700_000_000_000, tags: ['a', null, { x: true }] }
      await store.records.write([
        { kind: 'person', key: 'p1', value: person },
        { kind: 'person', key: 'p2', value: null },
        { kind: 'perso', key: 'np1', value: 0 },
      ])
      await store.close()
      store = await place.open()
      expect(await store.records.get('person', 'p1')).toEqual(person)
      expect(await store.records.get('person', 'p3')).toBeNull()
      expect(await list('person')).toEqual([
        ['p1', person],
        ['p2', null],
      ])
      expect(await list('perso')).toEqual([['np1', 0]])
      expect(await list('none')).toEqual([])
    })

    it('replaces and deletes, all or nothing, in the order given', async () => {
      await store.records.write([{ kind: 'k', key: 'a', value: 1 }])
      await store.records.write([
        { kind: 'k', key: 'a', value: undefined },
        { kind: 'k', key: 'b', value: 1 },
        { kind: 'k', key: 'b', value: 2 },
      ])
      expect(await list('k')).toEqual([['b', 2]])
      await expect(
        store.records.write([
          { kind: 'k', key: 'c', value: 3 },
          { kind: 'k', key: 'd', value: () => 0 },
        ]),
      ).rejects.toThrow(TypeError)
      expect(await list('k')).toEqual([['b', 2]])
    })

    it('lists by prefix, in the order of the bytes', async () => {
      const keys = ['s1/p1', 's1/p2', 's10/p1', 's1', 'é', 'z', '']
      await store.records.write(keys.map((key) => ({ kind: 'role', key, value: key })))
      expect((await list('role', 's1/')).map(([key]) => key)).toEqual(['s1/p1', 's1/p2'])
      expect((await list('role')).map(([key]) => key)).toEqual([
        '',
        's1',
        's1/p1',
        's1/p2',
        's10/p1',
        'z',
        'é',
      ])
    })
  })
}
