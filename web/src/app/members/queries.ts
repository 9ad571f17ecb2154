import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { PersonId, Role, SpaceId } from '@weft/space'
import {
  createdTokenSchema,
  invitedSchema,
  membersSchema,
  openInvitationsSchema,
  tokensSchema,
} from '@weft/space/api'
import { ask, nothing } from '../http.ts'

const at = (space: SpaceId, path: string): string => `/api/spaces/${space}/${path}`

/** Who belongs to a space. Asked for whenever it is looked at: nothing of it is kept on the device. */
export const useMembers = (space: SpaceId) =>
  useQuery({
    queryKey: ['members', space],
    queryFn: async () => (await ask('GET', at(space, 'members'), membersSchema)).members,
    staleTime: 0,
  })

export const useOpenInvitations = (space: SpaceId, enabled: boolean) =>
  useQuery({
    queryKey: ['invitations', space],
    queryFn: async () => (await ask('GET', at(space, 'invitations'), openInvitationsSchema)).invitations,
    enabled,
    staleTime: 0,
  })

export const useTokens = (space: SpaceId, enabled: boolean) =>
  useQuery({
    queryKey: ['tokens', space],
    queryFn: async () => (await ask('GET', at(space, 'tokens'), tokensSchema)).tokens,
    enabled,
    staleTime: 0,
  })

const SHOWN = ['members', 'invitations', 'tokens'] as const

/** Everything that this dialog shows is asked for anew, also when a change was refused: then it shows something old. */
function useRenewed(space: SpaceId) {
  const client = useQueryClient()
  return {
    onSettled: () => Promise.all(SHOWN.map((what) => client.invalidateQueries({ queryKey: [what, space] }))),
  }
}

/** Another role; null takes it away. */
export const useChangeMember = (space: SpaceId) =>
  useMutation({
    mutationFn: ({ person, role }: { readonly person: PersonId; readonly role: Role | null }) =>
      role === null
        ? ask('DELETE', at(space, `members/${person}`), nothing)
        : ask('PATCH', at(space, `members/${person}`), nothing, { role }),
    ...useRenewed(space),
  })

/** One's own role is given back; from then on there is nothing to ask about this space. */
export function useLeave(space: SpaceId, me: PersonId) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => ask('DELETE', at(space, `members/${me}`), nothing),
    onSuccess: () => {
      for (const what of SHOWN) client.removeQueries({ queryKey: [what, space] })
      return client.invalidateQueries({ queryKey: ['spaces'] })
    },
  })
}

export const useInvite = (space: SpaceId) =>
  useMutation({
    mutationFn: (terms: {
      readonly role: 'member' | 'viewer'
      readonly hours?: number
      readonly uses?: number
    }) => ask('POST', at(space, 'invitations'), invitedSchema, terms),
  })

export const useEndInvitation = (space: SpaceId) =>
  useMutation({
    mutationFn: (id: string) => ask('DELETE', at(space, `invitations/${id}`), nothing),
    ...useRenewed(space),
  })

export const useCreateToken = (space: SpaceId) =>
  useMutation({
    mutationFn: (made: {
      readonly name: string
      readonly role: 'member' | 'viewer'
      readonly days?: number
    }) => ask('POST', at(space, 'tokens'), createdTokenSchema, made),
    ...useRenewed(space),
  })

export const useRevokeToken = (space: SpaceId) =>
  useMutation({
    mutationFn: (id: string) => ask('DELETE', at(space, `tokens/${id}`), nothing),
    ...useRenewed(space),
  })
