import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Dye } from '@weft/space'
import { type Accepted, acceptedSchema, type Look, lookSchema } from '@weft/space/api'
import { ask } from './http.ts'
import { welcome } from './queries.ts'

/** What a link leads to. Nothing is changed by looking. */
export function useLook(secret: string | null) {
  return useQuery<Look>({
    queryKey: ['look', secret],
    queryFn: () => ask('POST', '/api/invitations/look', lookSchema, { secret }),
    enabled: secret !== null,
    staleTime: Number.POSITIVE_INFINITY,
    // The secret is in the key: it goes with the screen.
    gcTime: 0,
  })
}

export function useAccept() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (request: {
      readonly secret: string
      readonly name?: string
      readonly dye?: Dye
    }): Promise<Accepted> => ask('POST', '/api/invitations/accept', acceptedSchema, request),
    onSuccess: ({ me }) => welcome(client, me),
  })
}
