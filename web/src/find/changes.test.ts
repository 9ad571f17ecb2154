import type { MessageView, TimelineItem } from '@weft/space'
import { expect, it } from 'vitest'
import { changesOf } from './changes.ts'
import { message } from './testing.ts'

const view = (n: number, text = `number ${n}`): MessageView => ({
  ...message(n, text),
  type: 'message',
  editedAt: null,
  re: null,
  reactions: [],
  pinned: false,
  late: false,
})
const ids = (items: readonly TimelineItem[], before: readonly TimelineItem[] = []) => {
  const { put, drop } = changesOf(before, items)
  return { put: put.map(({ id }) => id), drop }
}

it('tells what came, was edited, or went, and nothing that stayed', () => {
  const all = Array.from({ length: 1_000 }, (_, n) => view(n))
  expect(ids(all).put).toHaveLength(1_000)
  expect(ids(all, all)).toEqual({ put: [], drop: [] })
  expect(ids([...all, view(1_000)], all)).toEqual({ put: ['1:1000'], drop: [] })
  expect(ids(all.with(500, view(500, 'edited')), all)).toEqual({ put: ['1:500'], drop: [] })
  expect(ids(all.toSpliced(500, 1), all)).toEqual({ put: [], drop: ['1:500'] })
  expect(ids(all.toSpliced(3, 0, view(2_000)).toSpliced(900, 1), all)).toEqual({
    put: ['1:2000'],
    drop: ['1:899'],
  })
  expect(ids([], all).drop).toHaveLength(1_000)
})

it('looks only at the stretch that differs, and passes over what changes no words', () => {
  const all = Array.from({ length: 1_000 }, (_, n) => view(n))
  let read = 0
  const counted = (one: MessageView): MessageView => ({
    ...one,
    get id() {
      read++
      return one.id
    },
  })
  const before = all.map(counted)
  const pinned = before.with(998, { ...counted(view(998)), pinned: true })
  read = 0
  expect(ids(pinned, before)).toEqual({ put: [], drop: [] })
  expect(read).toBeLessThan(10)
})
