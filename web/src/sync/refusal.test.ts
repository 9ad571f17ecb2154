import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bench } from './testing/bench.ts'
import { read, textOf, write } from './testing/words.ts'

const CLEAN = { unsaved: 0, unkept: 0 }
const SYNCED = { state: 'online', synced: true }

test('G7 refused work is put aside with its reason, nothing of it is lost, and writing goes on under a new id', async () => {
  const { runtime, server, open, problems } = bench()
  const session = open()
  await runtime.advance(100)
  write(session, 'good ')
  await runtime.advance(100)
  const before = session.doc.get()
  const docs: Y.Doc[] = []
  session.doc.subscribe(() => docs.push(session.doc.get()))
  server.refuseNext = 'author'
  write(session, 'refused ')
  write(session, 'words')
  await runtime.advance(500)

  expect(session.doc.get()).not.toBe(before)
  expect(session.doc.get().clientID).not.toBe(before.clientID)
  expect(docs).toEqual([session.doc.get()])
  expect(read(session)).toBe('good ')
  expect(session.link.get()).toEqual(SYNCED)
  expect(session.keeping.get()).toMatchObject(CLEAN)
  const [refused] = session.refused.get()
  expect(refused).toMatchObject({ reason: 'author', at: expect.any(Number) })
  const whole = new Y.Doc()
  Y.applyUpdate(whole, Y.encodeStateAsUpdate(server.doc))
  Y.applyUpdate(whole, refused?.update ?? new Uint8Array())
  expect(textOf(whole)).toBe('good refused words')

  write(session, 'more')
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('good more')
  expect(problems).toEqual([])
})

test('G7 refused work is there after a reload, can be tried again, and then is an edit like any', async () => {
  const { runtime, server, open } = bench()
  const first = open()
  await runtime.advance(100)
  server.refuseNext = 'viewer'
  write(first, 'words')
  await runtime.advance(500)
  await Promise.all([first.close(), runtime.advance(50)])
  const session = open()
  await runtime.advance(100)
  expect(session.refused.get()).toHaveLength(1)
  expect(read(session)).toBe('')
  const id = session.refused.get()[0]?.id ?? 0
  await Promise.all([session.retryRefused(id), runtime.advance(100)])
  expect(read(session)).toBe('words')
  expect(textOf(server.doc)).toBe('words')
  expect(session.refused.get()).toEqual([])
  expect(session.keeping.get()).toMatchObject(CLEAN)
})

test('G7 whose client id another took first goes on under a new one, and what was refused can be put back all the same', async () => {
  const { runtime, server, open, problems } = bench()
  const session = open()
  await runtime.advance(100)
  const { clientID } = session.doc.get()
  // It stood in their presence; the server has forgotten since to whom it belongs.
  const thief = new Y.Doc()
  thief.clientID = clientID
  thief.getText('t').insert(0, 'mine now')
  server.loseUpdates = 1
  Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(thief))
  server.refuseNext = 'author'
  write(session, 'first words, and a slip')
  const text = session.doc.get().getText('t')
  text.delete(text.length - 7, 7)
  await runtime.advance(500)

  expect(session.doc.get().clientID).not.toBe(clientID)
  expect(read(session)).toBe('mine now')
  write(session, ' and on. ')
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('mine now and on. ')
  expect(session.keeping.get()).toMatchObject(CLEAN)

  const [refused] = session.refused.get()
  await Promise.all([session.retryRefused(refused?.id ?? 0), runtime.advance(100)])
  expect(textOf(server.doc)).toContain('first words, and')
  expect(textOf(server.doc)).not.toContain('slip')
  expect(textOf(server.doc)).toContain('mine now and on. ')
  expect(session.refused.get()).toEqual([])
  expect(session.keeping.get()).toMatchObject(CLEAN)
  expect(problems).toEqual([])
})

test.each(['free', 'taken'])(
  'G7 what is put back twice, by two clicks, is there once: its client id is %s',
  async (whose) => {
    const { runtime, server, open, problems } = bench()
    const session = open()
    await runtime.advance(100)
    if (whose === 'taken') {
      const thief = new Y.Doc()
      thief.clientID = session.doc.get().clientID
      thief.getText('t').insert(0, 'mine now')
      server.loseUpdates = 1
      Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(thief))
    }
    server.refuseNext = 'author'
    write(session, 'words, and a slip')
    const text = session.doc.get().getText('t')
    text.delete(text.length - 7, 7)
    await runtime.advance(500)
    const id = session.refused.get()[0]?.id ?? 0
    await Promise.all([session.retryRefused(id), session.retryRefused(id), runtime.advance(100)])
    expect(textOf(server.doc).split('words, and')).toHaveLength(2)
    expect(session.refused.get()).toEqual([])
    expect(session.keeping.get()).toMatchObject(CLEAN)
    expect(problems).toEqual([])
  },
)

test('G1 what others wrote, and a refused edit had taken the place of, is there again without it', async () => {
  const { runtime, server, open, problems } = bench()
  const session = open()
  await runtime.advance(100)
  const word = (doc: Y.Doc): unknown => doc.getMap('place').get('word')
  server.loseUpdates = 1
  session.doc.get().getMap('place').set('word', 'refused')
  const other = new Y.Doc()
  // Both at once: the higher id takes the place.
  other.clientID = 1
  other.getMap('place').set('word', 'taken')
  Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(other))
  await runtime.advance(100)
  expect(word(session.doc.get())).toBe('refused')
  server.refuseNext = 'spaceFull'
  write(session, 'and more')
  await runtime.advance(500)
  expect(session.refused.get()).toHaveLength(1)
  expect(word(session.doc.get())).toBe('taken')
  write(session, 'words')
  await runtime.advance(100)
  expect([word(server.doc), textOf(server.doc)]).toEqual(['taken', 'words'])
  expect(problems).toEqual([])
})

test('G7 refused work that is put back stays where it was until this device or the server has it', async () => {
  const { runtime, server, disk, surroundings, open, crash } = bench()
  const session = open()
  await runtime.advance(100)
  server.refuseNext = 'viewer'
  write(session, 'words')
  await runtime.advance(500)
  const id = session.refused.get()[0]?.id ?? 0
  surroundings.say('offline')
  server.door = 'closed'
  disk.failNext('append')
  const tried = session.retryRefused(id).catch(String)
  await runtime.advance(100)
  expect(await tried).toContain('storage is full')
  crash('power')
  const again = open()
  await runtime.advance(100)
  expect(again.refused.get()).toHaveLength(1)
  await Promise.all([again.retryRefused(id), runtime.advance(100)])
  expect(again.refused.get()).toEqual([])
  crash('power')
  const last = open()
  await runtime.advance(100)
  expect(read(last)).toBe('words')
})

test('G7 work made offline over reloads and refused at the next contact is put aside whole', async () => {
  const { runtime, server, surroundings, open, crash } = bench()
  server.door = 'closed'
  surroundings.say('offline')
  const first = open()
  await runtime.advance(100)
  write(first, 'one ')
  await runtime.advance(100)
  crash('power')
  const second = open()
  await runtime.advance(100)
  write(second, 'two')
  await runtime.advance(100)
  server.door = 'open'
  server.refuseNext = 'spaceFull'
  surroundings.say('online')
  await runtime.advance(500)
  expect(read(second)).toBe('')
  expect(second.link.get()).toEqual(SYNCED)
  const doc = new Y.Doc()
  for (const { update } of second.refused.get()) Y.applyUpdate(doc, update)
  expect(textOf(doc)).toBe('one two')
})

test('G7 work that is too large for the server to read is put aside, and the space goes on', async () => {
  const { runtime, server, surroundings, open } = bench()
  const first = open()
  await runtime.advance(100)
  write(first, 'good ')
  await runtime.advance(100)
  surroundings.say('offline')
  server.door = 'closed'
  write(first, 'words '.repeat(20_000))
  await runtime.advance(100)
  server.largest = 64 * 1024
  server.door = 'open'
  surroundings.say('online')
  await runtime.advance(1_000)
  expect(first.refused.get()).toMatchObject([{ reason: 'tooLarge' }])
  expect(first.link.get()).toEqual(SYNCED)
  expect(first.keeping.get()).toMatchObject(CLEAN)
  server.doc.getText('t').insert(0, 'news, ')
  await runtime.advance(100)
  expect(read(first)).toBe('news, good ')
})

test('G7 work that the server doesn’t even ask for is put aside: who is a viewer now has nothing to send', async () => {
  const { runtime, server, surroundings, open } = bench()
  const session = open()
  await runtime.advance(100)
  write(session, 'good ')
  await runtime.advance(100)
  surroundings.say('offline')
  server.door = 'closed'
  write(session, 'words')
  await runtime.advance(100)
  server.door = 'open'
  server.asks = false
  surroundings.say('online')
  await runtime.advance(1_000)
  expect(session.refused.get()).toMatchObject([{ reason: 'viewer' }])
  expect(session.keeping.get()).toMatchObject(CLEAN)
  expect(session.link.get()).toEqual(SYNCED)
  expect(read(session)).toBe('good ')
  // A viewer who becomes a member is asked then.
  server.asks = true
  server.send(server.caller, { type: 'step1', stateVector: Y.encodeStateVector(server.doc) })
  await runtime.advance(100)
  await Promise.all([session.retryRefused(session.refused.get()[0]?.id ?? 0), runtime.advance(100)])
  expect(textOf(server.doc)).toBe('good words')
})

test('G7 a line closed as too large with nothing of ours in hand is left at that', async () => {
  const { runtime, server, surroundings, open } = bench()
  const session = open()
  await runtime.advance(100)
  write(session, 'good')
  await runtime.advance(100)
  surroundings.say('offline')
  server.largest = 4
  surroundings.say('online')
  await runtime.advance(1_000)
  expect(session.link.get()).toMatchObject({ state: 'stopped', code: 4413 })
  expect(session.refused.get()).toEqual([])
  expect(read(session)).toBe('good')
})

test('G7 deletions of what nobody has aren’t waited for: nothing of ours leans on them, and nobody can complete it', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  // No structs; of one client, its first one deleted.
  server.send(server.caller, { type: 'update', update: Uint8Array.of(0, 1, 5, 1, 0, 1) })
  await runtime.advance(500)
  const { store } = session.doc.get()
  expect(store.pendingDs).not.toBeNull()
  await runtime.advance(60_000)
  expect(store.pendingDs).toBeNull()
  expect(server.caller.heard.filter(({ type }) => type === 'step1')).toHaveLength(2)
  write(session, 'on')
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('on')
})

test('G7 without a disk, refused work stays at least while the page does', async () => {
  const { runtime, server, disk, open } = bench()
  const session = open()
  await runtime.advance(100)
  disk.failNext('append')
  disk.failNext('refuse')
  server.refuseNext = 'author'
  write(session, 'words')
  await runtime.advance(500)
  const [refused] = session.refused.get()
  const doc = new Y.Doc()
  Y.applyUpdate(doc, refused?.update ?? new Uint8Array())
  expect(textOf(doc)).toBe('words')
})

test('G7 what a screen still writes into the old document is put aside too', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  const old = session.doc.get()
  server.refuseNext = 'author'
  write(session, 'refused')
  await runtime.advance(500)
  old.getText('t').insert(0, 'late ')
  await runtime.advance(100)
  expect(session.refused.get()).toHaveLength(2)
  expect(textOf(server.doc)).toBe('')
})

test('refused again and again with nothing of ours: the copy is filled anew, and then it stops', async () => {
  const { runtime, server, disk, open } = bench()
  const session = open()
  await runtime.advance(100)
  const refuse = () =>
    server.send(server.caller, {
      type: 'notice',
      notice: { kind: 'refused', count: 1, reason: 'malformed' },
    })
  write(session, 'words')
  await runtime.advance(100)
  const firstRow = [...disk.contents.rows.keys()][0]
  for (let i = 0; i < 2; i++) {
    expect(disk.contents.rows.has(firstRow ?? 0)).toBe(true)
    refuse()
    await runtime.advance(1_000)
    expect(session.link.get()).toEqual(SYNCED)
    expect(read(session)).toBe('words')
  }
  expect(disk.contents.rows.has(firstRow ?? 0)).toBe(false)
  refuse()
  await runtime.advance(60_000)
  expect(session.link.get()).toEqual({ state: 'stopped', code: 4404, reason: 'malformed' })
  session.retry()
  await runtime.advance(100)
  expect(session.link.get()).toEqual(SYNCED)
})

test('G7 G11 what builds on a row that the disk lost is put aside as damaged; the rest goes on', async () => {
  const { runtime, server, disk, surroundings, open, crash } = bench()
  server.door = 'closed'
  surroundings.say('offline')
  const first = open()
  await runtime.advance(100)
  write(first, 'lost ')
  await runtime.advance(100)
  write(first, 'words that follow')
  await runtime.advance(100)
  crash('power')
  disk.damage(1, new Uint8Array([255, 255]))
  const session = open()
  await runtime.advance(100)
  expect(session.keeping.get().damaged).toBe(1)
  write(session, 'new')
  server.door = 'open'
  surroundings.say('online')
  await runtime.advance(1_000)
  expect(textOf(server.doc)).toBe('new')
  expect(session.keeping.get().unsaved).toBe(1)
  await runtime.advance(20_000)
  expect(session.refused.get()).toMatchObject([{ reason: 'damaged' }])
  expect(session.keeping.get()).toMatchObject(CLEAN)
  expect(session.link.get()).toEqual(SYNCED)
  expect(read(session)).toBe('new')
  await expect(session.retryRefused(session.refused.get()[0]?.id ?? 0)).rejects.toThrow('can’t be put back')
})
