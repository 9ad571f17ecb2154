import { type PersonId, personId } from '@weft/space'
import { mulberry32 } from '@weft/space/testing'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DeviceStore, SpacePerson, TabNews } from '../contract.ts'

/** One device's disk, as the suite needs it. */
export interface StoreBench {
  /** A tab opens the copy. */
  open(): DeviceStore
  /** Lets everything that was begun come to its end. */
  settle(): Promise<void>
  /** Puts bytes that are no update where a row stood. */
  damage(key: number): Promise<void>
}

/** What every DeviceStore promises. */
export function deviceStoreSuite(name: string, bench: () => StoreBench): void {
  const updates = (...words: string[]): Uint8Array[] => {
    const doc = new Y.Doc()
    const all: Uint8Array[] = []
    doc.on('update', (update: Uint8Array) => all.push(update))
    for (const word of words) doc.getText('t').insert(doc.getText('t').length, word)
    return all
  }
  const textOf = (rows: readonly { readonly update: Uint8Array }[]) => {
    const doc = new Y.Doc()
    for (const { update } of rows) Y.applyUpdate(doc, update)
    return doc.getText('t').toString()
  }
  /** Runs a store's promise together with whatever makes time pass on this bench. */
  const on = async <T>({ settle }: StoreBench, ...promises: Promise<T>[]): Promise<T[]> => {
    const [results] = await Promise.all([Promise.all(promises), settle()])
    return results
  }
  const first = <T>([value]: readonly T[]): T => {
    if (value === undefined) throw new Error('empty')
    return value
  }
  const one = async <T>(each: StoreBench, promise: Promise<T>): Promise<T> => {
    const results = await on(each, promise)
    return results[0] as T
  }
  const hear = (store: DeviceStore) => {
    const news: TabNews[] = []
    store.onOtherTab((each) => news.push(each))
    return news
  }

  test(`${name}: G3 rows come back in order, with what isn't acked`, async () => {
    const each = bench()
    const tab = each.open()
    const empty = await one(each, tab.load())
    expect(empty).toEqual({ updates: [], people: [], refused: [], damaged: 0 })
    const [a, b, c] = updates('a', 'b', 'c')
    if (!a || !b || !c) throw new Error()
    const keys = await on(each, tab.append(a, true), tab.append(b, false), tab.append(c, true))
    expect([...keys].sort((x, y) => x - y)).toEqual(keys)
    await on(each, tab.acked([first(keys)]))
    await on(each, tab.close())
    const stored = await one(each, each.open().load())
    expect(textOf(stored.updates)).toBe('abc')
    expect(stored.updates.map(({ key, unacked }) => [key, unacked])).toEqual([
      [keys[0], false],
      [keys[1], false],
      [keys[2], true],
    ])
  })

  test(`${name}: updates of others that come together may share a row; the copy is the same`, async () => {
    const each = bench()
    const tab = each.open()
    await on(each, tab.load())
    await on(each, ...updates('a', 'b', 'c', 'd').map((update) => tab.append(update, false)))
    await on(each, tab.close())
    const stored = await one(each, each.open().load())
    expect(textOf(stored.updates)).toBe('abcd')
    expect(stored.updates.every(({ unacked }) => !unacked)).toBe(true)
  })

  test(`${name}: compaction leaves one row for the acked, and every unacked one`, async () => {
    const each = bench()
    const tab = each.open()
    await on(each, tab.load())
    const all = updates('a', 'b', 'c')
    const keys = await on(each, ...all.map((update) => tab.append(update, true)))
    await on(each, tab.acked(keys.slice(0, 2)))
    await on(each, tab.compact(keys[2] ?? 0, Y.mergeUpdates(all)))
    const stored = await one(each, each.open().load())
    expect(textOf(stored.updates)).toBe('abc')
    expect(stored.updates.map(({ unacked }) => unacked)).toEqual([true, false])
  })

  test(`${name}: acked keys that are gone are passed over`, async () => {
    const each = bench()
    const tab = each.open()
    await on(each, tab.load())
    await on(each, tab.acked([7, 8]))
    const stored = await one(each, tab.load())
    expect(stored.updates).toEqual([])
  })

  test(`${name}: G7 refusing puts all that is unacked aside, once, and leaves the rest`, async () => {
    const each = bench()
    const tab = each.open()
    await on(each, tab.load())
    const [a, b, c] = updates('a', 'b', 'c')
    if (!a || !b || !c) throw new Error()
    await on(each, tab.append(a, false))
    await on(each, tab.append(b, true))
    const why = { at: 5, reason: 'viewer' } as const
    const refused = await one(each, tab.refuse(why, [c]))
    expect(refused).toMatchObject({ at: 5, reason: 'viewer' })
    expect(textOf([{ update: a }, { update: refused?.update ?? a }])).toBe('abc')
    expect(await one(each, tab.refuse(why, []))).toBe(null)
    const stored = await one(each, each.open().load())
    expect(textOf(stored.updates)).toBe('a')
    expect(stored.refused).toEqual([refused])
    await on(each, tab.forgetRefused(refused?.id ?? 0))
    expect((await one(each, tab.load())).refused).toEqual([])
  })

  test(`${name}: an append called before a refusal is part of it`, async () => {
    const each = bench()
    const tab = each.open()
    await on(each, tab.load())
    const [a] = updates('a')
    if (!a) throw new Error()
    await on<unknown>(each, tab.append(a, true), tab.refuse({ at: 1, reason: 'viewer' }, []))
    const stored = await one(each, tab.load())
    expect(stored.updates).toEqual([])
    expect(textOf(stored.refused)).toBe('a')
  })

  test(`${name}: dropping the copy leaves what isn't acked, and nobody's name`, async () => {
    const each = bench()
    const tab = each.open()
    await on(each, tab.load())
    const [a, b] = updates('a', 'b')
    if (!a || !b) throw new Error()
    await on(each, tab.append(a, false))
    await on(each, tab.append(b, true))
    const id = personId((bytes) => bytes.fill(1))
    await on(each, tab.savePeople([{ id, name: 'Ada', dye: 'woad', role: 'owner' }]))
    await on(each, tab.dropCopy())
    const stored = await one(each, each.open().load())
    expect(stored.updates.map(({ unacked }) => unacked)).toEqual([true])
    expect(stored.people).toEqual([])
  })

  test(`${name}: people are kept`, async () => {
    const each = bench()
    const random = mulberry32(1)
    const id: PersonId = personId((bytes) => bytes.fill(Math.floor(random() * 256)))
    const people: SpacePerson[] = [{ id, name: 'Ada', dye: 'woad', role: 'owner' }]
    const tab = each.open()
    await on(each, tab.savePeople(people))
    expect((await one(each, each.open().load())).people).toEqual(people)
  })

  test(`${name}: G11 a damaged row is set aside, counted once, and keeps nothing else away`, async () => {
    const each = bench()
    const tab = each.open()
    await on(each, tab.load())
    const keys: number[] = []
    for (const update of updates('a', 'b')) keys.push(await one(each, tab.append(update, true)))
    await each.damage(keys[1] ?? 0)
    const stored = await one(each, each.open().load())
    expect(textOf(stored.updates)).toBe('a')
    expect(stored.damaged).toBe(1)
    expect((await one(each, each.open().load())).damaged).toBe(0)
  })

  test(`${name}: tabs tell each other rows, once and in order, and acks`, async () => {
    const each = bench()
    const [left, right] = [each.open(), each.open()]
    await on<unknown>(each, left.load(), right.load())
    const [heardLeft, heardRight] = [hear(left), hear(right)]
    const keys = await on(each, ...updates('a', 'b').map((update) => left.append(update, true)))
    await each.settle()
    const rows = heardRight.flatMap((news) => (news.kind === 'stored' ? news.rows : []))
    expect(rows.map(({ key, unacked }) => [key, unacked])).toEqual(keys.map((key) => [key, true]))
    expect(textOf(rows)).toBe('ab')
    await on(each, left.acked(keys))
    await each.settle()
    expect(heardRight.at(-1)).toEqual({ kind: 'acked', rows: keys })
    expect(heardLeft).toEqual([])
  })

  test(`${name}: what another tab wrote is told before an append of ours resolves`, async () => {
    const each = bench()
    const [left, right] = [each.open(), each.open()]
    await on<unknown>(each, left.load(), right.load())
    const heard = hear(right)
    const [a, b] = updates('a', 'b')
    if (!a || !b) throw new Error()
    const [, key] = await on(each, left.append(a, true), right.append(b, true))
    expect(key).toBeGreaterThan(0)
    await each.settle()
    const told = heard.flatMap((news) => (news.kind === 'stored' ? news.rows.map((row) => row.key) : []))
    expect(told).toHaveLength(1)
    expect(told).not.toContain(key)
  })

  test(`${name}: a compaction by another tab is told as such, not as news to apply`, async () => {
    const each = bench()
    const [left, right] = [each.open(), each.open()]
    await on<unknown>(each, left.load(), right.load())
    const all = updates('a', 'b')
    const keys = await on(each, ...all.map((update) => left.append(update, true)))
    await on(each, left.acked(keys))
    await each.settle()
    const heard = hear(right)
    await on(each, left.compact(keys[1] ?? 0, Y.mergeUpdates(all)))
    await each.settle()
    expect(heard).toEqual([{ kind: 'compacted' }])
  })

  test(`${name}: refused and forgotten work is told to other tabs`, async () => {
    const each = bench()
    const [left, right] = [each.open(), each.open()]
    await on<unknown>(each, left.load(), right.load())
    const heard = hear(right)
    const refused = await one(each, left.refuse({ at: 1, reason: 'author' }, updates('a')))
    await on(each, left.forgetRefused(refused?.id ?? 0))
    await each.settle()
    expect(heard).toEqual([
      { kind: 'refused', refused },
      { kind: 'forgotten', id: refused?.id },
    ])
  })

  test(`${name}: after close every call rejects`, async () => {
    const each = bench()
    const tab = each.open()
    await on(each, tab.load())
    await on(each, tab.close())
    await expect(tab.load()).rejects.toThrow('closed')
    await expect(tab.append(first(updates('a')), true)).rejects.toThrow('closed')
  })
}
