import { initSpace, setMeta } from '@weft/space'
import { Close } from '@weft/space/wire'
import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { PACE } from './lane.ts'
import { OTHER, person, SPACE, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')

test('a space that nobody has open leaves memory; the next visitor finds everything', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  a.write('hello')
  await w.pass(40)
  a.transport.drop()
  await w.pass(29_000)
  expect(w.counted.get('rooms_closed')).toBeUndefined()
  await w.pass(2_500)
  expect(w.counted.get('rooms_closed')).toBe(1)
  expect(w.runtime.waiting).toBe(0)
  const b = w.client(ben).hello()
  await w.pass()
  expect(b.lines).toEqual(['hello'])
})

test('a space that only the server opened, such as to make it, leaves memory at once, unless somebody comes', async () => {
  const w = await world()
  for (const space of [SPACE, OTHER]) {
    const made = w.rooms.edit(space, ann.id, (doc) => initSpace(doc, { name: 'Loom' }))
    await w.pass(40)
    await made
  }
  const a = w.client(ann, { space: OTHER }).hello()
  await w.pass(3_500)
  expect(w.counted.get('rooms_closed')).toBe(1)
  a.transport.drop()
  await w.pass(25_000)
  expect(w.counted.get('rooms_closed')).toBe(1)
  const b = w.client(ben).hello()
  await w.pass()
  expect(b.doc.getMap('meta').get('name')).toBe('Loom')
})

test('a document that was only read rests after half a minute; one that was written in after five', async () => {
  const w = await world()
  const made = w.rooms.edit(SPACE, ann.id, (doc) => initSpace(doc, { name: 'Loom' }))
  await w.pass(2_500)
  await made
  expect(w.counted.get('rooms_closed')).toBe(1)
  const a = w.client(ann).hello()
  // Without a snapshot only the document tells the space's name.
  await w.pass(28_000)
  expect([w.counted.get('rooms_opened'), w.counted.get('rooms_closed')]).toEqual([2, 1])
  await w.pass(4_000)
  expect([a.code, w.counted.get('rooms_closed')]).toEqual([null, 2])
  a.write('hello')
  await w.pass(60_000)
  expect([a.acked, w.counted.get('rooms_opened'), w.counted.get('rooms_closed')]).toEqual([2, 3, 2])
})

test('it stays as long as a write runs, however long that takes', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  w.disk.hold()
  a.write('slow')
  await w.pass(40)
  a.transport.drop()
  await w.pass(60_000)
  expect(w.counted.get('rooms_closed')).toBeUndefined()
  const b = w.client(ben).hello()
  await w.pass()
  expect(b.lines).toEqual([])
  w.disk.release()
  await w.pass(40)
  expect(b.lines).toEqual(['slow'])
})

test('a long tail is compacted before the space leaves memory', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  for (let i = 0; i < 250; i++) {
    a.write(`line ${i}`)
    await w.pass(16)
  }
  a.transport.drop()
  await w.pass(33_000)
  expect([w.counted.get('compactions'), w.counted.get('rooms_closed')]).toEqual([1, 1])
  const b = w.client(ben).hello()
  await w.pass()
  expect(b.lines).toHaveLength(250)
  // Whose client ids they are is in the snapshot, too.
  const forged = new Y.Doc()
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(a.doc))
  forged.clientID = a.doc.clientID
  const e = w.client(person('eve'), { doc: forged }).hello()
  await w.pass()
  e.write('I am Ann')
  await w.pass(40)
  expect(e.code).toBe(Close.refused)
})

test('a snapshot that is due and was put off is made when the server goes down', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  for (let i = 0; i < 24; i++) {
    a.write('x'.repeat(100_000))
    await w.pass(16)
  }
  expect(w.counted.get('compactions')).toBe(1)
  expect((await w.store.log.size(SPACE)).bytes).toBeGreaterThan(1_000_000)
  const closed = w.rooms.close()
  await w.pass(100)
  await closed
  expect(w.counted.get('compactions')).toBe(2)
  expect((await w.store.log.size(SPACE)).records).toBe(0)
  const after = await w.crash()
  const b = after.client(ben).hello()
  await after.pass()
  expect(b.lines).toHaveLength(24)
})

test('the server’s own edit takes the way of every edit, and opens the space for it', async () => {
  const w = await world()
  const made = w.rooms.edit(SPACE, ann.id, (doc) => initSpace(doc, { name: 'Loom' }))
  await w.pass(40)
  await made
  expect(w.names).toEqual([{ space: SPACE, name: 'Loom', icon: null }])
  const a = w.client(ann).hello()
  await w.pass()
  const renamed = w.rooms.edit(SPACE, ben.id, (doc) => setMeta(doc, { name: 'Heddle' }))
  await w.pass(40)
  await renamed
  expect(a.doc.getMap('meta').get('name')).toBe('Heddle')
  expect(w.names.at(-1)?.name).toBe('Heddle')
  const read = w.rooms.read(SPACE, (doc) => doc.getMap('meta').get('name'))
  await w.pass()
  expect(await read).toBe('Heddle')
})

test('an edit that throws half-way leaves nothing behind', async () => {
  const w = await world()
  const failed = w.rooms.edit(SPACE, ann.id, (doc) => {
    doc.getArray('timeline').push(['half'])
    throw new Error('no')
  })
  await expect(failed).rejects.toThrow('no')
  expect(await w.rooms.read(SPACE, (doc) => doc.getArray('timeline').length)).toBe(0)
})

test('a name is mirrored when the space opens, and when somebody changes it', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  expect(w.names).toEqual([])
  initSpace(a.doc, { name: 'Loom' })
  await w.pass(40)
  setMeta(a.doc, { icon: '🧶' })
  a.write('no reason to mirror')
  await w.pass(40)
  expect(w.names.map(({ name, icon }) => [name, icon])).toEqual([
    ['Loom', null],
    ['Loom', '🧶'],
  ])
  const after = await w.crash()
  after.client(ben).hello()
  await after.pass()
  expect(after.names).toEqual([{ space: SPACE, name: 'Loom', icon: '🧶' }])
})

test('who is who is told to each newcomer, and to all when it changes', async () => {
  const w = await world()
  w.people.push(ann)
  const a = w.client(ann).hello()
  await w.pass()
  expect(a.all('people').map(({ people }) => people)).toEqual([[ann]])
  w.people.push(ben)
  const b = w.client(ben).hello()
  const plain = w.client(ben, { protocol: 'weft.0' }).hello()
  await w.pass()
  expect(a.all('people').at(-1)?.people).toEqual([ann, ben])
  expect(b.all('people').at(-1)?.people).toEqual([ann, ben])
  expect(plain.got.map((down) => down.type)).not.toContain('people')
})

test('many who join at once are told by few answers, and a change meanwhile is not missed', async () => {
  const w = await world()
  w.people.push(ann)
  const clients = Array.from({ length: 50 }, () => w.client(ann).hello())
  await w.runtime.settle()
  w.people.push(ben)
  w.rooms.roleChanged(SPACE, ben.id, 'member')
  await w.pass(40)
  for (const client of clients) {
    expect(client.all('people').length).toBeLessThanOrEqual(3)
    expect(client.all('people').at(-1)?.people).toEqual([ann, ben])
  }
})

test('G8: a transport that throws, and a list that can’t be kept, harm nobody', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  b.transport.send = () => {
    throw new Error('broken pipe')
  }
  w.names.push = () => {
    throw new Error('disk full')
  }
  initSpace(a.doc, { name: 'Loom' })
  a.write('one')
  await w.pass(40)
  expect([a.code, a.acked, b.code]).toEqual([null, 3, Close.goingAway])
  expect(new Set(w.warnings.map(({ event }) => event))).toEqual(
    new Set(['connection failed', 'name not mirrored']),
  )
})

test('here: each person once, from the first moment', async () => {
  const w = await world()
  w.client(ann)
  w.client(ann)
  w.client(ben)
  expect(w.rooms.here(SPACE).map(({ name }) => name)).toEqual(['ann', 'ben'])
  expect(w.rooms.here(OTHER)).toEqual([])
  await w.pass()
})

test('a deleted space: everyone out, nobody in, nothing more written', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  w.disk.hold()
  a.write('in flight')
  await w.pass(40)
  let done = false
  const gone = w.rooms.gone(SPACE).then(() => {
    done = true
  })
  await w.pass(40)
  expect([a.code, done]).toEqual([Close.spaceGone, false])
  expect(a.all('notice').at(-1)?.notice).toEqual({ kind: 'spaceGone' })
  w.disk.release()
  await w.pass(40)
  await gone
  const syncs = w.disk.syncs
  expect(w.client(ben).hello().code).toBe(Close.spaceGone)
  await expect(w.rooms.read(SPACE, () => 1)).rejects.toThrow('deleted')
  await w.pass(40)
  expect(w.disk.syncs).toBe(syncs)
})

test('G5 who waits for a space to load when it is deleted is told at once, and is sent nothing of it', async () => {
  const before = await world()
  const a = before.client(ann).hello()
  a.write('a secret')
  await before.pass(40)
  const w = await before.crash()
  const b = w.client(ben).hello()
  const gone = w.rooms.gone(SPACE)
  expect(b.code).toBe(Close.spaceGone)
  await w.pass(40)
  await gone
  expect(b.got.map(({ type }) => type)).toEqual(['notice'])
  expect(b.lines).toEqual([])
})

test('limits: connections of a server, of a space, and spaces of a person', async () => {
  const w = await world({ limits: { connections: 3, roomConnections: 2, openSpaces: 1 } })
  const first = w.client(ann)
  const second = w.client(ann)
  expect(w.client(ben).code).toBe(Close.busy)
  expect(w.client(ann, { space: OTHER }).code).toBe(Close.busy)
  expect(w.client(ben, { space: OTHER }).code).toBeNull()
  expect(w.client(person('cem'), { space: OTHER }).code).toBe(Close.busy)
  first.transport.drop()
  second.transport.drop()
  expect(w.client(ann, { space: OTHER }).code).toBeNull()
  await w.pass()
})

test('a disk that has stalled doesn’t keep the server from going down within 5 s', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  w.disk.hold()
  a.write('never written')
  await w.pass(40)
  let down = false
  const closed = w.rooms.close().then(() => {
    down = true
  })
  await w.pass(4_500)
  expect(down).toBe(true)
  await closed
  expect([a.code, a.acked]).toEqual([Close.goingAway, 1])
})

test('G8: a reader that has stopped reading costs bounded memory, and catches up when it reads again', async () => {
  const w = await world({ limits: { outboundSoft: 50_000, outboundHard: 400_000 } })
  const a = w.client(ann).hello()
  const slow = w.client(ben).hello()
  await w.pass()
  slow.transport.stalled = true
  let most = 0
  for (let i = 0; i < 300; i++) {
    a.write('x'.repeat(2_000))
    await w.pass(16)
    most = Math.max(most, slow.transport.buffered)
    // It lives: it just has a thin line.
    slow.connection?.pong()
  }
  expect(most).toBeLessThan(60_000)
  expect(a.acked).toBe(301)
  slow.transport.stalled = false
  await w.pass(200)
  expect(slow.lines).toEqual(a.lines)
  expect(w.counted.get('resyncs')).toBe(1)
  a.write('live again')
  await w.pass(40)
  expect(slow.lines.at(-1)).toBe('live again')
})

test('G8: while the disk is slow, who writes much is slowed, so that what waits is bounded', async () => {
  const w = await world()
  const a = w.client(ann).hello()
  await w.pass()
  w.disk.hold()
  for (let i = 0; i < 3; i++) a.write(String(i).repeat(4_500_000))
  await w.pass(100)
  expect(a.transport.paused).toBe(true)
  expect(a.transport.up.length).toBeGreaterThan(0)
  w.disk.release()
  await w.pass(200)
  expect([a.transport.paused, a.acked]).toEqual([false, 4])
})

test('coalesced: however many write in a tick, each is sent one frame', async () => {
  const w = await world()
  const writers = Array.from({ length: 20 }, (_, i) => w.client(person(`p${i}`)).hello())
  const b = w.client(ben, { doc: new Y.Doc() }).hello()
  await w.pass(40)
  for (const writer of writers) writer.write('a')
  await w.pass(15)
  for (const writer of writers) writer.write('b')
  await w.pass(60)
  expect(b.lines).toHaveLength(40)
  // The leading edge, the rest of that tick, and the next.
  expect(b.all('update').length).toBeLessThanOrEqual(3)
})

test('a large space is loaded, answered and compacted in turns: others go on meanwhile', async () => {
  const first = await world()
  const a = first.client(ann).hello()
  await first.pass()
  // Two take turns, so that their lines can't be joined.
  const b = first.client(ben).hello()
  for (let i = 0; i < 150; i++) {
    a.write(`a ${i}`)
    await first.pass(20)
    b.write(`b ${i}`)
    await first.pass(20)
  }
  const w = await first.crash({ ...PACE, turn: 0, stride: 2 })
  const large = w.client(person('cem')).hello()
  const small = w.client(ann, { space: OTHER }).hello()
  await w.pass()
  small.write('quick')
  await w.pass(8)
  expect(small.acked).toBe(2)
  expect(large.lines).toEqual([])
  await w.pass(2_000)
  expect(large.lines).toHaveLength(300)
  large.write('me too')
  await w.pass(40)
  expect(large.acked).toBe(2)
})

describe('a space at rest', () => {
  const restful = { ...PACE, rest: 1_000 }
  async function atRest() {
    const w = await world({ pace: restful })
    const a = w.client(ann).hello()
    const b = w.client(ben).hello()
    await w.pass(40)
    a.write('hello')
    await w.pass(3_000)
    return { w, a, b }
  }

  test('has left memory while its people stay, and is back with the next letter', async () => {
    const { w, a, b } = await atRest()
    expect(w.counted.get('rooms_closed')).toBe(1)
    expect([a.code, b.code]).toEqual([null, null])
    b.write('and')
    a.write('again')
    a.write('and again')
    await w.pass(40)
    expect(w.counted.get('rooms_opened')).toBe(2)
    expect([a.acked, b.acked]).toEqual([4, 2])
    expect(a.lines.toSorted()).toEqual(['again', 'and', 'and again', 'hello'])
    expect(b.lines).toEqual(a.lines)
  })

  test('G5: takes nothing of whom is sent away while its document is made', async () => {
    const { w, a, b } = await atRest()
    w.disk.hold()
    b.write('too late')
    b.flow()
    w.rooms.roleChanged(SPACE, ben.id, null)
    w.disk.release()
    await w.pass(2_000)
    expect(b.code).toBe(Close.spaceGone)
    expect(w.counted.get('rooms_opened')).toBe(2)
    expect(a.lines).toEqual(['hello'])
  })

  test('shows who is there, and who comes finds everything', async () => {
    const { w, a } = await atRest()
    a.send({ type: 'presence', entries: [{ client: 11, clock: 1, state: '{"at":{"timeline":true}}' }] })
    await w.pass(40)
    expect(w.counted.get('rooms_opened')).toBe(1)
    const c = w.client(person('cem')).hello()
    await w.pass(40)
    expect(c.lines).toEqual(['hello'])
    await w.pass(2_000)
    expect(c.all('presence').flatMap(({ entries }) => entries.map(({ client }) => client))).toContain(11)
    // Those who stayed were sent nothing twice.
    expect(a.all('step2')).toHaveLength(1)
  })

  test('is read and edited by the server as any other', async () => {
    const { w, a } = await atRest()
    expect(await w.rooms.read(SPACE, (doc) => doc.getArray('timeline').length)).toBe(1)
    await w.pass(3_000)
    expect(w.counted.get('rooms_closed')).toBe(2)
    const edited = w.rooms.edit(SPACE, ann.id, (doc) => setMeta(doc, { name: 'Named' }))
    await w.pass(40)
    await edited
    expect(a.doc.getMap('meta').get('name')).toBe('Named')
  })

  test('follows roles: who may write from now on is asked for what they have', async () => {
    const w = await world({ pace: restful })
    const a = w.client(ann).hello()
    const c = w.client(person('cem', 'viewer')).hello()
    await w.pass(3_000)
    expect(w.counted.get('rooms_opened')).toBeUndefined()
    w.rooms.roleChanged(SPACE, person('cem').id, 'member')
    await w.pass(40)
    c.write('now I may')
    await w.pass(40)
    expect(a.lines).toEqual(['now I may'])
  })

  test('ends when the last has left, and when it is deleted', async () => {
    const { w, a, b } = await atRest()
    a.transport.drop()
    b.transport.drop()
    await w.pass(2_000)
    expect([w.counted.get('rooms_opened'), w.counted.get('rooms_closed')]).toEqual([1, 1])
    const again = await atRest()
    await again.w.rooms.gone(SPACE)
    await again.w.pass(40)
    expect(again.a.code).toBe(Close.spaceGone)
  })
})
