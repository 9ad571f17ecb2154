import type { Counts } from './histogram.ts'
import type { Door } from './wire.ts'

/** What the bench tells a process that plays clients, and what it hears from it. */
export interface Order {
  readonly seats: readonly { readonly door: Door; readonly client: number; readonly writes: boolean }[]
  /** Edits or moves a second, of each client that writes. */
  readonly rate: number
  readonly kind: 'edits' | 'presence' | 'idle'
  /** Every n-th client measures latency; all count. */
  readonly sample: number
  /** Bytes by which an edit is larger than its time; such an edit takes the place of its writer's last one. */
  readonly padding: number
}
export interface Report {
  readonly written: number
  readonly delivered: number
  readonly frames: number
  /** From writing to receiving. */
  readonly latencies: Counts
  /** From sending to the ack; empty where the server sends none. */
  readonly acks: Counts
}
export type Ask =
  | { readonly ask: 'order'; readonly order: Order }
  | { readonly ask: 'go' | 'count' | 'report' }

export type Said =
  | { readonly say: 'connected' }
  | { readonly say: 'report'; readonly report: Report }
  | { readonly say: 'trouble'; readonly error: string }
