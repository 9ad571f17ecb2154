import { createTimeline, type PersonId, sendMessage } from '@weft/space'
import { expect, it } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate, getState } from 'yjs'
import { reachOf } from './seen.ts'
import { toTell } from './telling.ts'

const anna = 'AAAAAAAAAAAAAAAA' as PersonId
const ben = 'BBBBBBBBBBBBBBBB' as PersonId

/** What Anna's page has, and Ben, who writes elsewhere. */
function page() {
  const doc = new Doc()
  const other = new Doc()
  const sync = (): void => {
    applyUpdate(doc, encodeStateAsUpdate(other))
    applyUpdate(other, encodeStateAsUpdate(doc))
  }
  const say = (where: Doc, by: PersonId): unknown => sendMessage(where, { by, at: 1, text: 'x' })
  const due = (told: ReadonlyMap<number, number>, unread: [number, number, number][] = []) =>
    toTell({
      items: createTimeline(doc).items,
      me: anna,
      clock: (client) => getState(doc.store, client),
      told,
      unread: unread.length === 0 ? null : { runs: unread },
    })
  return { doc, other, sync, say, due }
}

it('tells how far others’ messages were seen, once, and never one’s own', () => {
  const { doc, other, sync, say, due } = page()
  say(doc, anna)
  expect(due(new Map())).toEqual([])
  say(other, ben)
  say(other, anna)
  sync()
  expect(due(new Map())).toEqual([[other.clientID, 2]])
  expect(due(reachOf(doc))).toEqual([])
  say(other, ben)
  const before = reachOf(doc)
  sync()
  expect(due(before)).toEqual([[other.clientID, 3]])
})

it('tells of what the list says is new once it is here, however far up it stands', () => {
  const { doc, other, sync, say, due } = page()
  say(other, ben)
  for (let i = 0; i < 300; i++) say(doc, anna)
  const run: [number, number, number] = [other.clientID, 0, 1]
  expect(due(reachOf(doc), [run])).toEqual([])
  sync()
  expect(due(reachOf(doc), [run])).toEqual([[other.clientID, 1]])
})
