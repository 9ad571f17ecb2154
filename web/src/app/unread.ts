import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import type { SpaceId, Unread } from '@weft/space'
import { type SpaceSummary, seenSchema } from '@weft/space/api'
import { useCallback } from 'react'
import { ask, NoAnswer, Refusal } from './http.ts'
import { changeSpace, useSpaces } from './queries.ts'

/** What is new in a space to this person, as the list tells; kept over visits, so that it is there without a network. */
export const useUnread = (space: SpaceId): Unread | null =>
  useSpaces().spaces?.find(({ id }) => id === space)?.unread ?? null

export function setUnread(client: QueryClient, space: SpaceId, unread: Unread | null): void {
  changeSpace(client, space, ({ unread: before, ...rest }: SpaceSummary) => {
    if (unread !== null) return { ...rest, unread }
    return before === undefined ? null : rest
  })
}

/** Tells the server how far somebody has seen a space. False when it couldn't be told: it is still new to them then, everywhere. */
export function useTellServer(
  space: SpaceId,
): (reach: readonly (readonly [number, number])[]) => Promise<boolean> {
  const client = useQueryClient()
  return useCallback(
    async (reach) => {
      try {
        const { unread } = await ask('POST', `/api/spaces/${space}/seen`, seenSchema, { reach })
        setUnread(client, space, unread)
        return true
      } catch (error) {
        if (error instanceof NoAnswer || error instanceof Refusal) return false
        throw error
      }
    },
    [client, space],
  )
}
