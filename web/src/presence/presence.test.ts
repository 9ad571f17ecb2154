import { DYES, type NoteId, type PersonId } from '@weft/space'
import { describe, expect, it } from 'vitest'
import { othersHere, sameHere } from './who.ts'
import { typingText, whereText } from './words.ts'

const me = 'me' as PersonId
const plan = 'aaaaaaaaaaaaaaaa' as NoteId
const user = (id: string, name = id) => ({ id, name, dye: DYES[0], role: 'member' })

describe('who is here (G10)', () => {
  it('is each person once, from all their devices', () => {
    const states = new Map<number, unknown>([
      [1, { user: user('me') }],
      [2, { user: user('anna'), at: { timeline: true }, idle: true }],
      [3, { user: user('anna'), at: { notes: [plan] }, typing: true }],
      [4, { user: user('me'), typing: true }],
      [5, { user: { ...user('rosa'), role: 'viewer' }, idle: true }],
    ])
    expect(othersHere(states, 1, me)).toEqual([
      {
        id: 'anna',
        name: 'anna',
        dye: 'madder',
        role: 'member',
        timeline: true,
        notes: [plan],
        typing: true,
        idle: false,
      },
      {
        id: 'rosa',
        name: 'rosa',
        dye: 'madder',
        role: 'viewer',
        timeline: false,
        notes: [],
        typing: false,
        idle: true,
      },
    ])
  })

  it('takes what others send with care', () => {
    const notes = Array.from({ length: 1000 }, () => plan)
    const states = new Map<number, unknown>([
      [2, null],
      [3, 'text'],
      [4, { user: null }],
      [5, { user: { id: 'x', name: 'x', dye: 'url(evil)', role: 'member' } }],
      [6, { user: user('anna'), at: { notes: ['<b>', 7, ...notes] }, typing: 'yes', idle: {} }],
    ])
    const here = othersHere(states, 1, me)
    expect(here.map((h) => h.id)).toEqual(['anna'])
    expect(here[0]).toMatchObject({ typing: false, idle: false })
    expect(here[0]?.notes.length).toBeLessThanOrEqual(4)
  })

  it('stays the same list while only cursors move', () => {
    const at = (field: unknown) => othersHere(new Map([[2, { user: user('anna'), 'note:x': field }]]), 1, me)
    expect(sameHere(at(1), at(2))).toBe(true)
    expect(sameHere(at(1), [])).toBe(false)
  })
})

describe('words about who is here', () => {
  const title = (id: NoteId): string | null => (id === plan ? 'Opening week plan' : null)
  it('say where', () => {
    expect(whereText({ idle: false, timeline: false, notes: [plan] }, title)).toBe('in Opening week plan')
    expect(whereText({ idle: false, timeline: true, notes: [plan] }, title)).toBe(
      'in the conversation and Opening week plan',
    )
    expect(whereText({ idle: false, timeline: false, notes: ['b'.repeat(16) as NoteId] }, title)).toBe('here')
    expect(whereText({ idle: true, timeline: true, notes: [] }, title)).toBe('away')
  })
  it('say who writes', () => {
    expect(typingText([])).toBe('')
    expect(typingText(['Tiago Neves'])).toBe('Tiago is writing')
    expect(typingText(['Tiago Neves', 'Anna Kowal'])).toBe('Tiago and Anna are writing')
    expect(typingText(['Anna Kowal', 'Anna Berg'])).toBe('Anna Kowal and Anna Berg are writing')
    expect(typingText(['A', 'B', 'C'])).toBe('A, B and C are writing')
    expect(typingText(['A', 'B', 'C', 'D'])).toBe('Several people are writing')
  })
})
