import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as Y from 'yjs'
import { type EntryId, entryId, type PersonId } from '../ids.ts'
import type { Entry, TimelineItem } from './entries.ts'
import { readEntry, unknownView } from './entries.ts'
import { createTimeline } from './timeline.ts'
import { timelineOf } from './types.ts'
import {
  appendEntry,
  deleteMessage,
  editMessage,
  pin,
  react,
  sendMessage,
  unpin,
  unreact,
} from './writing.ts'

const ann = 'ann_____________' as PersonId
const bob = 'bob_____________' as PersonId
const cleo = 'cleo____________' as PersonId
const PEOPLE = [ann, bob, cleo] as const

const newDoc = (client: number): Y.Doc => {
  const doc = new Y.Doc()
  doc.clientID = client
  return doc
}
/** Everything that `from` has goes to `to`. */
const sync = (from: Y.Doc, to: Y.Doc): void =>
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from, Y.encodeStateVector(to)), 'remote')

/** The rules once more, as plainly as they can be said: what `createTimeline` must always equal. */
function plainFold(doc: Y.Doc): TimelineItem[] {
  const all: { id: EntryId; value: unknown; entry: Entry | null }[] = []
  for (let item = timelineOf(doc)._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    item.content.getContent().forEach((value: unknown, i) => {
      const { client, clock } = (item as Y.Item).id
      all.push({ id: entryId(client, clock + i), value, entry: readEntry(value) })
    })
  }
  const shown: TimelineItem[] = []
  let peak = 0
  for (const { id, value, entry } of all) {
    if (entry === null) {
      shown.push(unknownView(id, value))
      continue
    }
    const late = peak - entry.at > 60_000
    peak = Math.max(peak, entry.at)
    if (entry.kind !== 'message') continue
    const about = all.flatMap((x) =>
      x.entry !== null && x.entry.kind !== 'message' && x.entry.of === id ? [x.entry] : [],
    )
    if (about.some((x) => x.kind === 'delete' && x.by === entry.by)) continue
    const edit = about.findLast((x) => x.kind === 'edit' && x.by === entry.by)
    let reactions: { emoji: string; by: PersonId[] }[] = []
    for (const { kind, by, ...rest } of about) {
      const emoji = 'emoji' in rest ? rest.emoji : ''
      const here = reactions.find((r) => r.emoji === emoji)
      if (kind === 'react' && here === undefined) reactions.push({ emoji, by: [by] })
      else if (kind === 'react' && here?.by.includes(by) === false) here.by.push(by)
      else if (kind === 'unreact' && here !== undefined) here.by = here.by.filter((p) => p !== by)
      reactions = reactions.filter((r) => r.by.length > 0)
    }
    shown.push({
      type: 'message',
      id,
      by: entry.by,
      at: entry.at,
      text: edit?.kind === 'edit' ? edit.text : entry.text,
      editedAt: edit?.at ?? null,
      re: entry.re ?? null,
      reactions,
      pinned: about.findLast((x) => x.kind === 'pin' || x.kind === 'unpin')?.kind === 'pin',
      late,
    })
  }
  return shown
}

const texts = (items: readonly TimelineItem[]): string[] =>
  items.map((item) => (item.type === 'message' ? item.text : `?${item.kind}`))

describe('the timeline', () => {
  it('shows messages with their edits, reactions and pins', () => {
    const doc = newDoc(1)
    const timeline = createTimeline(doc)
    const hello = sendMessage(doc, { by: ann, at: 1_000, text: 'helo' })
    const reply = sendMessage(doc, { by: bob, at: 2_000, text: 'hi', re: hello })
    editMessage(doc, { by: ann, at: 3_000, of: hello, text: 'hello' })
    react(doc, { by: bob, at: 4_000, of: hello, emoji: '🎉' })
    react(doc, { by: cleo, at: 4_000, of: hello, emoji: '🎉' })
    unreact(doc, { by: bob, at: 5_000, of: hello, emoji: '🎉' })
    pin(doc, { by: bob, at: 6_000, of: reply })
    expect(timeline.items).toEqual([
      {
        type: 'message',
        id: hello,
        by: ann,
        at: 1_000,
        text: 'hello',
        editedAt: 3_000,
        re: null,
        reactions: [{ emoji: '🎉', by: [cleo] }],
        pinned: false,
        late: false,
      },
      {
        type: 'message',
        id: reply,
        by: bob,
        at: 2_000,
        text: 'hi',
        editedAt: null,
        re: hello,
        reactions: [],
        pinned: true,
        late: false,
      },
    ])
    unpin(doc, { by: ann, at: 7_000, of: reply })
    expect(timeline.items[1]).toMatchObject({ pinned: false })
    expect([timeline.indexOf(hello), timeline.indexOf(reply), timeline.indexOf(entryId(9, 9))]).toEqual([
      0, 1, -1,
    ])
  })

  it("G6: ignores edits and deletions of somebody else's message", () => {
    const doc = newDoc(1)
    const timeline = createTimeline(doc)
    const hello = sendMessage(doc, { by: ann, at: 1, text: 'hello' })
    editMessage(doc, { by: bob, at: 2, of: hello, text: 'I am a fool' })
    appendEntry(doc, { kind: 'delete', by: bob, at: 3, of: hello })
    expect(deleteMessage(doc, { by: bob, at: 4, of: hello })).toBe(false)
    expect(timeline.items).toMatchObject([{ text: 'hello', editedAt: null }])
  })

  it('shows what it does not understand as a placeholder, and never throws', () => {
    const doc = newDoc(1)
    const timeline = createTimeline(doc)
    const array = timelineOf(doc)
    array.push([
      { kind: 'poll', at: 5, by: ann, options: [1] },
      { kind: 'message', at: 5, by: ann },
      7,
      null,
      'x',
      [1],
    ])
    array.push([
      { kind: 'message', at: -1, by: ann, text: 'x' },
      { kind: 'edit', at: 1, by: 'nobody', of: '1:1', text: 'x' },
    ])
    array.push([
      new Y.Map(),
      new Uint8Array(3),
      { kind: 'react', at: 1, by: ann, of: '1:1', emoji: 'x'.repeat(33) },
    ])
    expect(timeline.items).toHaveLength(11)
    expect(timeline.items[0]).toEqual({ type: 'unknown', id: '1:0', by: ann, at: 5, kind: 'poll' })
    expect(new Set(timeline.items.map((item) => item.type))).toEqual(new Set(['unknown']))
    expect(timeline.items).toEqual(plainFold(doc))
  })

  it('G9: marks what came in late where it sorts', () => {
    const here = newDoc(2)
    const there = newDoc(1)
    sendMessage(here, { by: ann, at: 0, text: 'start' })
    sync(here, there)
    const timeline = createTimeline(here)
    sendMessage(there, { by: bob, at: 10_000, text: 'written offline' })
    sendMessage(here, { by: ann, at: 200_000, text: 'later' })
    sync(there, here)
    const late = timeline.items.map((item) => [
      item.type === 'message' && item.text,
      item.type === 'message' && item.late,
    ])
    expect(late).toContainEqual(['later', false])
    expect(late).toContainEqual(['written offline', timeline.items.at(-1)?.at === 10_000])
    expect(timeline.items).toEqual(plainFold(here))
  })

  it('deletes the words: those of the message, of its edits, and of an edit made elsewhere at that moment', () => {
    const phone = newDoc(1)
    const desk = newDoc(2)
    const secret = sendMessage(phone, { by: ann, at: 1, text: 'secret one' })
    const other = sendMessage(phone, { by: ann, at: 2, text: 'stays' })
    editMessage(phone, { by: ann, at: 3, of: secret, text: 'secret two' })
    sync(phone, desk)
    expect(deleteMessage(phone, { by: ann, at: 4, of: secret })).toBe(true)
    editMessage(desk, { by: ann, at: 4, of: secret, text: 'secret three' })
    sync(desk, phone)
    const timeline = createTimeline(phone)
    expect(texts(timeline.items)).toEqual(['stays'])
    const bytes = () => new TextDecoder().decode(Y.encodeStateAsUpdate(phone))
    expect(bytes()).not.toMatch(/secret (one|two)/)
    deleteMessage(phone, { by: ann, at: 5, of: other })
    expect(bytes()).not.toMatch(/secret|stays/)
    expect(deleteMessage(phone, { by: ann, at: 6, of: other })).toBe(false)
  })

  it('lets an owner of the space delete what somebody said, with its edits; nothing else goes with it', () => {
    const phone = newDoc(1)
    const secret = sendMessage(phone, { by: ann, at: 1, text: 'secret one' })
    sendMessage(phone, { by: ann, at: 2, text: 'stays' })
    editMessage(phone, { by: ann, at: 3, of: secret, text: 'secret two' })
    const gone = sendMessage(phone, { by: ann, at: 4, text: 'gone before' })
    deleteMessage(phone, { by: ann, at: 5, of: gone })
    expect(deleteMessage(phone, { by: bob, at: 6, of: secret })).toBe(false)
    expect(deleteMessage(phone, { by: bob, at: 6, of: secret, owns: true })).toBe(true)
    expect(deleteMessage(phone, { by: bob, at: 7, of: secret, owns: true })).toBe(false)
    const timeline = createTimeline(phone)
    expect(texts(timeline.items)).toEqual(['stays'])
    expect(new TextDecoder().decode(Y.encodeStateAsUpdate(phone))).not.toMatch(/secret|gone/)
  })

  it('gives the same array and items until something about them changed, and calls only then', () => {
    const doc = newDoc(1)
    const timeline = createTimeline(doc)
    let calls = 0
    const stop = timeline.subscribe(() => calls++)
    const first = sendMessage(doc, { by: ann, at: 1, text: 'one' })
    const second = sendMessage(doc, { by: bob, at: 2, text: 'two' })
    const before = timeline.items
    expect(timeline.items).toBe(before)
    expect(calls).toBe(2)
    editMessage(doc, { by: bob, at: 3, of: first, text: 'not mine' })
    expect(timeline.items).toBe(before)
    expect(calls).toBe(2)
    editMessage(doc, { by: bob, at: 3, of: second, text: 'two!' })
    expect(timeline.items[0]).toBe(before[0])
    expect(timeline.items[1]).not.toBe(before[1])
    expect(texts(before)).toEqual(['one', 'two'])
    expect(calls).toBe(3)
    stop()
    timeline.destroy()
    sendMessage(doc, { by: ann, at: 4, text: 'unseen' })
    expect(calls).toBe(3)
  })

  it('lists what is pinned, and draws nothing anew for what is said about another message', () => {
    const doc = newDoc(1)
    const ids = Array.from({ length: 200 }, (_, n) => sendMessage(doc, { by: ann, at: n, text: `${n}` }))
    const timeline = createTimeline(doc)
    const word = (n: number) => ({ by: bob, at: 1_000, of: ids[n] ?? entryId(9, 9) })
    for (const n of [150, 20, 70]) pin(doc, word(n))
    const { pinned, items } = timeline
    expect(pinned.map(({ text }) => text)).toEqual(['150', '70', '20'])
    react(doc, { ...word(3), emoji: '🎉' })
    react(doc, { ...word(3), emoji: '🎉' })
    sendMessage(doc, { by: bob, at: 2_000, text: 'one more' })
    expect(timeline.pinned).toBe(pinned)
    expect(timeline.items[3]).toMatchObject({ reactions: [{ emoji: '🎉', by: [bob] }] })
    expect(items.filter((item, i) => item !== timeline.items[i])).toEqual([items[3]])
    react(doc, { ...word(70), emoji: '🎉' })
    expect(timeline.pinned[1]).toBe(timeline.items[70])
    expect([timeline.pinned[0], timeline.pinned[2]]).toEqual([pinned[0], pinned[2]])
    unpin(doc, word(150))
    deleteMessage(doc, { by: ann, at: 3_000, of: word(20).of })
    expect(timeline.pinned.map(({ text }) => text)).toEqual(['70'])
  })

  it('is right for an observer that comes first and changes the document again', () => {
    const doc = newDoc(1)
    timelineOf(doc).observe((event) => {
      if (event.transaction.origin === 'echo') return
      doc.transact(() => {
        if (timelineOf(doc).length > 3) timelineOf(doc).delete(0)
        sendMessage(doc, { by: bob, at: 2, text: 'echo' })
      }, 'echo')
    })
    const timeline = createTimeline(doc)
    for (let i = 0; i < 5; i++) {
      sendMessage(doc, { by: ann, at: 1, text: `${i}` })
      expect(timeline.items).toEqual(plainFold(doc))
    }
  })
})

/** One step in a history of several devices. Numbers pick among what is there, so that any sequence makes sense. */
type Step =
  | {
      do: 'send' | 'edit' | 'delete' | 'react' | 'unreact' | 'pin' | 'unpin' | 'raw delete'
      device: number
      who: number
      pick: number
      at: number
    }
  | { do: 'garbage' | 'insert' | 'remove' | 'burst'; device: number; who: number; pick: number; at: number }
  | { do: 'sync'; device: number; pick: number }

const small = fc.nat({ max: 2 })
const at = fc.constantFrom(0, 30_000, 100_000, 200_000, 500_000)
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ do: fc.constant('sync' as const), device: small, pick: fc.nat() }) },
    {
      weight: 9,
      arbitrary: fc.record({
        do: fc.constantFrom(
          'send',
          'send',
          'send',
          'edit',
          'delete',
          'react',
          'unreact',
          'pin',
          'unpin',
          'raw delete',
        ),
        device: small,
        who: small,
        pick: fc.nat(),
        at,
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constantFrom('garbage', 'insert', 'remove', 'burst'),
        device: small,
        who: small,
        pick: fc.nat(),
        at,
      }),
    },
  ),
  { maxLength: 60, size: 'max' },
)

function run(doc: Y.Doc, step: Exclude<Step, { do: 'sync' }>): void {
  const by = PEOPLE[step.who] ?? ann
  const items = plainFold(doc)
  const of = items[step.pick % Math.max(1, items.length)]?.id ?? entryId(77, 77)
  const array = timelineOf(doc)
  const word = { by, at: step.at, of }
  const emoji = step.pick % 2 === 0 ? '🎉' : '👀'
  switch (step.do) {
    case 'send':
      sendMessage(doc, { by, at: step.at, text: `m${step.pick % 100}` })
      break
    case 'edit':
      editMessage(doc, { ...word, text: `e${step.pick % 100}` })
      break
    case 'delete':
      deleteMessage(doc, word)
      break
    case 'raw delete':
      appendEntry(doc, { kind: 'delete', ...word })
      break
    case 'react':
      react(doc, { ...word, emoji })
      break
    case 'unreact':
      unreact(doc, { ...word, emoji })
      break
    case 'pin':
      pin(doc, word)
      break
    case 'unpin':
      unpin(doc, word)
      break
    case 'garbage':
      array.insert(step.pick % (array.length + 1), [null, 'text', { kind: 'message' }])
      break
    case 'insert':
      array.insert(step.pick % (array.length + 1), [
        { kind: 'message', by, at: step.at, text: 'squeezed in' },
      ])
      break
    case 'remove':
      if (array.length > 0) array.delete(step.pick % array.length)
      break
    case 'burst':
      array.insert(
        step.pick % (array.length + 1),
        Array.from({ length: 70 }, (_, i) => ({ kind: 'message', by, at: step.at, text: `b${i}` })),
      )
      break
  }
}

describe('after any sequence on several devices', () => {
  it('G4: the timeline equals a fresh fold at each step, keeps identities, and all devices end alike', () => {
    let longest = 0
    fc.assert(
      fc.property(steps, (sequence) => {
        const docs = [newDoc(300), newDoc(20), newDoc(1)]
        const timelines = docs.map(createTimeline)
        for (const step of sequence) {
          const doc = docs[step.device]
          const timeline = timelines[step.device]
          if (doc === undefined || timeline === undefined) throw new Error('no such device')
          const before = new Map(timeline.items.map((item) => [item.id, item]))
          if (step.do === 'sync') sync(docs[step.pick % docs.length] ?? doc, doc)
          else run(doc, step)
          const expected = plainFold(doc)
          expect(timeline.items).toEqual(expected)
          expect(timeline.pinned).toEqual(
            expected.filter((item) => 'pinned' in item && item.pinned).reverse(),
          )
          longest = Math.max(longest, expected.length)
          timeline.items.forEach((item, i) => {
            expect(timeline.indexOf(item.id)).toBe(i)
            const old = before.get(item.id)
            if (old !== undefined && old !== item) expect(old).not.toEqual(item)
          })
        }
        for (const to of docs) for (const from of docs) if (from !== to) sync(from, to)
        for (const [i, doc] of docs.entries()) {
          expect(timelines[i]?.items).toEqual(plainFold(doc))
          expect(timelines[i]?.items).toEqual(timelines[0]?.items)
          expect(createTimeline(doc).items).toEqual(timelines[i]?.items)
        }
      }),
      { seed: 7, numRuns: 30 },
    )
    expect(longest).toBeGreaterThan(70)
  }, 120_000)
})
