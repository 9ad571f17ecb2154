import { type EntryId, isEntryId, isPersonId, type PersonId } from '../ids.ts'

/** What every timeline entry says: when (ms since 1970, the writer's clock) and by whom. */
interface Base {
  readonly at: number
  readonly by: PersonId
}
/**
 * One item of the timeline's Y.Array: plain JSON, never changed once written. Named by its Yjs id, never by a field.
 * Keys are short because half of a timeline's bytes are keys and ids.
 */
export type Entry =
  | (Base & { readonly kind: 'message'; readonly text: string; readonly re?: EntryId })
  | (Base & { readonly kind: 'edit'; readonly of: EntryId; readonly text: string })
  | (Base & { readonly kind: 'delete'; readonly of: EntryId })
  | (Base & { readonly kind: 'react' | 'unreact'; readonly of: EntryId; readonly emoji: string })
  | (Base & { readonly kind: 'pin' | 'unpin'; readonly of: EntryId })

/** A message as it is shown: the fold of all entries about it. Stable identity while nothing about it changed. */
export interface MessageView {
  readonly type: 'message'
  readonly id: EntryId
  readonly by: PersonId
  readonly at: number
  readonly text: string
  /** When the author last edited it. */
  readonly editedAt: number | null
  readonly re: EntryId | null
  readonly reactions: readonly { readonly emoji: string; readonly by: readonly PersonId[] }[]
  readonly pinned: boolean
  /** It stands after an entry that is more than a minute younger: it came in late. */
  readonly late: boolean
}
/** An entry of a kind that this version doesn't know: kept, and shown as a placeholder. */
export interface UnknownView {
  readonly type: 'unknown'
  readonly id: EntryId
  readonly by: PersonId | null
  readonly at: number | null
  readonly kind: string
}
export type TimelineItem = MessageView | UnknownView

/** The last moment that a Date can name. */
const LAST_MOMENT = 8.64e15
/** UTF-16 units; the longest emoji sequence in Unicode 16 has 15. */
const LONGEST_EMOJI = 32
const LONGEST_KIND = 40

const isMoment = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0 && value <= LAST_MOMENT
const isEmoji = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= LONGEST_EMOJI

/** The value itself, if it is an entry that this version understands; null for all else. Never throws. */
export const readEntry = (value: unknown): Entry | null => (isEntry(value) ? value : null)

function isEntry(value: unknown): value is Entry {
  if (!isRecord(value) || !isMoment(value.at) || !isPersonId(value.by)) return false
  switch (value.kind) {
    case 'message':
      return typeof value.text === 'string' && (value.re === undefined || isEntryId(value.re))
    case 'edit':
      return isEntryId(value.of) && typeof value.text === 'string'
    case 'delete':
    case 'pin':
    case 'unpin':
      return isEntryId(value.of)
    case 'react':
    case 'unreact':
      return isEntryId(value.of) && isEmoji(value.emoji)
    default:
      return false
  }
}

/** The placeholder for what `readEntry` doesn't understand. */
export function unknownView(id: EntryId, value: unknown): UnknownView {
  const { kind, at, by } = isRecord(value) ? value : {}
  return {
    type: 'unknown',
    id,
    by: isPersonId(by) ? by : null,
    at: isMoment(at) ? at : null,
    kind: typeof kind === 'string' ? kind.slice(0, LONGEST_KIND) : '',
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
