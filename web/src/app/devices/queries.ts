import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { deviceLinkSchema, devicesSchema } from '@weft/space/api'
import { ask, nothing } from '../http.ts'
import { makePasskey } from './ceremonies.ts'

const DEVICES = ['devices'] as const
/** While the dialog is open: a link that was opened elsewhere, and a device that came, are seen soon. Ms. */
const LOOK_AGAIN = 3_000

/** What signs this person in. Asked for whenever it is looked at: nothing of it is kept on the device. */
export const useDevices = (every: number | false = LOOK_AGAIN) =>
  useQuery({
    queryKey: DEVICES,
    queryFn: () => ask('GET', '/api/me/devices', devicesSchema),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: every,
  })

/** All of it is asked for anew, also when a change was refused: then it shows something old. */
function useRenewed() {
  const client = useQueryClient()
  return { onSettled: () => client.invalidateQueries({ queryKey: DEVICES }) }
}

export const useMakeLink = () =>
  useMutation({
    mutationFn: async () => {
      const { url, holds } = await ask('POST', '/api/me/devices/link', deviceLinkSchema)
      // By this device's clock, which may not be the server's.
      return { url, until: Date.now() + holds }
    },
    // The secret goes with the screen.
    gcTime: 0,
    ...useRenewed(),
  })

export const useEndLink = () =>
  useMutation({ mutationFn: () => ask('DELETE', '/api/me/devices/link', nothing), ...useRenewed() })

export const useEndDevice = () =>
  useMutation({
    mutationFn: (id: string) => ask('DELETE', `/api/me/devices/${id}`, nothing),
    ...useRenewed(),
  })

export const useEndOthers = () =>
  useMutation({ mutationFn: () => ask('DELETE', '/api/me/devices', nothing), ...useRenewed() })

export const useUnlink = () =>
  useMutation({
    mutationFn: (id: string) => ask('DELETE', `/api/me/accounts/${id}`, nothing),
    ...useRenewed(),
  })

export const useMakePasskey = () => useMutation({ mutationFn: makePasskey, ...useRenewed() })

export const useRemovePasskey = () =>
  useMutation({
    mutationFn: (id: string) => ask('DELETE', `/api/me/passkeys/${id}`, nothing),
    ...useRenewed(),
  })
