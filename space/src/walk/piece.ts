import type * as Y from 'yjs'
import type { Id } from '../scan/contract.ts'
import type { Placed } from './conflicts.ts'

/** An item that isn't in the document, or the right part of one that would be split. */
export class Piece implements Placed {
  readonly id: Id
  readonly origin: Id | null
  readonly rightOrigin: Id | null
  readonly home: Home | null
  readonly key: string | null
  length: number
  right: Node | null = null
  /** It brings a type, in which others may stand. */
  readonly isType: boolean
  readonly deleted: boolean

  constructor(item: Omit<Piece, 'right'>) {
    this.id = item.id
    this.length = item.length
    this.origin = item.origin
    this.rightOrigin = item.rightOrigin
    this.home = item.home
    this.key = item.key
    this.isType = item.isType
    this.deleted = item.deleted
  }
}

export type Node = Y.Item | Piece
/** Whose list it is: a type of the document, the name of a root type that isn't there yet, or the item of a new type. */
export type Home = Exclude<Y.Item['parent'], Y.ID | null> | string | Piece
export interface Place {
  readonly home: Home
  readonly key: string | null
}

/** What has no place any more. */
export const gone = (id: Id, length: number): Piece =>
  new Piece({
    id,
    length,
    origin: null,
    rightOrigin: null,
    home: null,
    key: null,
    isType: false,
    deleted: true,
  })

/** Of the last piece that begins at or before a clock; -1 if none does. */
export function indexBefore(pieces: readonly Piece[], clock: number): number {
  let low = 0
  let high = pieces.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pieces[middle]?.id.clock ?? 0) <= clock) low = middle + 1
    else high = middle
  }
  return low - 1
}
