import type { Why } from './closing.ts'
import type { Pipeline } from './pipeline.ts'
import type { StoredState } from './stored.ts'

/**
 * Whether a room has its document.
 *
 *                            ┌─────────── nobody writes, or nobody asks ───────────────┐
 *                            │                                                         ▼
 *     loading ──damaged──▶ ready ◀──made── loading ◀──somebody writes, or asks── resting
 *        │                   │                                                         ▲
 *        ├─────────────all that is there can be told from the stored bytes─────────────┘
 *        │                   ├────nobody for a while, all written──────────▶ closing(idle)
 *        │                   ├────the server goes down: all written first──▶ closing(shutdown)
 *        │                   ├────the log doesn't take it──────────────────▶ closing(storage)
 *        │                   ├────an update couldn't be applied────────────▶ closing(broken)
 *        │                   └────the space is deleted─────────────────────▶ closing(gone)
 *        └──can't be loaded────────────────────────────────────────────────▶ closing(unreadable)
 *
 * At rest it has its people and their presence, but no document: a browser tab that stays open all night costs little, and
 * so does everybody's return when a server has been started anew. Who comes is given what they lack from the stored bytes.
 *
 * Whoever joins or writes while it loads waits. Whoever joins while it closes is sent away with the code that says why. It is over,
 * and may be opened anew, when its last write has ended.
 */
export type State =
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly pipeline: Pipeline }
  /** `stored`: read from the disk when somebody needs it, and kept for the next who come. */
  | { readonly kind: 'resting'; readonly stored: StoredState | null }
  | { readonly kind: 'closing'; readonly why: Why }
