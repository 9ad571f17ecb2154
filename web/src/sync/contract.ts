import type { Member, Role, SpaceId } from '@weft/space'
import type { Notice, RefusalReason } from '@weft/space/wire'
import type { Awareness } from 'y-protocols/awareness'
import type * as Y from 'yjs'

/** A value that changes, for `useSyncExternalStore`: `get` gives the same object until it changes. */
export interface Live<T> {
  get(): T
  subscribe(changed: () => void): () => void
}

/** The line to the server. */
export type Link =
  /** `since`: when this device last had a line, or began to look for one; ms since 1970. */
  | { readonly state: 'connecting'; readonly since: number }
  /** `synced`: this device has all that the server had when the line was made. */
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
  /** Ms since 1970 since when there has been something unsaved without a break; null when all is saved. */
  readonly unsavedSince: number | null
  /** Why this device can't keep anything (private mode, quota, damaged database), or null. */
  readonly failure: string | null
  /** Ms since 1970 of the last ack that covered everything; null before the first. */
  readonly savedAt: number | null
  /** Rows of this device's copy that couldn't be read at the start; they were set aside. */
  readonly damaged: number
}

/** The pill: a pure function of Link, Keeping and now. */
export type Status =
  | { readonly kind: 'opening' }
  | { readonly kind: 'saved'; readonly at: number | null }
  /** `brief`: for less than a second, as at every key; a screen may stay quiet, but mustn't say saved. */
  | { readonly kind: 'saving'; readonly count: number; readonly brief: boolean }
  /** `kept`: unsaved edits that are on this device's disk. */
  | { readonly kind: 'offline'; readonly kept: number; readonly retryAt: number | null }
  | { readonly kind: 'notKept'; readonly count: number; readonly why: string }
  | { readonly kind: 'refused'; readonly count: number; readonly why: string }
  | { readonly kind: 'stopped'; readonly code: number; readonly kept: number }

/** Work that the server refused (G7): stays on this device until its person deletes it. */
export interface Refused {
  readonly id: number
  /** Ms since 1970. */
  readonly at: number
  /**
   * `damaged`: not refused, but it builds on something that this device's disk lost before the server had it. `signedOut`:
   * this device was signed out before the server had it. `gone`: the space was deleted, or this person removed from it,
   * before it was sent.
   */
  readonly reason: RefusalReason | 'damaged' | 'signedOut' | 'gone'
  readonly update: Uint8Array
}

/** Somebody with a role in the space, or with words in it. `gone`: no longer with a role. */
export type SpacePerson = Member & { readonly gone?: true }

/** An open space on this device: its document, its line to the server, and what is known about both. */
export interface SpaceSession {
  readonly space: SpaceId
  /** Replaced by a new document after a refusal; everything below follows it. */
  readonly doc: Live<Y.Doc>
  /** Replaced together with `doc`. States of others are there only while there is a line (G10). */
  readonly awareness: Live<Awareness>
  readonly link: Live<Link>
  readonly keeping: Live<Keeping>
  /** `local`: shown from this device's store; `empty`: nothing here yet, waiting for the server; `ready`: synced once. */
  readonly content: Live<'loading' | 'empty' | 'local' | 'ready'>
  readonly role: Live<Role | null>
  /** Everybody with a role or with words in this space; kept over reloads, so that names show offline. */
  readonly people: Live<ReadonlyMap<string, SpacePerson>>
  readonly refused: Live<readonly Refused[]>
  /** Drops the backoff and tries now. */
  retry(): void
  /** Makes refused work an edit of the document again, and forgets it under `refused`. */
  retryRefused(id: number): Promise<void>
  /** Deletes refused work for good. */
  forgetRefused(id: number): Promise<void>
  onNotice(handle: (notice: Notice) => void): () => void
  /** Resolves when what was to be kept is on the disk. */
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
/** Speaks `weft.1`. None of the events comes before `Dial` has returned. */
export type Dial = (space: SpaceId, events: SocketEvents) => Socket

/** What the machine around us says. `online` is a hint: it may be wrong both ways. */
export interface Surroundings {
  online(): boolean
  /** `wake`: the page is looked at again, after it may have slept. */
  subscribe(handle: (what: 'online' | 'offline' | 'wake') => void): () => void
}

/**
 * This device's copy of one space. IndexedDB in the browser; a faulty memory in the simulation. Rows are committed in the
 * order of the calls. Every promise settles; one that rejects has changed nothing.
 */
export interface DeviceStore {
  /**
   * All stored updates, oldest first, and what is not acked. A row that can't be read, or is no update, is set aside and
   * counted; a large one isn't looked into, so whoever applies it must be ready for it to throw.
   */
  load(): Promise<Stored>
  /**
   * Resolves with the row's key once it is committed; with strict durability when it is `mine`: made here and not acked
   * yet. Rows of others may wait a little and share a key.
   */
  append(update: Uint8Array, mine: boolean): Promise<RowKey>
  /** These rows turned out to be damaged when they were applied: out of the copy, and kept apart. */
  setAside(rows: readonly RowKey[]): Promise<void>
  /** These rows are on the server. Keys that are gone are passed over. */
  acked(rows: readonly RowKey[]): Promise<void>
  /**
   * Replaces the acked rows up to and including `through` by one that holds `state`; unacked ones stay. `state` must hold
   * all that this handle gave: the rows loaded, appended, and told by `onOtherTab`.
   */
  compact(through: RowKey, state: Uint8Array): Promise<RowKey>
  savePeople(people: readonly SpacePerson[]): Promise<void>
  /**
   * In one transaction: puts all unacked rows, and `unkept`, which never became rows, under *refused*, and deletes those
   * rows. Null when there was nothing to put aside.
   */
  refuse(why: Pick<Refused, 'at' | 'reason'>, unkept: readonly Uint8Array[]): Promise<Refused | null>
  forgetRefused(id: number): Promise<void>
  /** Deletes all acked rows and the people, so that the copy is filled anew from the server, or never. */
  dropCopy(): Promise<void>
  /** What other tabs of this device did. Rows are told once each, in order. */
  onOtherTab(handle: (news: TabNews) => void): () => void
  /** Looks for what other tabs stored while nobody could tell (a tab that died, a page that slept). */
  catchUp(): Promise<void>
  /** Commits what waits, then lets go. Later calls reject. */
  close(): Promise<void>
}
export type RowKey = number
export interface StoredUpdate {
  readonly key: RowKey
  readonly update: Uint8Array
  readonly unacked: boolean
}
export interface Stored {
  readonly updates: readonly StoredUpdate[]
  readonly people: readonly SpacePerson[]
  readonly refused: readonly Refused[]
  /** Rows that couldn't be read; they are kept aside. */
  readonly damaged: number
}
export type TabNews =
  | { readonly kind: 'stored'; readonly rows: readonly StoredUpdate[] }
  | { readonly kind: 'acked'; readonly rows: readonly RowKey[] }
  /** Many rows became one, whose content this tab has. */
  | { readonly kind: 'compacted' }
  /** Another tab was refused: the unacked rows are gone from the copy, and stand under *refused*. */
  | { readonly kind: 'refused'; readonly refused: Refused }
  | { readonly kind: 'forgotten'; readonly id: number }
