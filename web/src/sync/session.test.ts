import { expect, test } from 'vitest'
import { bench } from './testing/bench.ts'
import { read, textOf, write } from './testing/words.ts'

const SYNCED = { state: 'online', synced: true }
const CLEAN = { unsaved: 0, unkept: 0, unsavedSince: null, failure: null }

test('G1 an edit is unsaved until it is acked, and unkept until its row is committed', async () => {
  const { runtime, server, disk, open, problems } = bench()
  disk.commitTime = 3
  server.commitTime = 10
  const session = open()
  await runtime.advance(100)
  expect(session.link.get()).toEqual(SYNCED)
  expect(session.content.get()).toBe('ready')
  write(session, 'a')
  expect(session.keeping.get()).toMatchObject({ unsaved: 1, unkept: 1, unsavedSince: runtime.now() })
  await runtime.advance(4)
  expect(session.keeping.get()).toMatchObject({ unsaved: 1, unkept: 0 })
  await runtime.advance(20)
  expect(session.keeping.get()).toMatchObject({ ...CLEAN, savedAt: expect.any(Number) })
  expect(textOf(server.doc)).toBe('a')
  expect(problems).toEqual([])
})

test('G1 an ack that is quicker than the disk marks the row once it is there', async () => {
  const { runtime, server, disk, open } = bench()
  disk.commitTime = 500
  const session = open()
  await runtime.advance(2_000)
  write(session, 'a')
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('a')
  expect(session.keeping.get()).toMatchObject(CLEAN)
  await runtime.advance(2_000)
  expect([...disk.contents.rows.values()].map(({ acked }) => acked)).toEqual([true])
})

test('G1 acks count the frames of their own line: what a former line was owed is owed anew', async () => {
  const { runtime, server, open } = bench()
  server.commitTime = 50
  const session = open()
  await runtime.advance(200)
  for (const letter of 'abc') write(session, letter)
  await runtime.advance(10)
  server.cut()
  server.loseUpdates = 1
  await runtime.advance(600)
  // The step 2 of the new line got lost, and so nothing is acked, however many frames the old line had.
  expect(session.link.get()).toEqual(SYNCED)
  expect(session.keeping.get().unsaved).toBe(3)
  write(session, 'd')
  await runtime.advance(100)
  expect(session.keeping.get()).toMatchObject(CLEAN)
})

test('G1 what the server lost on the way is asked for again, and acked only then', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  server.loseUpdates = 1
  write(session, 'a')
  await runtime.advance(50)
  expect(session.keeping.get().unsaved).toBe(1)
  write(session, 'b')
  await runtime.advance(50)
  expect(textOf(server.doc)).toBe('ab')
  expect(session.keeping.get()).toMatchObject(CLEAN)
  expect(server.caller.heard.filter(({ type }) => type === 'step2')).toHaveLength(2)
})

test('G3 what was written without a network is kept over a reload, counted, shown, and merged at the next contact', async () => {
  const { runtime, server, surroundings, open, crash } = bench()
  server.door = 'closed'
  surroundings.say('offline')
  const first = open()
  await runtime.advance(100)
  expect(first.content.get()).toBe('empty')
  for (const letter of 'offline') write(first, letter)
  await runtime.advance(100)
  expect(first.keeping.get()).toMatchObject({ unsaved: 7, unkept: 0 })
  crash('power')
  server.doc.getText('t').insert(0, 'theirs ')

  const second = open()
  await runtime.advance(100)
  expect(second.content.get()).toBe('local')
  expect(read(second)).toBe('offline')
  expect(second.keeping.get()).toMatchObject({ unsaved: 7, unkept: 0 })
  expect(second.link.get()).toMatchObject({ state: 'offline', retryAt: null })
  server.door = 'open'
  surroundings.say('online')
  await runtime.advance(100)
  expect(read(second)).toBe(textOf(server.doc))
  expect([...read(second)].sort()).toEqual([...'offlinetheirs '].sort())
  expect(second.keeping.get()).toMatchObject(CLEAN)
  await Promise.all([second.close(), runtime.advance(50)])
  const third = open()
  await runtime.advance(10)
  expect(third.keeping.get()).toMatchObject(CLEAN)
  expect(read(third)).toBe(textOf(server.doc))
})

test('G3 a kept edit whose causes only the server has is sent on this line, not on the next', async () => {
  const { runtime, server, disk, open, crash } = bench()
  const first = open()
  await runtime.advance(100)
  disk.failNext('append')
  write(first, 'one ')
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('one ')
  server.door = 'closed'
  server.cut()
  write(first, 'two')
  await runtime.advance(100)
  crash('browser')
  server.door = 'open'
  const session = open()
  await runtime.advance(100)
  expect(read(session)).toBe('one two')
  expect(textOf(server.doc)).toBe('one two')
  expect(session.keeping.get()).toMatchObject({ unsaved: 0, unkept: 0 })
})

test('G3 deletions made offline arrive too', async () => {
  const { runtime, server, surroundings, open } = bench()
  const session = open()
  await runtime.advance(100)
  write(session, 'abc')
  await runtime.advance(100)
  surroundings.say('offline')
  server.door = 'closed'
  session.doc.get().getText('t').delete(0, 2)
  await runtime.advance(100)
  expect(session.keeping.get()).toMatchObject({ unsaved: 1 })
  server.door = 'open'
  surroundings.say('online')
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('c')
  expect(session.keeping.get()).toMatchObject(CLEAN)
})

test('edits made before the handshake is done go with it, not before their causes', async () => {
  const { runtime, server, open } = bench()
  server.latency = 50
  const session = open()
  for (let i = 0; i < 40; i++) {
    write(session, '.')
    await runtime.advance(10)
  }
  await runtime.advance(300)
  expect(textOf(server.doc)).toHaveLength(40)
  expect(server.caller.heard.filter(({ type }) => type === 'step2')).toHaveLength(1)
  expect(session.keeping.get()).toMatchObject(CLEAN)
})

test('G10 a line on which nothing moves is noticed within 8 s, and comes back', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  server.hole = true
  server.door = 'silent'
  write(session, 'lost on the way')
  await runtime.advance(8_500)
  expect(session.link.get().state).not.toBe('online')
  expect(session.keeping.get().unsaved).toBe(1)
  server.hole = false
  server.door = 'open'
  await runtime.advance(12_000)
  expect(session.link.get()).toEqual(SYNCED)
  expect(textOf(server.doc)).toBe('lost on the way')
  expect(session.keeping.get()).toMatchObject(CLEAN)
})

test('an idle line is held by asking, without saying anything new', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  const { savedAt } = session.keeping.get()
  await runtime.advance(60_000)
  expect(server.dials).toBe(1)
  expect(session.link.get()).toEqual(SYNCED)
  expect(session.keeping.get().savedAt).toBe(savedAt)
})

test('a hundred devices that lose their server do not come back as one', async () => {
  const delays = new Set<number>()
  for (let seed = 1; seed <= 20; seed++) {
    const { runtime, server, open } = bench(seed)
    const session = open()
    await runtime.advance(6_000)
    server.door = 'closed'
    server.cut(4503)
    await runtime.advance(2)
    const link = session.link.get()
    if (link.state !== 'offline' || link.retryAt === null) throw new Error(link.state)
    delays.add(link.retryAt - runtime.now())
  }
  expect(delays.size).toBeGreaterThan(15)
  expect(Math.max(...delays)).toBeLessThanOrEqual(500)
})

test('a final close code stops, tells the code, and keeps what is here; retry tries again', async () => {
  const { runtime, server, open } = bench()
  server.door = 4403
  const session = open()
  await runtime.advance(100)
  expect(session.link.get()).toEqual({ state: 'stopped', code: 4403, reason: 'door' })
  write(session, 'a')
  await runtime.advance(60_000)
  expect(server.dials).toBe(1)
  expect(session.keeping.get()).toMatchObject({ unsaved: 1, unkept: 0 })
  server.door = 'open'
  session.retry()
  await runtime.advance(100)
  expect(textOf(server.doc)).toBe('a')
})

test('edits are not pushed into a socket that does not drain; when it does, they go as one', async () => {
  const { runtime, server, open } = bench()
  const session = open()
  await runtime.advance(100)
  server.stalled = true
  write(session, 'x'.repeat(300_000))
  await runtime.advance(20)
  const before = server.caller.heard.length
  for (let i = 0; i < 500; i++) write(session, 'y')
  await runtime.advance(500)
  expect(server.caller.heard.slice(before).filter(({ type }) => type === 'update')).toHaveLength(0)
  server.stalled = false
  server.caller.waiting = 0
  await runtime.advance(500)
  expect(server.caller.heard.slice(before).filter(({ type }) => type === 'update')).toHaveLength(1)
  expect(textOf(server.doc)).toHaveLength(300_500)
  expect(session.keeping.get()).toMatchObject(CLEAN)
})

test('a damaged message ends the line, not the session; an unknown one is passed over', async () => {
  const { runtime, server, open, problems } = bench()
  const session = open()
  await runtime.advance(100)
  server.caller.events.message(new Uint8Array([99, 1, 2]))
  expect(session.link.get()).toEqual(SYNCED)
  server.caller.events.message(new Uint8Array([0, 2, 255]))
  expect(session.link.get().state).toBe('offline')
  expect(problems).toHaveLength(1)
  await runtime.advance(2_000)
  expect(session.link.get()).toEqual(SYNCED)
})

test('an observer that throws stops neither the line nor the copy', async () => {
  const { runtime, server, open, problems } = bench()
  const session = open()
  await runtime.advance(100)
  session.doc
    .get()
    .getText('t')
    .observe(() => {
      throw new Error('a screen’s mistake')
    })
  server.doc.getText('t').insert(0, 'theirs')
  await runtime.advance(500)
  expect(read(session)).toBe('theirs')
  expect(session.link.get()).toEqual(SYNCED)
  expect(problems).toHaveLength(1)
})

test('people and role come from the server, and are kept over a reload', async () => {
  const { runtime, server, person, open, surroundings } = bench()
  const session = open()
  await runtime.advance(100)
  expect(session.role.get()).toBe(null)
  const me = { id: person, name: 'Ada', dye: 'woad', role: 'owner' } as const
  server.send(server.caller, { type: 'people', people: [me] })
  await runtime.advance(10)
  expect(session.role.get()).toBe('owner')
  const heard: string[] = []
  session.onNotice((notice) => heard.push(notice.kind))
  server.send(server.caller, { type: 'notice', notice: { kind: 'role', role: 'viewer' } })
  await runtime.advance(10)
  expect(session.role.get()).toBe('viewer')
  expect(session.people.get().get(person)).toMatchObject({ role: 'viewer' })
  expect(heard).toEqual(['role'])
  await Promise.all([session.close(), runtime.advance(50)])
  server.door = 'closed'
  surroundings.say('offline')
  const again = open()
  await runtime.advance(100)
  expect(again.people.get().get(person)).toMatchObject({ name: 'Ada' })
})

test('G5 G7 who belongs no more keeps no copy of what the server has, and all of what it hasn’t', async () => {
  const { runtime, server, disk, open } = bench()
  const session = open()
  await runtime.advance(100)
  write(session, 'a')
  await runtime.advance(200)
  expect(disk.contents.rows.size).toBeGreaterThan(0)
  server.cut(4410, 'gone')
  await runtime.advance(200)
  expect(session.link.get()).toMatchObject({ state: 'stopped', code: 4410 })
  expect(disk.contents.rows.size).toBe(0)

  const other = bench()
  const away = other.open()
  await other.runtime.advance(100)
  other.server.door = 4410
  other.server.cut()
  write(away, 'b')
  await other.runtime.advance(60_000)
  expect(away.link.get()).toMatchObject({ state: 'stopped', code: 4410 })
  expect(away.refused.get()).toMatchObject([{ reason: 'gone' }])
  expect(away.keeping.get().unsaved).toBe(0)
  expect(other.disk.contents.rows.size).toBe(0)
  expect(other.disk.contents.people).toEqual([])
})
