import { createTimeline, type PersonId, sendMessage } from '@weft/space'
import { describe, expect, it } from 'vitest'
import { applyUpdate, Doc, encodeStateAsUpdate } from 'yjs'
import { firstNew, reachOf, readSeen, seenText } from './seen.ts'

const anna = 'AAAAAAAAAAAAAAAA' as PersonId
const ben = 'BBBBBBBBBBBBBBBB' as PersonId

/** A space as Anna's page has it, and others who write in it. */
function space() {
  const doc = new Doc()
  const other = new Doc()
  const sync = (): void => {
    applyUpdate(doc, encodeStateAsUpdate(other))
    applyUpdate(other, encodeStateAsUpdate(doc))
  }
  const say = (where: Doc, by: PersonId, text: string): void => {
    sendMessage(where, { by, at: 1, text })
  }
  const newest = (seen: ReadonlyMap<number, number>, until = reachOf(doc)): string | null => {
    const { items } = createTimeline(doc)
    const id = firstNew(items, { seen, until, me: anna, own: doc.clientID })
    const found = items.find((item) => item.id === id)
    return found?.type === 'message' ? found.text : null
  }
  return { doc, other, sync, say, newest }
}

describe('what is new since one looked', () => {
  it('G9 begins with what others wrote, also where it came in late and stands above what one has seen', () => {
    const { doc, other, sync, say, newest } = space()
    say(other, ben, 'old')
    sync()
    say(other, ben, 'written offline')
    for (let n = 0; n < 3; n++) say(doc, anna, `${n}`)
    const seen = reachOf(doc)
    expect(newest(seen)).toBeNull()
    sync()
    expect(newest(seen)).toBe('written offline')
    say(other, ben, 'later')
    sync()
    expect(newest(seen)).toBe('written offline')
  })

  it('leaves out what one wrote oneself, here or on another device, and what one saw come', () => {
    const { doc, other, sync, say, newest } = space()
    const seen = reachOf(doc)
    say(doc, anna, 'here')
    say(other, anna, 'on the phone')
    sync()
    expect(newest(seen)).toBeNull()
    const until = reachOf(doc)
    say(other, ben, 'while she looks')
    sync()
    expect(newest(seen, until)).toBeNull()
    expect(newest(until)).toBe('while she looks')
  })

  it('is kept as text, and nothing is new after a text that is none', () => {
    const { doc, say } = space()
    say(doc, anna, 'a word')
    const seen = { at: 1_772_000_000_000, reach: reachOf(doc) }
    expect(readSeen(seenText(seen))).toEqual(seen)
    for (const text of [null, '', 'x', '12 3', '12 3:4:5', '12 3:x', '{"at":1}'])
      expect(readSeen(text), text ?? 'null').toBeNull()
  })
})
