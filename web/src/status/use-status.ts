import { useEffect, useMemo, useState } from 'react'
import { usePaced, whole } from '../app/live.ts'
import { useSpace } from '../app/space.tsx'
import type { Status } from '../sync/contract.ts'
import { liveStatus } from '../sync/live-status.ts'
import { systemRuntime } from '../sync/system-runtime.ts'
import { steadyStatus } from './steady.ts'

/** The save status of the space on the screen. */
export function useStatus(): Status {
  const { session } = useSpace()
  const live = useMemo(() => steadyStatus(liveStatus(session, systemRuntime), session.link), [session])
  return usePaced(live, whole)
}

/** Ms for which "Saving" stays once it was shown. */
const HOLD = 700

/**
 * The status as it is written on the pill: an ack takes a few ms, and words that change with every key say nothing. So
 * "Saving" stays a little; the other way round nothing is held, since "Saved" must never stand a moment too long.
 */
export function useCalm(status: Status): Status {
  const [held, setHeld] = useState<Status | null>(null)
  useEffect(() => {
    if (status.kind === 'saving') setHeld(status)
    else if (status.kind !== 'saved') setHeld(null)
    else return systemRuntime.timer(HOLD, () => setHeld(null))
    return
  }, [status])
  return status.kind === 'saved' && held !== null ? held : status
}
