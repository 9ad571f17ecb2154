import { useCallback, useMemo, useSyncExternalStore } from 'react'
import type { Live } from '../sync/contract.ts'
import { paced } from '../sync/live.ts'
import { systemRuntime } from '../sync/system-runtime.ts'

/** The value of a `Live`, drawn anew when it changes. */
export function useLive<T>(live: Live<T>): T {
  return useSyncExternalStore(
    useCallback((changed: () => void) => live.subscribe(changed), [live]),
    useCallback(() => live.get(), [live]),
  )
}

/**
 * A part of a value that changes with every key, as of the last frame: writing never waits for what only tells of it.
 * `pick` must stay the same function.
 */
export function usePaced<T, P>(live: Live<T>, pick: (value: T) => P): P {
  return useLive(useMemo(() => paced(live, pick, systemRuntime), [live, pick]))
}
/** For `usePaced`: all of a value. */
export const whole = <T>(value: T): T => value
