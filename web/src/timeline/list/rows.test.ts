import type { EntryId, MessageView, PersonId, TimelineItem } from '@weft/space'
import { describe, expect, it } from 'vitest'
import { rowOf } from './rows.ts'

const say = (by: string, time: string, late = false): MessageView => ({
  type: 'message',
  id: `1:${time}` as EntryId,
  by: by as PersonId,
  at: new Date(time).getTime(),
  text: 'x',
  editedAt: null,
  re: null,
  reactions: [],
  pinned: false,
  late,
})
const shape = (items: readonly TimelineItem[]): string[] =>
  items.map((_, i) => {
    const row = rowOf(items, i)
    return `${row.day ? 'day ' : ''}${row.lead ? 'lead' : 'joined'}`
  })

describe('rows', () => {
  it('begin with a day, and join what one person writes within five minutes', () => {
    expect(
      shape([
        say('anna', '2026-03-04T09:12:00'),
        say('anna', '2026-03-04T09:13:00'),
        say('tiago', '2026-03-04T09:14:00'),
        say('anna', '2026-03-04T09:15:00'),
        say('anna', '2026-03-04T09:21:00'),
      ]),
    ).toEqual(['day lead', 'joined', 'lead', 'lead', 'lead'])
  })

  it('begin a day at midnight, whoever writes', () => {
    expect(shape([say('anna', '2026-03-04T23:59:00'), say('anna', '2026-03-05T00:01:00')])).toEqual([
      'day lead',
      'day lead',
    ])
  })

  it('show a late message with its author, without a heading of its own or a second one after it', () => {
    expect(
      shape([
        say('anna', '2026-03-04T09:00:00'),
        say('rosa', '2026-03-03T18:00:00', true),
        say('rosa', '2026-03-03T18:01:00', true),
        say('anna', '2026-03-04T09:01:00'),
      ]),
    ).toEqual(['day lead', 'lead', 'joined', 'lead'])
  })

  it('do not join over something unknown', () => {
    const unknown: TimelineItem = { type: 'unknown', id: '1:9' as EntryId, by: null, at: null, kind: 'poll' }
    expect(shape([say('anna', '2026-03-04T09:00:00'), unknown, say('anna', '2026-03-04T09:01:00')])).toEqual([
      'day lead',
      'lead',
      'lead',
    ])
  })

  it('are nothing beyond the end', () => expect(rowOf([], 3)).toEqual({ day: false, lead: false }))
})
