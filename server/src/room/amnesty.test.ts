import { deleteMessage, editMessage, entryId, sendMessage } from '@weft/space'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { person, SPACE, type TestClient, type World, world } from './testing.ts'

const ann = person('ann')
const ben = person('ben')
const eve = person('eve')

/** Ann said something and Ben something else, of which this server knows nothing: Ben's device has it all. */
async function lost(): Promise<{ w: World; anns: Y.Doc; bens: Y.Doc }> {
  const w = await world()
  const anns = new Y.Doc()
  sendMessage(anns, { by: ann.id, at: 1, text: 'Tea is at four' })
  anns.getMap('notes').set('lunch', 'soup')
  const bens = new Y.Doc()
  Y.applyUpdate(bens, Y.encodeStateAsUpdate(anns))
  sendMessage(bens, { by: ben.id, at: 2, text: 'I bring scones' })
  w.client(ann).hello()
  await w.pass()
  return { w, anns, bens }
}
const stretchesOf = async (w: World, doc: Y.Doc) => {
  const { authors } = await w.rooms.authors(SPACE, { clients: [doc.clientID] })
  return authors.map(({ person, stretches }) => [person, stretches.map(({ by, verified }) => [by, verified])])
}
const isIn = (client: TestClient) => client.all('notice').length === 0

test('G6: without an amnesty nobody brings back what another wrote', async () => {
  const { w, bens } = await lost()
  const b = w.client(ben, { doc: bens }).hello()
  await w.pass(40)
  expect(b.all('notice').map(({ notice }) => notice)).toMatchObject([{ kind: 'refused', reason: 'author' }])
})

test('G6: in an amnesty it comes back from any device, and belongs to nobody who only brought it', async () => {
  const { w, anns, bens } = await lost()
  w.amnesty = true
  const b = w.client(ben, { doc: bens }).hello()
  await w.pass(40)
  expect(isIn(b)).toBe(true)
  expect(b.lines).toEqual(['Tea is at four', 'I bring scones'])
  expect(await stretchesOf(w, anns)).toEqual([[null, [[ben.id, false]]]])
  // Nobody can tell whether what a device had stored is its own; what is typed from here on is.
  expect(await stretchesOf(w, bens)).toEqual([[null, [[ben.id, false]]]])
  expect(w.warnings.map(({ event }) => event)).toEqual(['content returned'])
  b.write('and jam')
  await w.pass(40)
  expect(await stretchesOf(w, bens)).toEqual([
    [
      ben.id,
      [
        [ben.id, false],
        [ben.id, true],
      ],
    ],
  ])
  // The same after a crash: the log says of each part whether it is verified.
  const before = await w.rooms.authors(SPACE, { after: -1 })
  const after = await w.crash()
  expect(await after.rooms.authors(SPACE, { after: -1 })).toEqual(before)
  // Its end is the end: Ann goes on with what is hers, Eve can't.
  const a = after.client(ann, { doc: anns }).hello()
  await after.pass(40)
  a.write('with honey')
  await after.pass(40)
  expect(isIn(a)).toBe(true)
  expect(a.lines).toEqual(['Tea is at four', 'I bring scones', 'and jam', 'with honey'])
  const forged = new Y.Doc()
  Y.applyUpdate(forged, Y.encodeStateAsUpdate(anns))
  forged.clientID = anns.clientID
  sendMessage(forged, { by: ann.id, at: 3, text: 'No tea' })
  const e = after.client(eve, { doc: forged }).hello()
  await after.pass(40)
  expect(isIn(e)).toBe(false)
})

test('G6: what is written anew in an amnesty is its writer’s, verified', async () => {
  const { w } = await lost()
  w.amnesty = true
  const e = w.client(eve).hello()
  await w.pass()
  e.write('I am here')
  await w.pass(40)
  expect(await stretchesOf(w, e.doc)).toEqual([[eve.id, [[eve.id, true]]]])
})

test('G6: an entry in another’s name is never verified, whichever way it comes', async () => {
  const { w } = await lost()
  w.amnesty = true
  const e = w.client(eve).hello()
  await w.pass()
  sendMessage(e.doc, { by: ann.id, at: 3, text: 'as if of Ann' })
  await w.pass(40)
  expect(await stretchesOf(w, e.doc)).toEqual([[null, [[eve.id, false]]]])
})

test('G6: what came back is edited and deleted by whoever signed it, and by nobody else', async () => {
  const { w, anns, bens } = await lost()
  w.amnesty = true
  w.client(ben, { doc: bens }).hello()
  await w.pass(40)
  w.amnesty = false
  const tea = entryId(anns.clientID, 0)
  const e = w.client(eve).hello()
  await w.pass(40)
  e.doc.getArray('timeline').delete(0)
  await w.pass(40)
  expect(isIn(e)).toBe(false)
  const a = w.client(ann).hello()
  await w.pass(40)
  editMessage(a.doc, { by: ann.id, at: 5, of: tea, text: 'Tea is at five' })
  await w.pass(40)
  deleteMessage(a.doc, { by: ann.id, at: 6, of: tea })
  await w.pass(40)
  expect(isIn(a)).toBe(true)
  expect(a.lines.filter(Boolean)).toEqual(['I bring scones'])
})
