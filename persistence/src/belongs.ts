import { unframe } from './frame.ts'
import { areaOf, KIND, logKey, spaceOf, spacePrefix } from './keys.ts'

/** Whether `value` is what was stored under `key`. What was set aside has no check of its own: its key must do. */
export function belongs(key: Uint8Array, value: Uint8Array): boolean {
  switch (areaOf(key)) {
    case 'log': {
      const space = spaceOf(key)
      const at = space === null ? null : logKey(spacePrefix(space), key)
      if (at === null) return false
      return at.kind === KIND.aside ? value.length > 0 : typeof unframe(key, at.seq, value) !== 'string'
    }
    case 'format':
    case 'records':
      return typeof unframe(key, 0, value) !== 'string'
    case null:
      return false
  }
}

/**
 * Whether a deletion of `key` counts though it can't be checked. Of small records it does: a revoked right must not come back. Of
 * the log it doesn't: what compaction deleted does no harm, and a wrong bit in a seq would delete another record.
 */
export const deletable = (key: Uint8Array): boolean => areaOf(key) === 'records'
