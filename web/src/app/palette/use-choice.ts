import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { Found } from './use-find.ts'

/** Which item Enter chooses. */
export interface Choice {
  /** The palette's name for it; empty for none. */
  readonly at: string
  /** The palette itself chose, as it does when the list changes. */
  take(at: string): void
  /** Somebody did. */
  choose(at: string): void
  /** Something else is looked for. */
  typed(): void
  /** The pointer chose. */
  pointed(): void
  pressed(event: KeyboardEvent): void
}

const MOVES: readonly string[] = ['ArrowUp', 'ArrowDown', 'Home', 'End', 'PageUp', 'PageDown']

/**
 * The first item is chosen until somebody goes to another one: what is found in words comes a moment after the key, and takes
 * the place of what was found before. Whoever presses Enter in that moment means what comes.
 */
export function useChoice(list: RefObject<HTMLElement | null>, query: string, found: Found): Choice {
  const [at, setAt] = useState('')
  const moved = useRef<boolean>(false)
  const entered = useRef<boolean>(false)
  const settled = found.state !== 'asked' || found.answer?.text === query

  // biome-ignore lint/correctness/useExhaustiveDependencies: reason: looked at whenever the items may be others
  useEffect(() => {
    // The list is in order a moment after it was drawn.
    const frame = requestAnimationFrame(() => {
      const items = [...(list.current?.querySelectorAll<HTMLElement>('[cmdk-item]') ?? [])]
      const [first] = items
      const stands = items.some((item) => item.getAttribute('aria-selected') === 'true')
      if (!stands || !moved.current) setAt(first?.dataset.value ?? '')
      if (!settled || !entered.current || first === undefined) return
      entered.current = false
      first.click()
    })
    return () => cancelAnimationFrame(frame)
  }, [list, query, found, settled])

  return {
    at,
    take: setAt,
    choose: (next) => {
      moved.current = true
      setAt(next)
    },
    typed: () => {
      moved.current = false
      entered.current = false
    },
    pointed: () => {
      moved.current = true
    },
    pressed: (event) => {
      if (MOVES.includes(event.key)) moved.current = true
      if (event.key !== 'Enter' || event.nativeEvent.isComposing || settled) return
      // What fits by its name is there already.
      if (at !== '' && !at.startsWith('found ')) return
      event.preventDefault()
      entered.current = true
    },
  }
}
