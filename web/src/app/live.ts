import { useCallback, useSyncExternalStore } from 'react'
import type { Live } from '../sync/contract.ts'

/** The value of a `Live`, drawn anew when it changes. */
export function useLive<T>(live: Live<T>): T {
  return useSyncExternalStore(
    useCallback((changed: () => void) => live.subscribe(changed), [live]),
    useCallback(() => live.get(), [live]),
  )
}
