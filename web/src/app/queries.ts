import { QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Dye, PersonId, SpaceId } from '@weft/space'
import { type Me, meSchema, type SpaceSummary, spaceSummarySchema, spacesSchema } from '@weft/space/api'
import { useCallback } from 'react'
import { recallAs, remember } from './device.ts'
import { ask, NoAnswer, nothing, Refusal } from './http.ts'
import { askForList, changeList, changeSpace, GONE, SPACES } from './space-list.ts'

const ME = ['me'] as const

/**
 * The server's answer to who this is. `ended`: this browser was signed in until just now. `strip`: as whom it was signed out
 * from elsewhere; what it keeps of them has still to go.
 */
type Known =
  | { readonly me: Me }
  | { readonly me: null; readonly ended: boolean; readonly strip: PersonId | null }

const SIGNED_OUT: Known = { me: null, ended: true, strip: null }

/** A refusal stays one however often it is asked; no answer is worth a second try. */
const retry = (failures: number, error: unknown): boolean => error instanceof NoAnswer && failures < 2

export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: { retry, networkMode: 'always', staleTime: 10_000, refetchOnWindowFocus: true },
      mutations: { retry: false, networkMode: 'always' },
    },
  })
  // What was true at the last visit is shown at once, and asked anew: the app opens without a network.
  const me = recallAs('me', meSchema)
  const spaces = recallAs('spaces', spacesSchema)
  if (me !== undefined) {
    client.setQueryData<Known>(ME, { me }, { updatedAt: 1 })
    if (spaces !== undefined) client.setQueryData(SPACES, spaces.spaces, { updatedAt: 1 })
  }
  client.getQueryCache().subscribe(({ type, query }) => {
    if (type !== 'updated') return
    if (query.queryKey[0] === ME[0]) {
      const known = client.getQueryData<Known>(ME)
      if (known !== undefined) remember('me', known.me === null ? null : JSON.stringify(known.me))
    }
    if (query.queryKey[0] === SPACES[0]) {
      const list = client.getQueryData<readonly SpaceSummary[]>(SPACES)
      if (list !== undefined) remember('spaces', JSON.stringify({ spaces: list }))
    }
  })
  return client
}

/** Who uses this browser. `known` also without a network, from the last visit. */
export type Who =
  | { readonly state: 'asking' }
  | { readonly state: 'known'; readonly me: Me }
  /** `ended`, `strip`: as in `Known`. */
  | { readonly state: 'unknown'; readonly ended: boolean; readonly strip: PersonId | null }
  | { readonly state: 'unreachable'; readonly error: Error; readonly again: () => void }

export function useWho(): Who {
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ME,
    queryFn: async (): Promise<Known> => {
      try {
        return { me: await ask('GET', '/api/me', meSchema) }
      } catch (error) {
        if (!(error instanceof Refusal) || error.status !== 401) throw error
        const before = client.getQueryData<Known>(ME)
        const was = before?.me?.person.id ?? (before?.me === null ? before.strip : null)
        return {
          me: null,
          ended: before !== undefined && (before.me !== null || before.ended),
          // Only when the server says that it knows: it might stand on the wrong folder, and this be the only copy.
          strip: error.code === 'signed_out' ? was : null,
        }
      }
    },
  })
  if (data !== undefined)
    return data.me === null
      ? { state: 'unknown', ended: data.ended, strip: data.strip }
      : { state: 'known', me: data.me }
  if (error !== null) return { state: 'unreachable', error, again: () => void refetch() }
  return { state: 'asking' }
}

/** The spaces of this person, and who is in them; asked anew now and then while the page is looked at. */
export function useSpaces(): {
  readonly spaces: readonly SpaceSummary[] | undefined
  readonly error: Error | null
} {
  const client = useQueryClient()
  const { data, error } = useQuery({
    queryKey: SPACES,
    queryFn: async (asking) => {
      try {
        return await askForList(client, asking)
      } catch (error) {
        // Where no space is open, no socket tells that this browser was signed out.
        if (error instanceof Refusal && error.status === 401) void client.invalidateQueries({ queryKey: ME })
        throw error
      }
    },
    // A browser that says it is offline need not ask.
    refetchInterval: () => (navigator.onLine ? 15_000 : false),
  })
  return { spaces: data, error }
}

const NONE: readonly SpaceId[] = []
/** Spaces that this person belonged to once, as the server's list told. */
export function useGone(): readonly SpaceId[] {
  return useQuery<readonly SpaceId[]>({ queryKey: GONE, enabled: false, initialData: NONE }).data
}

/** Whether nobody may write in a space now, by the server's list. */
export const useArchived = (space: SpaceId): boolean =>
  useSpaces().spaces?.find(({ id }) => id === space)?.archived !== undefined

/** Asks for the list anew, for when a space that is open was told that something about it changed; gives the list then. */
export function useAskForSpaces(): () => Promise<readonly SpaceSummary[]> {
  const client = useQueryClient()
  return useCallback(async () => {
    await client.invalidateQueries({ queryKey: SPACES })
    return client.getQueryData<readonly SpaceSummary[]>(SPACES) ?? []
  }, [client])
}

export function useCreateSpace() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string): Promise<SpaceSummary> =>
      ask('POST', '/api/spaces', spaceSummarySchema, { name }),
    onSuccess: (made) =>
      changeList(client, (list) =>
        // Where the server's list will have it: a space that moves a moment later is missed by who reaches for it.
        [...list.filter((s) => s.id !== made.id), made].toSorted((a, b) => a.name.localeCompare(b.name)),
      ),
  })
}

export function useEditMe() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: {
      readonly name?: string
      readonly dye?: Dye
      /** Base64; null takes it away. */
      readonly picture?: string | null
    }): Promise<Me> => ask('PATCH', '/api/me', meSchema, change),
    onSuccess: (me) => client.setQueryData<Known>(ME, { me }),
  })
}

/** `leave`: once the server has let go of this browser; `left`: once the page has let go of the person. */
export function useSignOut({
  leave,
  left,
}: {
  readonly leave: () => Promise<void>
  readonly left: () => void
}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async () => {
      await ask('POST', '/api/signout', nothing)
      // Whatever this device can't do any more: signed out is signed out.
      await leave().catch(console.error)
    },
    onSuccess: () => {
      client.setQueryData<Known>(ME, SIGNED_OUT)
      dropSpaces(client)
      left()
    },
  })
}

/** The list of who was here before isn't shown to whoever comes next. */
export const dropSpaces = (client: QueryClient): void => client.removeQueries({ queryKey: SPACES })

/** This browser is signed in from now on. */
export async function welcome(client: QueryClient, me: Me): Promise<void> {
  client.setQueryData<Known>(ME, { me })
  await client.invalidateQueries({ queryKey: SPACES })
}

/** Brings the list into line with what a space's own document says of its name and icon. */
export function useMirrorName(): (space: SpaceId, name: string, icon: string | null) => void {
  const client = useQueryClient()
  return useCallback(
    (space, name, icon) =>
      changeSpace(client, space, (old) =>
        old.name === name && old.icon === icon ? null : { ...old, name, icon },
      ),
    [client],
  )
}

/** Asks anew who this browser is: for when a socket was told that it isn't known. */
export function useAskAgain(): () => void {
  const client = useQueryClient()
  return () => void client.invalidateQueries({ queryKey: ME })
}
