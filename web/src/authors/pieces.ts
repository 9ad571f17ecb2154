import type { EntryId } from '@weft/space'
import type * as Y from 'yjs'

/** Some of what one Yjs client wrote, by its clocks: what the server is asked about. */
export interface Piece {
  readonly client: number
  readonly clock: number
  readonly length: number
}

/** Who put in the characters from `from` up to `to` of a shared text. */
export function piecesOfText(text: Y.XmlText, from: number, to: number): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  for (let item = text._start; item !== null && at < to; item = item.right) {
    if (item.deleted || !item.countable) continue
    const start = Math.max(from, at)
    const end = Math.min(to, at + item.length)
    if (start < end)
      pieces.push({ client: item.id.client, clock: item.id.clock + start - at, length: end - start })
    at += item.length
  }
  return pieces
}

/** Who made a shared type itself: a line, a rule. Null for one that isn't in a document. */
export const pieceOfType = ({ _item }: Y.XmlElement | Y.XmlText): Piece | null =>
  _item === null ? null : { ...pick(_item.id), length: 1 }

/** A timeline entry is one unit of its client's. */
export function piecesOfEntry(id: EntryId): Piece[] {
  const [client, clock] = id.split(':').map(Number)
  return client === undefined || clock === undefined ? [] : [{ client, clock, length: 1 }]
}

const pick = ({ client, clock }: Y.ID): { client: number; clock: number } => ({ client, clock })
