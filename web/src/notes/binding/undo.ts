import { isEmpty, LINE_BREAK, mark, RULE } from '@weft/space/note'
import {
  CAN_REDO_COMMAND,
  CAN_UNDO_COMMAND,
  COMMAND_PRIORITY_EDITOR,
  createCommand,
  type LexicalCommand,
  type LexicalEditor,
  mergeRegister,
  REDO_COMMAND,
  UNDO_COMMAND,
} from 'lexical'
import * as Y from 'yjs'

/** What follows is a step of its own: undo takes back a shortcut and leaves what was typed for it. */
export const NEW_STEP_COMMAND: LexicalCommand<void> = createCommand('NEW_STEP_COMMAND')

/** Edits closer together than this (ms) are undone together. */
const ONE_STEP = 500

/**
 * Undo of what was written under `origins`, and of nothing else. A line that I made isn't deleted with all that is in it, as
 * others may be writing there: its words of mine go each by itself, and the line, if nothing else is in it, is marked as deleted,
 * as by any other deletion (`space/src/note/lines.ts`).
 */
export function createOwnUndo(body: Y.XmlElement, origins: readonly object[]): Y.UndoManager {
  return new Y.UndoManager(body, {
    trackedOrigins: new Set(origins),
    captureTimeout: ONE_STEP,
    deleteFilter: ({ content }) => {
      if (!(content instanceof Y.ContentType)) return true
      const { type } = content
      if (!(type instanceof Y.XmlElement) || type.nodeName === RULE) return !(type instanceof Y.XmlText)
      // Inside of the transaction that undoes, so that redoing takes the mark away. What was in it, has gone before.
      if (type.nodeName === LINE_BREAK || isEmpty(type)) mark(type)
      return false
    },
  })
}

/** Runs a change that belongs to what was done last, whenever that was: it is undone with it. */
export function withLastStep(undo: Y.UndoManager, change: () => void): void {
  const { captureTimeout, lastChange } = undo
  undo.captureTimeout = Number.POSITIVE_INFINITY
  undo.lastChange = Math.max(lastChange, 1)
  try {
    change()
  } finally {
    undo.captureTimeout = captureTimeout
    undo.lastChange = lastChange
  }
}

/** Undo and redo by Lexical's commands, while `may` allows them; what they do comes back as a change of the document. */
export function registerUndo(editor: LexicalEditor, undo: Y.UndoManager, may: () => boolean): () => void {
  const tell = (): void => {
    editor.dispatchCommand(CAN_UNDO_COMMAND, undo.canUndo())
    editor.dispatchCommand(CAN_REDO_COMMAND, undo.canRedo())
  }
  for (const event of ['stack-item-added', 'stack-item-popped', 'stack-cleared'] as const)
    undo.on(event, tell)
  const run = (step: () => unknown) => () => {
    if (may()) step()
    return true
  }
  return mergeRegister(
    editor.registerCommand(
      NEW_STEP_COMMAND,
      () => {
        undo.stopCapturing()
        return false
      },
      COMMAND_PRIORITY_EDITOR,
    ),
    editor.registerCommand(
      UNDO_COMMAND,
      run(() => undo.undo()),
      COMMAND_PRIORITY_EDITOR,
    ),
    editor.registerCommand(
      REDO_COMMAND,
      run(() => undo.redo()),
      COMMAND_PRIORITY_EDITOR,
    ),
  )
}
