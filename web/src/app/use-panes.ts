import type { SpaceId } from '@weft/space'
import { createContext, useCallback, useContext, useEffect, useMemo, useRef } from 'react'
import { useLocation, useSearch } from 'wouter'
import { ROOMY, useMedia } from '../ui/media.ts'
import { recall, remember } from './device.ts'
import {
  type Arrangement,
  alone,
  arrangementOf,
  arrangementText,
  beside,
  close,
  open,
  type PaneContent,
  type Side,
  swap,
  without,
} from './panes.ts'

export interface Panes {
  readonly now: Arrangement
  open(content: PaneContent): void
  beside(content: PaneContent): void
  close(side: Side): void
  swap(): void
  /** Takes it off the screen, wherever it is. */
  drop(content: PaneContent): void
  /** Where there is room for one: the list, or a side. */
  show(what: Arrangement['shown']): void
  /** Says which side a person works in. */
  touch(side: Side): void
}

export const PanesContext = createContext<Panes | null>(null)
export function usePanes(): Panes {
  const panes = useContext(PanesContext)
  if (panes === null) throw new Error('usePanes outside of a space')
  return panes
}

const keptKey = (space: SpaceId): string => `panes.${space}`

/** Where a space's screen was left on this device, as the address's query. */
export const keptPanes = (space: SpaceId): string =>
  arrangementText(arrangementOf(recall(keptKey(space)) ?? '') ?? alone)

/** Nothing is left of how its screen was: not even which notes it had. */
export const forgetPanes = (space: SpaceId): void => void remember(keptKey(space), null)

/** The panes of the space in the address. The address is the truth; the device remembers the last one. */
export function usePanesOf(space: SpaceId | null): Panes | null {
  const search = useSearch()
  const [, navigate] = useLocation()
  const roomy = useMedia(ROOMY)
  const last = useRef<Side>('left')
  const given = arrangementOf(search)
  const unsaid = given === null
  const text = given !== null ? arrangementText(given) : space === null ? '' : keptPanes(space)

  useEffect(() => {
    if (space === null) return
    remember(keptKey(space), text)
    // With the message that a link names, which isn't taken yet.
    if (unsaid) navigate(`/s/${space}?${text}${location.hash}`, { replace: true })
  }, [space, text, unsaid, navigate])

  const go = useCallback(
    (next: (now: Arrangement) => Arrangement) => {
      if (space === null) return
      // Read at the time of the act, so that two acts in a row build on each other.
      const now = arrangementOf(location.search) ?? alone
      const to = arrangementText(next(now))
      if (to !== arrangementText(now)) navigate(`/s/${space}?${to}`)
    },
    [space, navigate],
  )
  const panes = useMemo<Panes>(
    () => ({
      now: arrangementOf(text) ?? alone,
      open: (content) => go((now) => open(now, content, { roomy, last: last.current })),
      beside: (content) => go((now) => beside(now, content)),
      close: (side) => go((now) => close(now, side)),
      swap: () => go(swap),
      drop: (content) => go((now) => without(now, content)),
      show: (what) => go((now) => ({ ...now, shown: what })),
      touch: (side) => {
        last.current = side
      },
    }),
    [text, go, roomy],
  )
  return space === null ? null : panes
}
