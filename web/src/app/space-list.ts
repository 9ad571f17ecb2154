import type { QueryClient } from '@tanstack/react-query'
import type { SpaceId } from '@weft/space'
import { type SpaceSummary, spacesSchema } from '@weft/space/api'
import { ask } from './http.ts'

/**
 * The list of spaces: the server's answer, and what sockets, the spaces' own documents and this person's deeds say of it since.
 * An answer may be seconds old when it comes; whatever was said while it was awaited is said of it too.
 */
type List = readonly SpaceSummary[]
/** Gives the same list when nothing changes: a new one is news to everybody who reads it. */
type Change = (list: List) => List

export const SPACES = ['spaces'] as const
export const GONE = ['gone'] as const
/** The changes since the list was last asked for. */
const SINCE = ['since'] as const

const NONE: List = []

/** Asks for the list. Of several at once only the last one counts: the others were given up when it began. */
export async function askForList(client: QueryClient, { signal }: { readonly signal: AbortSignal }) {
  client.setQueryData<readonly Change[]>(SINCE, [])
  const { spaces, gone = [] } = await ask('GET', '/api/spaces', spacesSchema)
  if (signal.aborted) return spaces
  client.setQueryData<readonly SpaceId[]>(GONE, gone)
  const since = client.getQueryData<readonly Change[]>(SINCE) ?? []
  return since.reduce<List>((list, change) => change(list), spaces)
}

/** Changes the list, and the one that is being asked for. */
export function changeList(client: QueryClient, change: Change): void {
  if (client.isFetching({ queryKey: SPACES }) > 0)
    client.setQueryData<readonly Change[]>(SINCE, (all = []) => [...all, change])
  const list = client.getQueryData<List>(SPACES) ?? NONE
  const next = change(list)
  if (next !== list) client.setQueryData(SPACES, next)
}

/** Changes what the list says of a space; null leaves it, or says that there is nothing to change. */
export const changeSpace = (
  client: QueryClient,
  space: SpaceId,
  change: (old: SpaceSummary) => SpaceSummary | null,
): void =>
  changeList(client, (list) => {
    const old = list.find(({ id }) => id === space)
    const next = old === undefined ? null : change(old)
    return next === null ? list : list.map((one) => (one === old ? next : one))
  })
