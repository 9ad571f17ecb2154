import type { Member, Notice, RefusalReason, Role, SpaceId } from '@weft/space'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

/** A value that changes, for `useSyncExternalStore`: `get` gives the same object until it changes. */
export interface Live<T> {
  get(): T
  subscribe(changed: () => void): () => void
}

/** The line to the server. */
export type Link =
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'online'; readonly synced: boolean }
  /** `retryAt`: ms since 1970 of the next try; null while the browser itself says that it is offline. */
  | { readonly state: 'offline'; readonly since: number; readonly retryAt: number | null }
  /** A final close code: no further tries until `retry()`. */
  | { readonly state: 'stopped'; readonly code: number; readonly reason: string }

/** What is true of this device's edits. Never says more than is true. */
export interface Keeping {
  /** Edits that the server hasn't acknowledged, over reloads and all tabs of this device. */
  readonly unsaved: number
  /** Of those, the ones not yet committed to this device's disk. */
  readonly unkept: number
  /** Why this device can't keep anything (private mode, quota, damaged database), or null. */
  readonly failure: string | null
  /** Ms since 1970 of the last ack that covered everything; null before the first. */
  readonly savedAt: number | null
}

/** The pill: a pure function of Link, Keeping and now. */
export type Status =
  | { readonly kind: 'opening' }
  | { readonly kind: 'saved'; readonly at: number | null }
  | { readonly kind: 'saving'; readonly count: number }
  | { readonly kind: 'offline'; readonly kept: number; readonly retryAt: number | null }
  | { readonly kind: 'notKept'; readonly count: number; readonly why: string }
  | { readonly kind: 'refused'; readonly count: number; readonly why: string }
  | { readonly kind: 'stopped'; readonly code: number; readonly kept: number }

/** Work that the server refused (G7): stays on this device until its person deletes it. */
export interface Refused {
  readonly id: number
  readonly at: number
  readonly reason: RefusalReason
  readonly update: Uint8Array
}

/** An open space on this device: its document, its line to the server, and what is known about both. */
export interface SpaceSession {
  readonly space: SpaceId
  /** Replaced by a new document after a refusal; everything below follows it. */
  readonly doc: Live<Y.Doc>
  readonly awareness: Live<Awareness>
  readonly link: Live<Link>
  readonly keeping: Live<Keeping>
  /** `local`: shown from this device's store; `empty`: nothing here yet, waiting for the server; `ready`: synced once. */
  readonly content: Live<'loading' | 'empty' | 'local' | 'ready'>
  readonly role: Live<Role | null>
  /** Everybody with a role or with words in this space; kept over reloads, so that names show offline. */
  readonly people: Live<ReadonlyMap<string, Member>>
  readonly refused: Live<readonly Refused[]>
  /** Drops the backoff and tries now. */
  retry(): void
  onNotice(handle: (notice: Notice) => void): () => void
  close(): Promise<void>
}

/** What the provider needs of a socket; the browser's WebSocket fits, the simulation's too. */
export interface Socket {
  send(bytes: Uint8Array): void
  close(code?: number, reason?: string): void
  readonly bufferedAmount: number
}
export interface SocketEvents {
  open(): void
  message(bytes: Uint8Array): void
  /** Exactly once, last. */
  close(code: number, reason: string): void
}
export type Dial = (space: SpaceId, events: SocketEvents) => Socket

/** This device's copy of one space. IndexedDB in the browser; a faulty memory in the simulation. */
export interface DeviceStore {
  /** All stored updates, oldest first, and what is not acked. A damaged row is skipped and reported, never fatal. */
  load(): Promise<{
    updates: readonly StoredUpdate[]
    people: readonly Member[]
    refused: readonly Refused[]
    damaged: number
  }>
  /** Resolves with the row's key once it is committed with strict durability. `mine`: made here and not acked yet. */
  append(update: Uint8Array, mine: boolean): Promise<RowKey>
  /** These rows are on the server. */
  acked(rows: readonly RowKey[]): Promise<void>
  /** Replaces the given rows by one: only when every one of them is acked. */
  compact(rows: readonly RowKey[], state: Uint8Array): Promise<void>
  savePeople(people: readonly Member[]): Promise<void>
  /** In one transaction: adds the refused work, and empties the copy so that it is filled anew from the server. */
  refuse(refused: Omit<Refused, 'id'>): Promise<Refused>
  forgetRefused(id: number): Promise<void>
  /** Rows that other tabs of this device stored, or had acked. */
  onOtherTab(handle: (news: { stored?: StoredUpdate; acked?: readonly RowKey[] }) => void): () => void
  close(): Promise<void>
}
export type RowKey = number
export interface StoredUpdate {
  readonly key: RowKey
  readonly update: Uint8Array
  readonly unacked: boolean
}
