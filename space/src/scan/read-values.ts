import * as decoding from 'lib0/decoding'
import type { ItemStruct } from './kinship.ts'

/**
 * The plain values of an item of an update that `scanUpdate` let through, one for each of its units.
 * @returns null when it holds something else: a type, text, a format.
 */
export function readValues(
  update: Uint8Array,
  { at, content, length }: ItemStruct,
): readonly unknown[] | null {
  if (content !== 'any') return null
  const decoder = decoding.createDecoder(update.subarray(at))
  // How many there are.
  decoding.readVarUint(decoder)
  return Array.from({ length }, () => decoding.readAny(decoder))
}

/** The key that an item says it is the value of; null when it says none. */
export const readKey = (update: Uint8Array, { keyed, keyAt }: ItemStruct): string | null =>
  keyed ? decoding.readVarString(decoding.createDecoder(update.subarray(keyAt))) : null
