import { useQuery } from '@tanstack/react-query'
import type { Persona, SpaceId } from '@weft/space'
import { type ApiAuthor, authorsSchema, MOST_CLIENTS } from '@weft/space/api'
import { ask } from '../app/http.ts'

export interface Asked {
  readonly authors: readonly ApiAuthor[]
  readonly people: readonly Persona[]
}

/** What the server says of these client ids. Asked for when it is looked at: nothing of it is kept on the device. */
export const useAuthors = (space: SpaceId, clients: readonly number[]) =>
  useQuery({
    queryKey: ['authors', space, clients],
    queryFn: async (): Promise<Asked> => {
      const starts = Array.from(
        { length: Math.ceil(clients.length / MOST_CLIENTS) },
        (_, i) => i * MOST_CLIENTS,
      )
      const pages = await Promise.all(
        starts.map((start) => {
          const ids = clients.slice(start, start + MOST_CLIENTS).join(',')
          return ask('GET', `/api/spaces/${space}/authors?clients=${ids}`, authorsSchema)
        }),
      )
      return {
        authors: pages.flatMap(({ authors }) => authors),
        people: pages.flatMap(({ people }) => people),
      }
    },
    staleTime: 0,
    // What was true a while ago says nothing about what was written since.
    gcTime: 0,
  })
