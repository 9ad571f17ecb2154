import { createCommand, type LexicalCommand } from 'lexical'
import * as Y from 'yjs'

/** What follows is a step of its own: undo takes back a shortcut and leaves what was typed for it. */
export const NEW_STEP_COMMAND: LexicalCommand<void> = createCommand('NEW_STEP_COMMAND')

/** Edits closer together than this (ms) are undone together. */
const ONE_STEP = 500

/**
 * Undo of what was written under `origin`, and of nothing else. Undoing a block that I made spares what others have
 * written in it since, and with it the block.
 */
export function createOwnUndo(body: Y.XmlElement, origin: object): Y.UndoManager {
  const me = body.doc?.clientID
  return new Y.UndoManager(body, {
    trackedOrigins: new Set([origin]),
    captureTimeout: ONE_STEP,
    deleteFilter: (item) => !holdsOthers(item, me),
  })
}

function holdsOthers(item: Y.Item, me: number | undefined): boolean {
  if (!(item.content instanceof Y.ContentType)) return false
  for (let child = item.content.type._start; child !== null; child = child.right)
    if (!child.deleted && (child.id.client !== me || holdsOthers(child, me))) return true
  return false
}
