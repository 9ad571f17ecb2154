import type { NoteId } from '@weft/space'
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import type { Awareness } from 'y-protocols/awareness'
import { useLive } from '../app/live.ts'
import { useSpace } from '../app/space.tsx'
import { setPresence } from '../sync/presence.ts'
import { systemRuntime } from '../sync/system-runtime.ts'
import { type Here, othersHere, sameHere } from './who.ts'

/** Ms without a key after which nobody is typing any more. */
const TYPING = 4_000
/** Ms without a touch after which somebody is away. */
const IDLE = 3 * 60_000
/** Ms for which a page may be out of sight before its person is away. */
const HIDDEN = 30_000

/** Everybody else who is here; nobody while there is no line, since nobody can be known to be (G10). */
export function useHere(): readonly Here[] {
  const { session, me } = useSpace()
  const awareness = useLive(session.awareness)
  const online = useLive(session.link).state === 'online'
  const store = useMemo(() => hereStore(awareness, me.id), [awareness, me.id])
  const here = useSyncExternalStore(store.subscribe, store.get)
  return online ? here : NOBODY
}
const NOBODY: readonly Here[] = []

function hereStore(awareness: Awareness, me: Here['id']) {
  let here = othersHere(awareness.getStates(), awareness.clientID, me)
  const read = (): readonly Here[] => {
    const now = othersHere(awareness.getStates(), awareness.clientID, me)
    if (!sameHere(here, now)) here = now
    return here
  }
  return {
    subscribe: (changed: () => void) => {
      read()
      const follow = (): void => {
        const before = here
        if (read() !== before) changed()
      }
      awareness.on('change', follow)
      return () => awareness.off('change', follow)
    },
    get: () => here,
  }
}

/** Tells the others where this device is, and whether anybody is at it. Gone with the screen. */
export function usePublish(timeline: boolean, notes: readonly NoteId[]): void {
  const { session } = useSpace()
  const awareness = useLive(session.awareness)
  const list = notes.join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: a new awareness begins empty and must be told again; the list is compared by its text
  useEffect(() => {
    setPresence(session, {
      at: { ...(timeline ? { timeline } : {}), ...(list === '' ? {} : { notes: list.split(' ') }) },
    })
  }, [session, awareness, timeline, list])

  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: a new awareness begins awake
  useEffect(() => {
    let cancel = (): void => undefined
    let idle = false
    const set = (next: boolean): void => {
      if (next === idle) return
      idle = next
      setPresence(session, { idle: idle ? true : undefined })
    }
    const wait = (ms: number): void => {
      cancel()
      cancel = systemRuntime.timer(ms, () => set(true))
    }
    const touched = (): void => {
      set(false)
      wait(IDLE)
    }
    const seen = (): void => {
      if (document.visibilityState === 'hidden') wait(HIDDEN)
      else touched()
    }
    const aborter = new AbortController()
    for (const touch of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'])
      addEventListener(touch, touched, { signal: aborter.signal, passive: true, capture: true })
    document.addEventListener('visibilitychange', seen, { signal: aborter.signal })
    wait(IDLE)
    return () => {
      aborter.abort()
      cancel()
    }
  }, [session, awareness])
}

/** Tells the others that this person is writing a message; it ends by itself. Call it with the text at each change. */
export function useTyping(): (text: string) => void {
  const { session } = useSpace()
  const cancel = useRef<() => void>(() => undefined)
  const typing = useRef<boolean>(false)
  const set = useCallback(
    (next: boolean): void => {
      if (typing.current === next) return
      typing.current = next
      setPresence(session, { typing: next ? true : undefined })
    },
    [session],
  )
  useEffect(
    () => () => {
      cancel.current()
      // Who has left the space already must not come back by saying that they stopped writing.
      if (session.awareness.get().getLocalState() !== null) set(false)
    },
    [session, set],
  )
  return useCallback(
    (text) => {
      cancel.current()
      set(text.trim() !== '')
      if (text.trim() !== '') cancel.current = systemRuntime.timer(TYPING, () => set(false))
    },
    [set],
  )
}
