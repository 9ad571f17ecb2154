import type { QueryClient } from '@tanstack/react-query'
import type { SpaceId, Unread } from '@weft/space'
import { useSpaces } from './queries.ts'
import { changeSpace } from './space-list.ts'

/** What is new in a space to this person, as the list tells; kept over visits, so that it is there without a network. */
export const useUnread = (space: SpaceId): Unread | null =>
  useSpaces().spaces?.find(({ id }) => id === space)?.unread ?? null

export const setUnread = (client: QueryClient, space: SpaceId, unread: Unread | null): void =>
  changeSpace(client, space, ({ unread: before, ...rest }) => {
    if (unread !== null) return { ...rest, unread }
    return before === undefined ? null : rest
  })
