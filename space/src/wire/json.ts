import { ReadError } from './reader.ts'

/** Keys that make an object into something else when it is copied or merged carelessly. */
export const isReserved = (key: string): boolean =>
  key === '__proto__' || key === 'constructor' || key === 'prototype'

/** Nesting that no honest value needs; JSON.stringify overflows the stack at some thousands. */
const DEEPEST = 64

/** Parses JSON from a stranger. Throws `ReadError`: `json` for bad syntax or bottomless nesting, `reserved` for such keys. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // JSON.parse throws a SyntaxError for one reason only.
    throw new ReadError('json')
  }
  checkPlain(value, DEEPEST)
  return value
}

function checkPlain(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth === 0) throw new ReadError('json')
  // Not Object.entries: it would make an array of each field, for every move of every cursor.
  for (const key in value) {
    if (isReserved(key)) throw new ReadError('reserved')
    checkPlain((value as Readonly<Record<string, unknown>>)[key], depth - 1)
  }
}
