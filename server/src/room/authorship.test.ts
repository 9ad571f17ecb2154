import { deleteMessage, editMessage, entryId, type PersonId, react, sendMessage } from '@weft/space'
import { Close } from '@weft/space/wire'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { message, person, SPACE, type TestClient, type World, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')
const eve = person('eve')
const said = (by: PersonId, text: string) => ({ by, at: 0, text })

/** Ann has said one thing and Ben another; Eve has seen both. */
async function talk(): Promise<{ w: World; a: TestClient; b: TestClient; e: TestClient }> {
  const w = await world()
  const a = w.client(ann).hello()
  const b = w.client(ben).hello()
  await w.pass()
  a.write('Tea is at four')
  await w.pass(40)
  b.write('I bring scones')
  await w.pass(40)
  const e = w.client(eve).hello()
  await w.pass(40)
  return { w, a, b, e }
}
const first = ({ doc }: TestClient) => entryId(doc.clientID, 0)

/** What Eve did was refused for this reason, and nobody else saw any of it. */
async function refused({ w, a, b, e }: Awaited<ReturnType<typeof talk>>, reason: string): Promise<void> {
  await w.pass(40)
  expect(e.all('notice').map(({ notice }) => notice)).toMatchObject([{ kind: 'refused', reason }])
  expect(e.code).toBe(reason === 'author' ? Close.refused : Close.badFrame)
  for (const one of [a, b]) {
    expect(one.lines).toEqual(['Tea is at four', 'I bring scones'])
    expect(one.code).toBeNull()
  }
}

test('G6: an entry in somebody else’s name is refused', async () => {
  const all = await talk()
  sendMessage(all.e.doc, said(ann.id, 'Tea is cancelled'))
  await refused(all, 'author')
})

test('G6: so is one in nobody’s name, and one that hides among one’s own', async () => {
  for (const forged of [
    { kind: 'message', at: 0, text: 'who?' },
    'just words',
    null,
    message(ann.id, 'no tea'),
  ]) {
    const all = await talk()
    all.e.doc.getArray('timeline').push([message(eve.id, 'hello'), forged])
    await refused(all, 'author')
  }
})

test('G6: what was said in another’s name without a network is refused at the next contact, with all that came with it', async () => {
  const { w, a, b } = await talk()
  const doc = new Y.Doc()
  sendMessage(doc, said(eve.id, 'mine'))
  sendMessage(doc, said(ben.id, 'not mine'))
  const e = w.client(eve, { doc }).hello()
  await refused({ w, a, b, e }, 'author')
})

test('G6: nobody edits or deletes what another said, by an entry or by taking it away', async () => {
  const acts: ((e: TestClient, a: TestClient) => void)[] = [
    (e, a) => editMessage(e.doc, { ...said(eve.id, 'No tea'), of: first(a) }),
    (e, a) => e.doc.getArray('timeline').push([{ kind: 'delete', at: 0, by: eve.id, of: first(a) }]),
    (e) => e.doc.getArray('timeline').delete(0),
    (e) => e.doc.getArray('timeline').delete(0, 2),
  ]
  for (const act of acts) {
    const all = await talk()
    act(all.e, all.a)
    await refused(all, 'author')
  }
})

test('an owner takes away what others said, and changes nothing of it; who is one no more doesn’t', async () => {
  const { w, a, b } = await talk()
  const olga = person('olga', 'owner')
  const o = w.client(olga).hello()
  await w.pass(40)
  const [gone] = b.lines
  expect(deleteMessage(o.doc, { by: olga.id, at: 0, of: first(a), owns: true })).toBe(true)
  await w.pass(40)
  expect(o.code).toBeNull()
  expect(b.lines).not.toContain(gone)
  expect(a.lines).toEqual(b.lines)
  editMessage(o.doc, { ...said(olga.id, 'Never said'), of: first(b) })
  await w.pass(40)
  expect(o.code).toBe(Close.refused)

  const before = w.client(olga).hello()
  await w.pass(40)
  w.rooms.roleChanged(SPACE, olga.id, 'member')
  before.doc.getArray('timeline').delete(0)
  await w.pass(40)
  expect(before.code).toBe(Close.refused)
})

test('G6: nobody reacts in another’s name', async () => {
  const all = await talk()
  react(all.e.doc, { by: ben.id, at: 0, of: first(all.a), emoji: '👎' })
  await refused(all, 'author')
})

test('G6: nothing is put in front of what was said', async () => {
  for (const place of [0, 1]) {
    const all = await talk()
    all.e.doc.getArray('timeline').insert(place, [message(eve.id, 'I was first')])
    await refused(all, 'malformed')
  }
})

test('G6: an update that lies about where a known entry stands brings nothing into the conversation', async () => {
  const all = await talk()
  // It says that Ann's first entry is in another list, and puts something behind that, in her name.
  const lie = new Y.Doc()
  lie.clientID = all.a.doc.clientID
  lie.getArray('elsewhere').push(['x'])
  const mine = new Y.Doc()
  Y.applyUpdate(mine, Y.encodeStateAsUpdate(lie))
  mine.getArray('elsewhere').insert(1, [message(ann.id, 'No tea today')])
  all.e.send({ type: 'update', update: Y.encodeStateAsUpdate(mine) })
  await refused(all, 'author')
})

test('G6: the conversation holds plain entries only', async () => {
  const all = await talk()
  all.e.doc.getArray('timeline').push([new Y.Map([['by', eve.id]])])
  await refused(all, 'malformed')
})

test('one’s own words are edited, deleted and followed by more, as often as one likes', async () => {
  const { w, a, b, e } = await talk()
  const mine = sendMessage(e.doc, said(eve.id, 'I bring jam'))
  await w.pass(40)
  editMessage(e.doc, { ...said(eve.id, 'I bring honey'), of: mine })
  await w.pass(40)
  react(e.doc, { by: eve.id, at: 0, of: first(a), emoji: '🍵' })
  // What follows stands before a deleted entry; that deletion is not yet durable, then on its way, then in the same step.
  w.disk.hold()
  deleteMessage(e.doc, { by: eve.id, at: 0, of: mine })
  sendMessage(e.doc, said(eve.id, 'I bring nothing'))
  await w.pass(40)
  sendMessage(e.doc, said(eve.id, 'sorry'))
  w.disk.release()
  await w.pass(40)
  expect(e.code).toBeNull()
  expect(a.lines.filter(Boolean)).toEqual(['Tea is at four', 'I bring scones', 'I bring nothing', 'sorry'])
  expect(b.lines).toEqual(a.lines)
})

test('what was written and deleted without a network comes in with what others said meanwhile', async () => {
  const { w, a, b } = await talk()
  const doc = new Y.Doc()
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(a.doc))
  const gone = sendMessage(doc, said(eve.id, 'never mind'))
  deleteMessage(doc, { by: eve.id, at: 0, of: gone })
  sendMessage(doc, said(eve.id, 'from the train'))
  b.write('meanwhile')
  await w.pass(40)
  const e = w.client(eve, { doc }).hello()
  await w.pass(40)
  expect(e.code).toBeNull()
  expect(new Set(a.lines.filter(Boolean))).toEqual(
    new Set(['Tea is at four', 'I bring scones', 'meanwhile', 'from the train']),
  )
  // A full step repeats everybody's entries and deletions: they are asked about once.
  const again = w.client(ben, { doc: e.doc }).hello()
  await w.pass(40)
  expect(again.code).toBeNull()
})

test('a note belongs to all: anybody deletes and changes what others wrote in it', async () => {
  const { w, a, e } = await talk()
  const note = new Y.Map<unknown>([['body', new Y.Text('soup')]])
  a.doc.getMap('notes').set('lunch', note)
  await w.pass(40)
  const body = (e.doc.getMap('notes').get('lunch') as Y.Map<Y.Text>).get('body')
  body?.delete(0, 4)
  body?.insert(0, 'salad')
  e.doc.getMap('notes').delete('lunch')
  await w.pass(40)
  expect(e.code).toBeNull()
  expect(a.doc.getMap('notes').has('lunch')).toBe(false)
})

test('G6 a client id that was only shown is anybody’s once the room has left memory; who had shown it is told, and writes under another', async () => {
  const first = await world()
  const shown = first.client(ann).hello()
  await first.pass()
  const { clientID } = shown.doc
  shown.send({ type: 'presence', entries: [{ client: clientID, clock: 1, state: '{}' }] })
  await first.pass(40)
  const w = await first.crash()
  const thief = new Y.Doc()
  thief.clientID = clientID
  const e = w.client(eve, { doc: thief }).hello()
  await w.pass()
  e.write('under another’s id')
  await w.pass(40)
  expect(e.acked).toBe(2)
  const mine = new Y.Doc()
  mine.clientID = clientID
  const a = w.client(ann, { doc: mine })
  mine.getArray('timeline').push([message(ann.id, 'my first words'), message(ann.id, 'and the next')])
  a.send({ type: 'update', update: Y.encodeStateAsUpdate(mine) })
  await w.pass(40)
  expect(a.all('notice').map(({ notice }) => notice)).toMatchObject([{ kind: 'refused', reason: 'author' }])
  expect(a.code).toBe(Close.refused)
  // What the app does then: web/src/sync/refusal.test.ts. Its own are shown to nobody: web/src/sync/presence.test.ts.
  const again = w.client(ann).hello()
  await w.pass()
  again.write('my first words')
  await w.pass(40)
  expect(e.lines).toEqual(['under another’s id', 'my first words'])
})
