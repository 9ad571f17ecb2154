import { ReadError } from './reader.ts'

/** Keys that make an object into something else when it is copied or merged carelessly. */
export const isReserved = (key: string): boolean =>
  key === '__proto__' || key === 'constructor' || key === 'prototype'

/** Nesting that no honest value needs; JSON.stringify overflows the stack at some thousands. */
const DEEPEST = 64

/** Parses JSON from a stranger. Throws `ReadError('json')` for bad syntax, reserved keys and bottomless nesting. */
export function parseJson(text: string): unknown {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    // JSON.parse throws a SyntaxError for one reason only.
    throw new ReadError('json')
  }
  if (!isPlain(value, DEEPEST)) throw new ReadError('json')
  return value
}

function isPlain(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth === 0) return false
  for (const [key, inner] of Object.entries(value)) {
    if (isReserved(key) || !isPlain(inner, depth - 1)) return false
  }
  return true
}
