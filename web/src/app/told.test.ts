import type { SpaceId } from '@weft/space'
import type { Notice } from '@weft/space/wire'
import { expect, it } from 'vitest'
import { NoticeBoard } from '../ui/notices.ts'
import { tell } from './told.ts'

const space = 'AAAAAAAAAAAAAAAAAAAAAA' as SpaceId
const listed = (archived: boolean) => ({
  id: space,
  name: 'Here',
  icon: null,
  role: 'owner' as const,
  here: [],
  ...(archived ? { archived: 1 } : {}),
})

it('says that a role changed, but not that of a space that was archived or restored: a bar says that', async () => {
  const board = new NoticeBoard()
  const wasArchived = { current: { id: space, archived: false } }
  const told = (role: 'viewer' | 'owner', archived: boolean) =>
    tell({ kind: 'role', role } as Notice, {
      space,
      board,
      reload: () => undefined,
      askForSpaces: () => Promise.resolve([listed(archived)]),
      wasArchived,
    })
  await told('viewer', true)
  await told('owner', false)
  expect(board.get()).toEqual([])
  await told('viewer', false)
  await told('owner', false)
  expect(board.get().map(({ text }) => text)).toEqual([
    'You can only read here now.',
    'You own this space now.',
  ])
})
