import {
  archiveNote,
  createNote,
  createSpaceDocument,
  createTimeline,
  deleteMessage,
  deleteNote,
  type EntryId,
  editMessage,
  mentionText,
  noteBody,
  sendMessage,
} from '@weft/space'
import { blocksToYjs, run, textBlock } from '@weft/space/note'
import { expect, it } from 'vitest'
import { XmlElement, XmlText } from 'yjs'
import type { ToWorker, Words } from './contract.ts'
import { Feed, SLICE } from './feed.ts'
import { anna, here, note, Turns } from './testing.ts'

function bench(messages: number) {
  const doc = createSpaceDocument({ name: 'Harbour café' })
  const entries = Array.from({ length: messages }, (_, n) => ({
    kind: 'message',
    by: anna,
    at: n,
    text: `number ${n}`,
  }))
  doc.getArray('timeline').push(entries)
  const turns = new Turns()
  const told: ToWorker[] = []
  const open = { space: here, doc, timeline: createTimeline(doc) }
  const feed = new Feed(open, (message) => told.push(message), turns)
  const take = (): ToWorker[] => told.splice(0)
  return {
    doc,
    turns,
    feed,
    take,
    /** What the worker would know by now, by id. */
    known: new Map<string, Words>(),
    id: (n: number) => open.timeline.items[n]?.id as EntryId,
  }
}
const words = (told: readonly ToWorker[]): Words[] =>
  told.flatMap((one) => (one.kind === 'put' ? one.words : []))
const texts = (told: readonly ToWorker[]): string[] =>
  words(told).map((one) => (one.kind === 'message' ? one.text : `${one.title}: ${one.blocks.join(' / ')}`))

it('tells everything once, newest first, in slices of a bounded size, and only when somebody looks', () => {
  const { turns, feed, take } = bench(5 * SLICE.pieces)
  turns.run(10_000)
  expect(take()).toEqual([{ kind: 'begin', space: here }])
  feed.look()
  // Each key looks; nothing is told twice for that.
  feed.look()
  // The first only looks through them.
  expect(turns.run()).toBe(6)
  feed.look()
  turns.run()
  const told = take()
  expect(told.map(({ kind }) => kind)).toEqual(['put', 'put', 'put', 'put', 'put', 'whole'])
  for (const one of told) if (one.kind === 'put') expect(one.words.length).toBeLessThanOrEqual(SLICE.pieces)
  expect(texts(told)[0]).toBe(`number ${5 * SLICE.pieces - 1}`)
  expect(new Set(texts(told)).size).toBe(5 * SLICE.pieces)
})

it('a long note takes more than one slice, and is told whole', () => {
  const { doc, turns, feed, take } = bench(0)
  const lines = Array.from({ length: 2 * SLICE.pieces }, (_, n) => textBlock('p', [run(`line ${n}`)]))
  createNote(doc, { id: note(1, '').id, title: 'Long', by: anna, at: 1, blocks: blocksToYjs(lines) })
  feed.look()
  expect(turns.run()).toBe(3)
  const [told] = words(take())
  expect(told?.kind === 'note' && told.blocks).toEqual(lines.map((_, n) => `line ${n}`))
})

it('tells what changes while somebody looks: each once, and nothing else', () => {
  const { doc, turns, feed, take, id } = bench(300)
  const plan = note(1, '').id
  const other = note(2, '').id
  createNote(doc, { id: plan, title: 'Plan', by: anna, at: 1 })
  createNote(doc, { id: other, title: 'Other', by: anna, at: 1 })
  feed.look()
  turns.run(1_000)
  take()

  const word = { by: anna, at: 1_000 }
  sendMessage(doc, { ...word, text: 'a new one' })
  editMessage(doc, { ...word, of: id(7), text: 'edited' })
  deleteMessage(doc, { ...word, of: id(8) })
  const line = noteBody(doc, plan)?.get(0)
  const text = line instanceof XmlElement ? line.get(0) : null
  for (const letter of ['a', 'b', 'c']) if (text instanceof XmlText) text.insert(text.length, letter)
  turns.run(1_000)
  const told = take()
  expect(texts(told).sort()).toEqual(['Plan: abc', 'a new one', 'edited'])
  expect(told.flatMap((one) => (one.kind === 'drop' ? one.ids : []))).toHaveLength(1)

  archiveNote(doc, plan)
  deleteNote(doc, other)
  turns.run(1_000)
  const then = take()
  expect(words(then)).toMatchObject([{ kind: 'note', archived: true }])
  expect(then.flatMap((one) => (one.kind === 'drop' ? one.ids : []))).toEqual([other])
})

it('rests while nobody looks, and tells then what changed meanwhile, as it is by then', () => {
  const { doc, turns, feed, take, id } = bench(10)
  feed.look()
  turns.run(1_000)
  take()
  feed.rest()
  const word = { by: anna, at: 1_000 }
  editMessage(doc, { ...word, of: id(1), text: 'once' })
  editMessage(doc, { ...word, of: id(1), text: 'twice' })
  turns.run(10_000)
  expect(take()).toEqual([])
  feed.look()
  turns.run(1_000)
  expect(texts(take())).toEqual(['twice'])
  feed.end()
  sendMessage(doc, { ...word, text: 'after the end' })
  turns.run(10_000)
  expect(take()).toEqual([{ kind: 'leave', space: here }])
})

it('an edit or a deletion of what waits to be told isn’t overtaken by its older words', () => {
  const { doc, turns, feed, take, id } = bench(3 * SLICE.pieces)
  feed.look()
  turns.turn()
  turns.turn()
  const word = { by: anna, at: 1_000 }
  editMessage(doc, { ...word, of: id(2), text: 'edited' })
  deleteMessage(doc, { ...word, of: id(1) })
  turns.run(1_000)
  const told = texts(take())
  expect(told.filter((text) => text === 'number 2' || text === 'edited')).toEqual(['edited'])
  expect(told).not.toContain('number 1')
})

it('tells who and what is named in a message by name, without the ids beside it', () => {
  const { doc, turns, feed, take } = bench(0)
  const text = `${mentionText({ sign: '@', id: anna, name: 'Anna K.' })} knows`
  sendMessage(doc, { by: anna, at: 1, text })
  feed.look()
  turns.run()
  expect(texts(take())).toEqual(['@Anna K. knows'])
})
