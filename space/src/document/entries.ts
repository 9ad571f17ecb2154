import type { EntryId, PersonId } from '../ids.ts'

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
