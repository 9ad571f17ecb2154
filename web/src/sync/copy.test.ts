import { expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DeviceStore } from './contract.ts'
import { worthCompacting } from './copy.ts'
import { StoreFailure } from './store-failure.ts'
import { bench } from './testing/bench.ts'
import { read, textOf, write } from './testing/words.ts'

/** Hundreds of rows: a quarter of a second on a quiet machine. */
const PATIENT = { timeout: 30_000 }
const SYNCED = { state: 'online', synced: true }

test('G11 what is kept here is shown when what has to be there first is, and the line waits for neither', async () => {
  const { runtime, server, surroundings, disk, open, crash } = bench()
  server.door = 'closed'
  surroundings.say('offline')
  write(open(), 'kept')
  await runtime.advance(100)
  crash('browser')
  let here = () => {}
  const prepared = new Promise<void>((resolve) => {
    here = resolve
  })
  const again = open(disk.open(), prepared)
  await runtime.advance(100)
  expect([again.content.get(), read(again)]).toEqual(['loading', ''])
  server.door = 'open'
  surroundings.say('online')
  await runtime.advance(4_000)
  expect(again.link.get()).toMatchObject(SYNCED)
  here()
  await runtime.advance(100)
  expect(read(again)).toBe('kept')
  await runtime.advance(5_000)
  expect([read(again), textOf(server.doc)]).toEqual(['kept', 'kept'])
})

test('a disk that fails is told, work goes on online, and it is all kept once the disk is well', async () => {
  const { runtime, server, disk, open, problems } = bench()
  const session = open()
  await runtime.advance(100)
  disk.broken = new StoreFailure('Full.')
  write(session, 'a')
  server.doc.getText('t').insert(0, 'theirs ')
  await runtime.advance(300)
  expect(session.keeping.get()).toMatchObject({ unsaved: 0, failure: 'Full.' })
  expect(textOf(server.doc)).toBe(read(session))
  disk.broken = null
  await runtime.advance(6_000)
  expect(session.keeping.get()).toMatchObject({ failure: null })
  const copy = new Y.Doc()
  for (const { update } of disk.contents.rows.values()) Y.applyUpdate(copy, update)
  expect(textOf(copy)).toBe(read(session))
  expect(problems).toHaveLength(1)
})

test('offline with a failing disk nothing is called kept; when it is well again all is', async () => {
  const { runtime, server, disk, surroundings, open, crash } = bench()
  server.door = 'closed'
  surroundings.say('offline')
  const session = open()
  await runtime.advance(100)
  disk.broken = new StoreFailure('Full.')
  write(session, 'a')
  write(session, 'b')
  await runtime.advance(100)
  expect(session.keeping.get()).toMatchObject({ unsaved: 2, unkept: 2, failure: 'Full.' })
  disk.broken = null
  await runtime.advance(6_000)
  expect(session.keeping.get()).toMatchObject({ unsaved: 2, unkept: 0, failure: null })
  crash('power')
  const again = open()
  await runtime.advance(100)
  expect(read(again)).toBe('ab')
})

test('a store that can not be read at first is read when it can: what it kept is shown and sent', async () => {
  const { runtime, server, disk, surroundings, open, crash } = bench()
  server.door = 'closed'
  surroundings.say('offline')
  const first = open()
  await runtime.advance(100)
  write(first, 'kept')
  await runtime.advance(100)
  crash('browser')
  server.door = 'open'
  surroundings.say('online')
  disk.failNext('load', 'Not now.')
  const session = open()
  await runtime.advance(500)
  expect(session.link.get()).toEqual(SYNCED)
  expect(session.keeping.get().failure).toBe('Not now.')
  await runtime.advance(10_000)
  expect(session.keeping.get()).toMatchObject({ failure: null, unsaved: 0 })
  expect(read(session)).toBe('kept')
  expect(textOf(server.doc)).toBe('kept')
})

test('a store that never answers keeps nobody offline', async () => {
  const { runtime, disk, server, open } = bench()
  const real = disk.open()
  const hanging: DeviceStore = { ...bound(real), load: () => new Promise(() => {}) }
  const session = open(hanging)
  await runtime.advance(3_500)
  expect(session.link.get()).toEqual(SYNCED)
  expect(session.content.get()).toBe('ready')
  write(session, 'a')
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('a')
})

test('G11 a large row that is damaged is found when it is applied, and keeps nothing else away', async () => {
  const { runtime, server, disk, open, crash, problems } = bench()
  server.door = 'closed'
  const first = open()
  await runtime.advance(100)
  write(first, 'a')
  write(first, 'b'.repeat(100_000))
  await runtime.advance(100)
  crash('power')
  const large = disk.contents.rows.get(2)?.update ?? new Uint8Array()
  disk.damage(2, large.slice(0, 80_000))
  const session = open()
  await runtime.advance(100)
  expect(read(session)).toBe('a')
  expect(session.keeping.get()).toMatchObject({ damaged: 1, unsaved: 1 })
  expect(disk.contents).toMatchObject({ aside: 1 })
  expect(problems).toEqual([])
})

test('many rows become one once all is on the server, and a start reads few', PATIENT, async () => {
  const { runtime, server, disk, open } = bench()
  const session = open()
  await runtime.advance(100)
  for (let i = 0; i < 600; i++) {
    write(session, 'x')
    if (i % 50 === 0) await runtime.advance(100)
  }
  await runtime.advance(5_000)
  expect(disk.contents.rows.size).toBeLessThan(110)
  expect(textOf(server.doc)).toHaveLength(600)
  await Promise.all([session.close(), runtime.advance(100)])
  server.door = 'closed'
  const again = open()
  await runtime.advance(100)
  expect(read(again)).toHaveLength(600)
})

test('unacked rows are never compacted away', PATIENT, async () => {
  const { runtime, server, disk, surroundings, open } = bench()
  server.door = 'closed'
  surroundings.say('offline')
  const session = open()
  await runtime.advance(100)
  for (let i = 0; i < 700; i++) write(session, 'x')
  await runtime.advance(5_000)
  expect(disk.contents.rows.size).toBe(700)
  expect([...disk.contents.rows.values()].every(({ acked }) => !acked)).toBe(true)
})

test('G7 what is unsaved never gets into a row that counts as acked', PATIENT, async () => {
  const { runtime, server, disk, open } = bench()
  const session = open()
  await runtime.advance(100)
  server.commitTime = 1_000_000
  write(session, 'unsaved')
  await runtime.advance(100)
  for (let i = 0; i < 600; i++) server.doc.getText('t').insert(0, '.')
  await runtime.advance(5_000)
  const acked = new Y.Doc()
  for (const row of disk.contents.rows.values()) if (row.acked) Y.applyUpdate(acked, row.update)
  expect(textOf(acked)).not.toContain('unsaved')
  expect(read(session)).toContain('unsaved')
})

test('compaction is for many rows, and not for few that follow a large one', () => {
  expect(worthCompacting(500, 50_000, 100)).toBe(false)
  expect(worthCompacting(501, 50_100, 100)).toBe(true)
  expect(worthCompacting(600, 10_060_000, 10_000_000)).toBe(false)
  expect(worthCompacting(4_001, 10_060_000, 10_000_000)).toBe(true)
})

/** A store's methods as plain properties, so that one can be replaced. */
function bound(store: DeviceStore): DeviceStore {
  return {
    load: () => store.load(),
    append: (update, mine) => store.append(update, mine),
    setAside: (rows) => store.setAside(rows),
    acked: (rows) => store.acked(rows),
    compact: (through, state) => store.compact(through, state),
    savePeople: (people) => store.savePeople(people),
    refuse: (why, unkept) => store.refuse(why, unkept),
    forgetRefused: (id) => store.forgetRefused(id),
    dropCopy: () => store.dropCopy(),
    onOtherTab: (handle) => store.onOtherTab(handle),
    catchUp: () => store.catchUp(),
    close: () => store.close(),
  }
}
