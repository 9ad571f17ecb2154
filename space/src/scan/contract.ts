import type { RefusalReason } from '../wire/messages.ts'
import type { Unreadable } from '../wire/reader.ts'

/** The Yjs name of one unit of content. */
export interface Id {
  readonly client: number
  readonly clock: number
}
/** What one client made: the units `clock` up to `clock + length`, without the last. */
export interface Range extends Id {
  readonly length: number
}

/** One struct of an update, as it stands there. Only items carry something; the other two stand for what is gone or elsewhere. */
export type Struct =
  | { readonly type: 'gc' | 'skip'; readonly clock: number; readonly length: number }
  | {
      readonly type: 'item'
      readonly clock: number
      readonly length: number
      readonly content: ContentKind
      /** What it was put between. An item with one of these is in the same parent as that one. */
      readonly left: Id | null
      readonly right: Id | null
      /** The item of the type that it is in, or the name of a root type; null if left or right tell. */
      readonly parent: Id | string | null
      /** It says that it is the value of a key of its parent. (If left or right tell, they tell that too.) */
      readonly keyed: boolean
      /** The byte of the update at which that key begins; 0 without one. */
      readonly keyAt: number
      /** The byte of the update at which the content begins. */
      readonly at: number
    }
export type ContentKind = 'deleted' | 'json' | 'binary' | 'string' | 'embed' | 'format' | 'type' | 'any'

/** The structs of one client, in the order of their clocks, without gaps but by skips. */
export interface Section {
  readonly client: number
  readonly structs: readonly Struct[]
  /** The bytes of the update in which they stand: from the first up to the last, without that one. */
  readonly from: number
  readonly to: number
}

/** What an update holds, found without applying it. Of what it says nothing about, `Y.applyUpdate` makes nothing either. */
export interface Scan {
  readonly ok: true
  readonly bytes: number
  readonly sections: readonly Section[]
  /** What it brings, per client in one piece where there is no gap. In the order of the update. */
  readonly ranges: readonly Range[]
  /** What it deletes. A full state repeats everybody's deletions. */
  readonly deletes: readonly Range[]
  /** The root types that it writes to, each once. */
  readonly roots: readonly string[]
}

/** `bounds`: it may be a good update, but asks for more than is allowed. `malformed`: no honest program writes it. */
export interface ScanRefusal {
  readonly ok: false
  readonly reason: Extract<RefusalReason, 'malformed' | 'bounds'>
  readonly problem: ScanProblem
  /** The byte at which it was noticed. */
  readonly at: number
}
export type ScanProblem =
  | Unreadable
  /** Bytes after the end. */
  | 'trailing'
  /** A struct, content or type that Yjs 13 doesn't know. */
  | 'kind'
  /** A struct or deletion of no length: honest programs write none, and Yjs stumbles over some. */
  | 'empty'
  /** Two sections of one client, of which Yjs would forget the first; or deletions that lie over each other. */
  | 'twice'
  /** An item that leans on what the same client made later: Yjs would throw, or never end. */
  | 'order'
  /** A document in the document: nobody syncs them. */
  | 'subdocument'
  /** A client id, clock or length out of range. */
  | 'client'
  | 'clock'
  /** More things, a longer name, or deeper nesting than allowed. */
  | 'things'
  | 'name'
  | 'nesting'

export interface ScanBounds {
  /** Structs, deletions and values inside structs, together. Each costs the reader up to some 250 bytes, however short. */
  readonly things: number
  /** No clock may reach this. Far above, everyone would ignore what that client types from then on. */
  readonly clock: number
  /** UTF-8 bytes of a root type's, a key's or an element's name. */
  readonly name: number
  /** Values within values, and types within types of one update. (At some thousands Yjs overflows the stack.) */
  readonly nesting: number
}
export const SCAN_BOUNDS: ScanBounds = { things: 4_000_000, clock: 2 ** 31, name: 1_024, nesting: 64 }
