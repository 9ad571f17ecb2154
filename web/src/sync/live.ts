import type { Live } from './contract.ts'

/** A `Live` value with its one writer. */
export interface Cell<T> extends Live<T> {
  /** Tells subscribers only when `same` says that it is another value. */
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
      for (const tell of [...subscribers]) tell()
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

/** Whether two flat objects hold the same values. */
export function sameFields<T extends object>(a: T, b: T): boolean {
  const keys = Object.keys(a) as (keyof T)[]
  return keys.length === Object.keys(b).length && keys.every((key) => Object.is(a[key], b[key]))
}
