import type { Store } from '@weft/persistence'
import { MemoryDisk, memoryStore } from '@weft/persistence/testing'
import {
  createNote,
  deleteMessage,
  initSpace,
  type NoteId,
  type PersonId,
  pin,
  react,
  type SpaceId,
  sendMessage,
  type Unread,
  unpin,
  unreact,
} from '@weft/space'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as Y from 'yjs'
import { encodeRecord } from '../log/record.ts'
import { createMarks, type Marks } from './marks.ts'

const anna = 'AAAAAAAAAAAAAAAA' as PersonId
const ben = 'BBBBBBBBBBBBBBBB' as PersonId
const note = 'N'.repeat(16) as NoteId
const space = 'S'.repeat(22) as SpaceId
const other = 'T'.repeat(22) as SpaceId

let disk: MemoryDisk
let store: Store
let marks: Marks
let time: VirtualRuntime
let readers: PersonId[]
let failures: unknown[]
/** Spaces that were read from the disk. */
let loaded = 0
const told: { person: PersonId; unread: Unread | null }[] = []

/** What a server has when it starts: no room, no document. */
async function start(): Promise<void> {
  store = await memoryStore(disk)
  time = virtualRuntime(1)
  marks = createMarks({
    log: store.log,
    records: store.records,
    since(of, after) {
      loaded++
      return store.holdings.since(of, after)
    },
    runtime: time,
    readers: () => readers,
    tell(person, news) {
      const said = news()
      if (said !== null) told.push({ person, unread: said.unread })
    },
    failed: (error) => failures.push(error),
    most: 2,
  })
}
beforeEach(async () => {
  disk = new MemoryDisk()
  readers = [anna, ben]
  failures = []
  told.length = 0
  await start()
})
afterEach(() => store.close())

/** A document whose edits this person has stored. */
function writer(by: PersonId, of = space) {
  const doc = new Y.Doc()
  const stored: Promise<number>[] = []
  doc.on('update', (update: Uint8Array) => {
    const part = { person: by, unverified: false, ranges: [], update }
    stored.push(marks.log.append(of, encodeRecord({ at: 1, parts: [part], owners: [] })))
  })
  return {
    doc,
    say: (text: string) => sendMessage(doc, { by, at: 1, text }),
    done: () => Promise.all(stored),
  }
}
const count = async (person: PersonId, of = space): Promise<number> =>
  (await marks.of(of, person))?.runs.reduce((sum, [, , length]) => sum + length, 0) ?? 0
/** The process ends here; `clean`: it is told to. */
async function restart({ clean }: { readonly clean: boolean }): Promise<void> {
  marks.rest()
  if (clean) await marks.finish()
  await store.close()
  await start()
}

it('counts messages, and neither notes nor names nor what people do with messages', async () => {
  const by = writer(ben)
  initSpace(by.doc, { name: 'A message to delete' })
  createNote(by.doc, { id: note, by: ben, at: 1, title: 'A message' })
  const first = by.say('one')
  by.say('two')
  await by.done()
  expect(await count(anna)).toBe(2)
  expect(await count(ben)).toBe(0)
  const on = { by: ben, at: 2, of: first }
  react(by.doc, { ...on, emoji: '🎉' })
  unreact(by.doc, { ...on, emoji: '🎉' })
  pin(by.doc, on)
  unpin(by.doc, on)
  await by.done()
  expect(await count(anna)).toBe(2)
  deleteMessage(by.doc, { by: ben, at: 2, of: first })
  await by.done()
  expect(await count(anna)).toBe(1)
})

it('believes nobody who signs as somebody else', async () => {
  const by = writer(ben)
  sendMessage(by.doc, { by: anna, at: 1, text: 'not mine' })
  await by.done()
  expect(await count(ben)).toBe(0)
  expect(await count(anna)).toBe(0)
})

it('G9 misses nothing over a crash: what wasn’t written yet is counted again from the log', async () => {
  await marks.begin(space)
  const by = writer(ben)
  by.say('one')
  await by.done()
  await restart({ clean: false })
  expect(await count(anna)).toBe(1)
  by.say('two')
  await by.done()
  expect(await count(anna)).toBe(2)
  const { clientID } = by.doc
  await marks.saw(space, anna, new Map([[clientID, 2]]))
  await restart({ clean: true })
  expect(await count(anna)).toBe(0)
  by.say('three')
  await by.done()
  await restart({ clean: true })
  expect(await count(anna)).toBe(1)
})

it('writes a few seconds after something came, all spaces at once, and where nothing came nothing', async () => {
  const [one, two] = [writer(ben), writer(ben, other)]
  const writes = (): Promise<unknown> => store.records.get('unread', space)
  createNote(two.doc, { id: note, by: ben, at: 1, title: 'x' })
  await two.done()
  await time.advance(60_000)
  expect(await store.records.get('unread', other)).toBeNull()
  one.say('one')
  await one.done()
  await time.advance(4_000)
  expect(await writes()).toBeNull()
  await time.advance(2_000)
  await expect.poll(writes).toMatchObject({ last: 1, people: [ben] })
  await marks.forget(space)
  expect(await writes()).toBeNull()
})

it('ends in order, also when it ends at once', async () => {
  await marks.begin(space)
  await restart({ clean: true })
  const by = writer(ben)
  by.say('one')
  await by.done()
  await restart({ clean: true })
  expect(await store.records.get('unread', space)).toMatchObject({ last: 1 })
  expect(failures).toEqual([])
})

it('tells people at most once in a while, and those who saw it come nothing', async () => {
  const by = writer(ben)
  for (let i = 0; i < 50; i++) by.say(`${i}`)
  await by.done()
  await marks.of(space, anna)
  expect(told).toEqual([])
  await time.advance(2_000)
  expect(told).toEqual([{ person: anna, unread: { runs: [[by.doc.clientID, 0, 50]] } }])
  told.length = 0
  await marks.saw(space, anna, new Map([[by.doc.clientID, 50]]))
  await time.advance(200)
  expect(told).toEqual([{ person: anna, unread: null }])
  told.length = 0
  by.say('and')
  await by.done()
  await marks.saw(space, anna, new Map([[by.doc.clientID, 51]]))
  await time.advance(2_000)
  // What was seen is told to the other devices, once; that it came, nobody.
  expect(told).toEqual([{ person: anna, unread: null }])
})

it('G5 tells nobody who has no role when it would be told', async () => {
  const by = writer(ben)
  by.say('one')
  await by.done()
  readers = [ben]
  await time.advance(2_000)
  expect(told).toEqual([])
})

it('is there without marks while the disk can’t be read, and says so', async () => {
  disk.failNext('get')
  expect(await marks.of(space, anna)).toBeNull()
  expect(failures).toHaveLength(1)
})

it('lets go of spaces above so many, and of none that isn’t on the disk', async () => {
  const names = ['S', 'T', 'U', 'V'].map((letter) => letter.repeat(22) as SpaceId)
  for (const name of names) await marks.begin(name)
  for (const name of names) {
    const ann = writer(anna, name)
    initSpace(ann.doc, { name: 'Oven' })
    ann.say('The bread is out')
    await ann.done()
  }
  const counts = async () => Promise.all(names.map((name) => count(ben, name)))
  expect(await counts()).toEqual([1, 1, 1, 1])
  await marks.finish()
  // One of the four is left in memory.
  const before = loaded
  expect(await counts()).toEqual([1, 1, 1, 1])
  expect(loaded - before).toBeGreaterThanOrEqual(3)
})
