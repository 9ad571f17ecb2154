import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { SpaceId } from '@weft/space'
import { spaceSummarySchema } from '@weft/space/api'
import { type AuditEntry, auditPageSchema } from '@weft/space/audit'
import { ask, nothing } from '../http.ts'
import { changeList, changeSpace } from '../space-list.ts'

/** Puts a space into the archive or takes it out. */
export function useArchive(space: SpaceId) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (archived: boolean) => ask('PATCH', `/api/spaces/${space}`, spaceSummarySchema, { archived }),
    onSuccess: (now) => changeSpace(client, space, () => now),
  })
}

export function useDelete(space: SpaceId) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => ask('DELETE', `/api/spaces/${space}`, nothing),
    onSuccess: () =>
      changeList(client, (list) =>
        list.some(({ id }) => id === space) ? list.filter(({ id }) => id !== space) : list,
      ),
  })
}

export interface SpaceRecord {
  readonly entries: readonly AuditEntry[]
  readonly names: ReadonlyMap<string, string>
  /** There are older lines. */
  readonly more: boolean
}

/** Who did what in a space, or on the server (null), the newest first: so many pages of it. Nothing of it is kept on the device. */
export const useRecord = (space: SpaceId | null, pages: number) =>
  useQuery({
    queryKey: ['record', space, pages],
    queryFn: async (): Promise<SpaceRecord> => {
      const entries: AuditEntry[] = []
      const names = new Map<string, string>()
      let next: string | null = ''
      for (let page = 0; page < pages && next !== null; page++) {
        const from: string = next === '' ? '' : `?before=${encodeURIComponent(next)}`
        const path = space === null ? '/api/audit' : `/api/spaces/${space}/audit`
        const got = await ask('GET', path + from, auditPageSchema)
        entries.push(...got.entries)
        for (const { id, name } of got.names) names.set(id, name)
        next = got.next
      }
      return { entries, names, more: next !== null }
    },
    // While the older ones come, the newer ones stay.
    placeholderData: (before) => before,
    staleTime: 0,
    gcTime: 0,
  })
