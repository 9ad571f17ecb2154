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
