import type { Runtime } from '@weft/space'
import type { Live } from './contract.ts'

/** A `Live` value with its one writer. */
export interface Cell<T> extends Live<T> {
  /**
   * Tells subscribers only when `same` says that it is another value. What a subscriber throws is reported as an error of
   * its own: values change in the middle of transactions, which a screen that can't draw must not break.
   */
  set(value: T): void
}

export function cell<T>(initial: T, same: (a: T, b: T) => boolean = Object.is): Cell<T> {
  const subscribers = new Set<() => void>()
  let value = initial
  return {
    get: () => value,
    set(next) {
      if (same(value, next)) return
      value = next
      for (const tell of [...subscribers]) apart(tell)
    },
    subscribe(changed) {
      // A fresh function each time: the same callback may subscribe twice.
      const tell = () => changed()
      subscribers.add(tell)
      return () => {
        subscribers.delete(tell)
      }
    },
  }
}

function apart(tell: () => void): void {
  try {
    tell()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}

/** Ms between two looks at a value that changes with every key. */
const FRAME = 16

/**
 * A part of a value that may change hundreds of times a second, for what only shows it: told when the work at hand is done,
 * never in the middle of it, and at most once a frame. `get` gives what was told last.
 */
export function paced<T, P>(live: Live<T>, pick: (value: T) => P, runtime: Runtime): Live<P> {
  const shown = cell(pick(live.get()))
  let subscribers = 0
  let leave = (): void => {}
  let cancel: (() => void) | null = null
  /** Whether the value changed since it was looked at. */
  let stale = false
  let looking = false

  const look = (): void => {
    looking = false
    if (subscribers === 0) return
    stale = false
    shown.set(pick(live.get()))
    cancel = runtime.timer(FRAME, () => {
      cancel = null
      if (stale) look()
    })
  }
  const changed = (): void => {
    stale = true
    if (looking || cancel !== null) return
    looking = true
    queueMicrotask(look)
  }
  return {
    get: () => shown.get(),
    subscribe(told) {
      if (subscribers++ === 0) {
        leave = live.subscribe(changed)
        shown.set(pick(live.get()))
      }
      const unsubscribe = shown.subscribe(told)
      let left = false
      return () => {
        if (left) return
        left = true
        unsubscribe()
        if (--subscribers > 0) return
        leave()
        cancel?.()
        cancel = null
      }
    },
  }
}

/** Whether two flat objects hold the same values. */
export function sameFields<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[]
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]))
}
