import type * as Y from 'yjs'
import type { SpaceSession } from '../contract.ts'

/** A text of its own is enough to see what got where. */
export const textOf = (doc: Y.Doc): string => doc.getText('t').toString()

export const read = (session: SpaceSession): string => textOf(session.doc.get())

export function write(session: SpaceSession, words: string): void {
  const text = session.doc.get().getText('t')
  text.insert(text.length, words)
}
