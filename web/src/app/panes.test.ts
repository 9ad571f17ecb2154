import type { NoteId } from '@weft/space'
import { describe, expect, it } from 'vitest'
import * as panes from './panes.ts'

const a = panes.notePane('aaaaaaaaaaaaaaaa' as NoteId)
const b = panes.notePane('bbbbbbbbbbbbbbbb' as NoteId)
const c = panes.notePane('cccccccccccccccc' as NoteId)
const talk = panes.timelinePane
const put = (left: panes.PaneContent, right: panes.PaneContent | null = null): panes.Arrangement => ({
  left,
  right,
  shown: 'left',
})

describe('the panes in an address', () => {
  it.each([
    put(talk),
    put(talk, a),
    put(a, b),
    { ...put(talk, a), shown: 'right' as const },
    { ...put(a), shown: 'list' as const },
  ])('come back as they were (%#)', (arrangement) =>
    expect(panes.arrangementOf(panes.arrangementText(arrangement))).toEqual(arrangement),
  )

  it('are readable, and safe to put in a link', () => {
    expect(panes.arrangementText(put(talk, a))).toBe('left=timeline&right=note:aaaaaaaaaaaaaaaa')
  })

  it('say nothing when they name nothing', () => {
    for (const search of ['', 'left=', 'left=note:short', 'left=note:%3Cscript%3E', 'x=1'])
      expect(panes.arrangementOf(search)).toBeNull()
  })

  it('are mended when half of them is wrong', () => {
    expect(panes.arrangementOf('left=nonsense&right=timeline')).toEqual(put(talk))
    expect(panes.arrangementOf('left=timeline&right=timeline&show=right')).toEqual(put(talk))
    expect(panes.arrangementOf('left=timeline&show=right')).toEqual(put(talk))
  })
})

describe('opening', () => {
  const roomy = { roomy: true, last: 'left' as const }
  const narrow = { roomy: false, last: 'left' as const }

  it('puts a note beside a lone conversation where there is room, in its place where there is not', () => {
    expect(panes.open(put(talk), a, roomy)).toEqual({ left: talk, right: a, shown: 'right' })
    expect(panes.open(put(talk), a, narrow)).toEqual(put(a))
  })
  it('puts the conversation on the left of a lone note', () => {
    expect(panes.open(put(a), talk, roomy)).toEqual({ left: talk, right: a, shown: 'left' })
  })
  it('changes the pane of the same kind', () => {
    expect(panes.open(put(talk, a), b, roomy)).toEqual({ left: talk, right: b, shown: 'right' })
    expect(panes.open(put(a), b, roomy)).toEqual(put(b))
  })
  it('changes the pane used last when both are of its kind', () => {
    expect(panes.open(put(a, b), c, { roomy: true, last: 'right' })).toEqual({
      left: a,
      right: c,
      shown: 'right',
    })
    expect(panes.open(put(a, b), c, roomy)).toEqual(put(c, b))
  })
  it('goes to what is open already', () => {
    expect(panes.open(put(talk, a), a, roomy)).toEqual({ left: talk, right: a, shown: 'right' })
  })
})

describe('beside, close, swap and without', () => {
  it('never shows the same thing twice', () => {
    expect(panes.beside(put(a), a)).toEqual(put(a))
    expect(panes.beside(put(a, b), a)).toEqual({ left: b, right: a, shown: 'right' })
  })
  it('puts a note beside the note that is open, in the place of the conversation', () => {
    expect(panes.beside(put(talk, a), b)).toEqual({ left: a, right: b, shown: 'right' })
    expect(panes.beside(put(talk), a)).toEqual({ left: talk, right: a, shown: 'right' })
    expect(panes.beside(put(a, b), c)).toEqual({ left: a, right: c, shown: 'right' })
    expect(panes.beside(put(a, b), talk)).toEqual({ left: a, right: talk, shown: 'right' })
  })
  it('leaves the other pane when one closes, and the conversation when the last one does', () => {
    expect(panes.close(put(talk, a), 'left')).toEqual(put(a))
    expect(panes.close(put(talk, a), 'right')).toEqual(put(talk))
    expect(panes.close(put(a), 'left')).toEqual(panes.alone)
  })
  it('swaps two panes and follows the one that is looked at', () => {
    expect(panes.swap({ ...put(talk, a), shown: 'right' })).toEqual({ left: a, right: talk, shown: 'left' })
    expect(panes.swap(put(talk))).toEqual(put(talk))
  })
  it('takes an archived note away', () => {
    expect(panes.without(put(talk, a), a)).toEqual(put(talk))
    expect(panes.without(put(talk, a), b)).toEqual(put(talk, a))
  })
})
