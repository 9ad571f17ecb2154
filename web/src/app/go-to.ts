import { type EntryId, isEntryId, type SpaceId } from '@weft/space'
import { type MouseEvent, useCallback, useEffect } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useLocationProperty } from 'wouter/use-browser-location'
import { timelinePane } from './panes.ts'
import { useSpace } from './space.tsx'
import { usePanes } from './use-panes.ts'

/** The address of a message on this server. Its name stands in the fragment, which no server is sent. */
export const messagePath = (space: SpaceId, id: EntryId): string => `/s/${space}#${id}`

/**
 * Goes to a message of the space on the screen: the conversation is shown, wherever there is room for it, and scrolled to the message,
 * which has the focus and is marked for a moment. One that isn't there any more says so. (One of another space: navigate to
 * its `messagePath`.)
 */
export function useGoTo(): (id: EntryId) => void {
  const { open } = useSpace()
  const panes = usePanes()
  return useCallback(
    (id) => {
      panes.open(timelinePane)
      open.wanted.set(id)
    },
    [panes, open],
  )
}

/** Follows a link to a space or message of this server in this page; all others open beside it, as they say. */
export function useOwnLinks(): (event: MouseEvent) => void {
  const [, navigate] = useLocation()
  return (event) => {
    const link = event.target instanceof Element ? event.target.closest('a') : null
    const aside = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
    if (link === null || aside || link.origin !== location.origin || !link.pathname.startsWith('/s/')) return
    event.preventDefault()
    navigate(link.pathname + link.search + link.hash)
  }
}

/** Goes to the message that the address names, once: after that the address is clean again, and a reload goes nowhere. */
export function LinkedMessage(): null {
  const goTo = useGoTo()
  const [, navigate] = useLocation()
  const named = useLocationProperty(() => location.hash.slice(1))
  const search = useSearch()
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: gone to once for each address
  useEffect(() => {
    // An address without panes is given those that the screen was left with; then it is what they are opened beside.
    if (!isEntryId(named) || search === '') return
    navigate(`${location.pathname}?${search}`, { replace: true })
    goTo(named)
  }, [named, search])
  return null
}
