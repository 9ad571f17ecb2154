import { setTimeout as pass } from 'node:timers/promises'
import type { Figure } from './figures.ts'

/** Something that was waited for did not come: a finding about that server, and no reason to end the run. */
export class Late extends Error {
  constructor(what: string, seconds: number) {
    super(`waited ${seconds} s for ${what}`)
    this.name = 'Late'
  }
}

/** Resolves once it is so, with the milliseconds that it took. @throws {Late} */
export async function until(what: string, isSo: () => boolean, seconds: number): Promise<number> {
  const from = performance.now()
  while (!isSo()) {
    if (performance.now() - from > seconds * 1000) throw new Late(what, seconds)
    await pass(1)
  }
  return performance.now() - from
}

/** What is promised, unless it takes too long. @throws {Late} */
export async function within<T>(what: string, promised: Promise<T>, seconds: number): Promise<T> {
  const stop = new AbortController()
  const late = pass(seconds * 1000, null, { signal: stop.signal }).then(() => {
    throw new Late(what, seconds)
  })
  try {
    return await Promise.race([promised, late])
  } finally {
    stop.abort()
    // The clock that was stopped tells so to nobody.
    late.catch(() => undefined)
  }
}

/** The figure, or why there is none. */
export async function orNone(measuring: Promise<number>): Promise<Figure> {
  try {
    return await measuring
  } catch (error) {
    if (error instanceof Late) return { none: error.message }
    throw error
  }
}
