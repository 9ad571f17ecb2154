import { StoreError } from '@weft/persistence'
import { initSpace } from '@weft/space'
import { Close } from '@weft/space/wire'
import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { DurableDocument } from './document.ts'
import { OTHER, person, SPACE, type World, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')
const eve = person('eve')

/** Flips a byte of every stored piece that holds these words. */
function damage({ disk }: World, words: string): number {
  let hits = 0
  for (const [key, value] of disk.entries()) {
    const at = Buffer.from(value).indexOf(words)
    if (at < 0) continue
    const bad = value.slice()
    bad[at] = (bad[at] ?? 0) ^ 1
    disk.corrupt(key, bad)
    hits++
  }
  return hits
}

test('a storage error: no ack, nobody is told; all are, with a code that says come back', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  w.disk.failNext('batch')
  a.write('lost?')
  await w.pass(40)
  expect([a.acked, b.lines]).toEqual([1, []])
  for (const client of [a, b]) {
    expect(client.code).toBe(Close.storage)
    expect(client.all('notice').at(-1)?.notice).toEqual({ kind: 'storage', state: 'failing' })
  }
  expect(w.counted.get('storage_errors')).toBe(1)
  expect(w.client(ann).hello().code).toBe(Close.storage)
  // Started again on a healthy disk, what was not acked comes from who wrote it.
  const after = await w.crash()
  const c = after.client(ben).hello()
  const d = after.client(ann, { doc: a.doc }).hello()
  await after.pass(40)
  expect([c.lines, d.acked]).toEqual([['lost?'], 1])
})

test('G8: a reader whose buffer is just full when the space closes doesn’t keep it from closing for all', async () => {
  const before = await world({ limits: { outboundSoft: 5_000 } })
  const named = before.rooms.edit(SPACE, ann.id, (doc) => initSpace(doc, { name: 'Loom' }))
  await before.pass(40)
  await named
  // Opened with its document from the beginning: there is a name that no snapshot has.
  const w = await before.crash()
  const full = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  full.transport.stalled = true
  full.transport.buffered = 5_000
  const { append } = w.store.log
  w.store.log.append = async () => {
    throw new StoreError('BUSY', 'too much awaits the disk')
  }
  b.write('one')
  await w.pass(40)
  w.store.log.append = append
  expect([full.code, b.code]).toEqual([Close.storage, Close.storage])
  const again = w.client(ben, { doc: b.doc }).hello()
  await w.pass(40)
  expect([again.code, again.acked]).toEqual([null, 1])
})

test('too much awaits the disk: the space is closed, and opens again', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  const { append } = w.store.log
  w.store.log.append = async () => {
    throw new StoreError('BUSY', 'too much awaits the disk')
  }
  a.write('one')
  await w.pass(40)
  w.store.log.append = append
  expect(a.code).toBe(Close.storage)
  const again = w.client(ann, { doc: a.doc }).hello()
  await w.pass(40)
  expect([again.code, again.acked]).toEqual([null, 1])
})

test('an edit of the server’s own that waits behind a write that fails is told so', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass(40)
  w.disk.hold()
  w.disk.failNext('batch')
  a.write('fails')
  await w.pass(40)
  const edited = w.rooms.edit(SPACE, ann.id, (doc) => initSpace(doc, { name: 'Loom' }))
  const ended = expect(edited).rejects.toMatchObject({ code: 'IO' })
  await w.pass(40)
  w.disk.release()
  await w.pass(40)
  await ended
})

test('what Yjs keeps aside though the scanner let it through is warned of, and asked for again', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass(40)
  const asked = a.all('step1').length
  let calls = 0
  vi.spyOn(DurableDocument.prototype, 'stranded', 'get').mockImplementation(() => calls++ > 0)
  a.write('aside')
  await w.pass(40)
  vi.restoreAllMocks()
  expect(w.warnings.map(({ event }) => event)).toEqual(['update waits for causes'])
  expect(a.all('step1')).toHaveLength(asked + 1)
})

test('an update that can’t be applied, though it is stored: the space is opened anew from its log', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  a.write('one')
  await w.pass(40)
  vi.spyOn(DurableDocument.prototype, 'apply').mockImplementationOnce(() => {
    throw new Error('half applied')
  })
  a.write('two')
  await w.pass(40)
  expect([a.code, b.code]).toEqual([Close.goingAway, Close.goingAway])
  expect([a.acked, b.lines]).toEqual([2, ['one']])
  const again = w.client(ben, { doc: b.doc }).hello()
  await w.pass(40)
  expect(again.lines).toEqual(['one', 'two'])
})

test('a space that can’t be read sends its visitors away; the others stay open', async () => {
  const w = await world()
  const a = w.client(ann, { space: OTHER }).hello()
  await w.pass()
  const { load } = w.store.log
  w.store.log.load = async () => {
    throw new StoreError('IO', 'unreadable')
  }
  const b = w.client(ben).hello()
  await w.pass()
  expect(b.code).toBe(Close.storage)
  await expect(w.rooms.read(SPACE, () => 1)).rejects.toThrow('cannot be read')
  w.store.log.load = load
  a.write('fine here')
  await w.pass(40)
  expect([a.code, a.acked]).toEqual([null, 2])
  const again = w.client(ben).hello()
  await w.pass()
  expect(again.code).toBeNull()
})

test('G11: a damaged record is counted, the space opens from the rest, and any member fills the gap', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  for (const line of ['before', 'DAMAGED', 'after']) {
    a.write(line)
    await w.pass(40)
  }
  b.write('of another')
  await w.pass(40)
  expect(damage(w, 'DAMAGED')).toBe(1)

  const after = await w.crash()
  const c = after.client(person('cem'))
  c.hello()
  await after.pass(40)
  expect(after.counted.get('records_damaged')).toBe(1)
  // What came after the damage waits for it, unseen; it isn't sent, for it would come back as the newcomer's own.
  expect(c.lines).toEqual(['before'])
  expect(c.doc.store.pendingStructs).toBeNull()
  // Ben has it all; he didn't write it.
  const back = after.client(ben, { doc: b.doc }).hello()
  await after.pass(40)
  expect(back.code).toBeNull()
  expect(c.lines).toEqual(['before', 'DAMAGED', 'after', 'of another'])
  c.write('and on')
  await after.pass(40)
  expect(back.lines.at(-1)).toBe('and on')
  const later = await after.crash()
  const d = later.client(eve).hello()
  await later.pass(40)
  expect(d.lines).toEqual(back.lines)
  expect(d.doc.store.pendingStructs).toBeNull()
})

test('a writer whose own device still has what was lost goes on under the same client id', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  a.write('DAMAGED')
  await w.pass(40)
  damage(w, 'DAMAGED')
  const after = await w.crash()
  const again = after.client(ann, { doc: a.doc }).hello()
  again.write('more')
  await after.pass(40)
  expect([again.code, again.acked]).toEqual([null, 2])
  const c = after.client(ben).hello()
  await after.pass(40)
  expect(c.lines).toEqual(['DAMAGED', 'more'])
})

test('that records were lost is remembered over compactions: what comes back later is still let in', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  a.write('kept')
  await w.pass(40)
  a.write('DAMAGED')
  await w.pass(40)
  expect(b.lines).toEqual(['kept', 'DAMAGED'])
  damage(w, 'DAMAGED')
  const after = await w.crash()
  const c = after.client(eve).hello()
  await after.pass(40)
  for (let i = 0; i < 11; i++) {
    c.write('x'.repeat(100_000))
    await after.pass(16)
  }
  expect(after.counted.get('compactions')).toBe(1)
  const later = await after.crash()
  const back = later.client(ben, { doc: b.doc }).hello()
  await later.pass(40)
  expect(back.code).toBeNull()
  expect(later.counted.get('records_damaged')).toBeUndefined()
  const d = later.client(eve).hello()
  await later.pass(40)
  expect(d.lines).toContain('DAMAGED')
})

test('a log of a newer Weft is left alone: opening half of it would look like the truth', async () => {
  const w = await world()
  await w.store.log.append(SPACE, new Uint8Array([9, 1, 2, 3]))
  const a = w.client(ann).hello()
  await w.pass(40)
  expect(a.code).toBe(Close.storage)
  expect(w.warnings.at(-1)?.details.error).toMatch(/version/)
})

test('a record that passes its checksum and is none is counted; the rest opens', async () => {
  const w = await world()
  await w.store.log.append(SPACE, new Uint8Array([1, 2, 3]))
  const a = w.client(ann).hello()
  await w.pass(40)
  a.write('fine')
  await w.pass(40)
  expect(w.counted.get('records_damaged')).toBe(1)
  expect([a.code, a.acked]).toEqual([null, 2])
})

test('compaction: a snapshot takes the place of many records, with their owners, while people write on', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  for (let i = 0; i < 11; i++) {
    a.write(String(i).repeat(50_000))
    a.write(String(i).repeat(50_000))
    await w.pass(20)
  }
  expect(w.counted.get('compactions')).toBe(1)
  expect((await w.store.log.size(SPACE)).records).toBeLessThan(10)
  const after = await w.crash()
  const b = after.client(ben).hello()
  await after.pass(40)
  expect(b.lines).toEqual(a.lines)
  const forged = new Y.Doc()
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(a.doc))
  forged.clientID = a.doc.clientID
  const e = after.client(eve, { doc: forged }).hello()
  await after.pass(40)
  e.write('I am Ann')
  await after.pass(40)
  expect(e.code).toBe(Close.refused)
})

test('a compaction that can’t read its log shuts nothing: the space goes on, and it is made later', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  w.disk.failNext('range')
  const write = async (): Promise<void> => {
    a.write('x'.repeat(100_000))
    await w.pass(20)
  }
  for (let i = 0; i < 11; i++) await write()
  expect([w.counted.get('storage_errors'), w.counted.get('compactions')]).toEqual([1, undefined])
  expect([a.code, b.code]).toEqual([null, null])
  const c = w.client(eve).hello()
  await w.pass(40)
  expect([c.code, c.lines.length]).toEqual([null, 11])
  for (let i = 0; i < 12; i++) await write()
  expect(w.counted.get('compactions')).toBe(undefined)
  await w.pass(60_000)
  await write()
  expect(w.counted.get('compactions')).toBe(1)
  expect(b.lines).toHaveLength(24)
})

test('G8: while no snapshot can be made the log grows only to its limit; then the space is read, and nothing is lost', async () => {
  const w = await world({ limits: { log: 2_000_000 } })
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  w.disk.failNext('range')
  let refused = 0
  for (let i = 0; i < 30 && refused === 0; i++) {
    a.write('x'.repeat(100_000))
    await w.pass(20)
    if (a.code !== null) refused = i
  }
  expect([a.code, refused]).toEqual([Close.tooLarge, 19])
  expect((await w.store.log.size(SPACE)).bytes).toBeLessThan(2_000_000)
  expect([b.code, b.lines.length]).toEqual([null, 19])
  await w.pass(60_000)
  expect(a.lines).toHaveLength(20)
  const again = w.client(ann, { doc: a.doc }).hello()
  await w.pass(100)
  expect(again.code).toBe(Close.tooLarge)
  await w.pass(100)
  expect(w.counted.get('compactions')).toBe(1)
  const third = w.client(ann, { doc: a.doc }).hello()
  await w.pass(100)
  expect([third.code, b.lines.length]).toEqual([null, 20])
})
