import { expect, it, vi } from 'vitest'
import { NoticeBoard } from './notices.ts'

it('shows at most three notices, newest last, and the same words once', () => {
  const board = new NoticeBoard()
  for (const text of ['a', 'b', 'c', 'b', 'd']) board.say({ text })
  expect(board.get().map((n) => n.text)).toEqual(['c', 'b', 'd'])
})

it('takes a notice down once, and tells its listeners of changes alone', () => {
  const board = new NoticeBoard()
  const close = board.say({ text: 'a' })
  const changed = vi.fn()
  board.subscribe(changed)
  close()
  close()
  expect(board.get()).toEqual([])
  expect(changed).toHaveBeenCalledTimes(1)
})
