import { createHeadlessEditor } from '@lexical/headless'
import { createNote, type NoteId, noteBody, type PersonId } from '@weft/space'
import { type Block, blocksText, blocksToYjs, noteText, unknownContent } from '@weft/space/note'
import { type VirtualRuntime, virtualRuntime } from '@weft/space/testing'
import { FOCUS_COMMAND, type LexicalEditor } from 'lexical'
import { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { type Binder, type BinderEvent, bindNote } from '../binding/binder.ts'
import { createFaults, type Faults } from '../binding/faults.ts'
import { createNoteProvider, type NoteProvider } from '../binding/note-provider.ts'
import { showsBody } from '../binding/self-check.ts'
import { $readBlocks } from '../nodes/blocks.ts'
import { noteNodes } from '../nodes/index.ts'

export const NOTE = 'noteAAAAAAAAAAAA' as NoteId
const BY = 'personAAAAAAAAAA' as PersonId

/** One device: its copy of the space, and an editor on the note. */
export interface Desk {
  readonly doc: Y.Doc
  readonly body: Y.XmlElement
  readonly awareness: Awareness
  readonly editor: LexicalEditor
  readonly faults: Faults
  readonly provider: NoteProvider
  readonly binder: Binder
  readonly events: BinderEvent[]
  /** Updates that this desk has written, by any origin but the network. */
  written(): number
  /** Closes the editor and opens the note in a new one, as after a reload. */
  reopen(writable?: boolean): Desk
  edit(change: () => void): void
  focus(): void
  text(): string
  shared(): string
  consistent(): boolean
}

export interface Lab {
  readonly runtime: VirtualRuntime
  readonly desks: Desk[]
  /** Hands the oldest waiting update on one way to its reader; false when nothing waits there. */
  deliver(from: number, to: number): boolean
  /** Until all have everything and nothing is on its way, checks of the editors included. */
  settle(): Promise<void>
}

const NET = 'network'

/** A note on `count` desks, with a network between them that delivers only when told to. Client ids ascend with the desks. */
export function noteLab(count: number, blocks: readonly Block[] = [], seed = 1): Lab {
  const runtime = virtualRuntime(seed)
  const origin = new Y.Doc()
  origin.clientID = 1
  createNote(origin, { id: NOTE, title: 'Note', by: BY, at: 1, blocks: blocksToYjs(blocks) })
  const start = Y.encodeStateAsUpdate(origin)
  const ways = new Map<string, Uint8Array[]>()
  const desks: Desk[] = []
  for (let at = 0; at < count; at += 1) {
    const doc = new Y.Doc()
    doc.clientID = 10 + at
    Y.applyUpdate(doc, start, NET)
    doc.on('update', (update: Uint8Array, from: unknown) => {
      if (from === NET) return
      for (let to = 0; to < count; to += 1) if (to !== at) way(at, to).push(update)
    })
    desks.push(openDesk(doc, runtime, true))
  }
  function way(from: number, to: number): Uint8Array[] {
    const key = `${from}>${to}`
    const waiting = ways.get(key) ?? []
    ways.set(key, waiting)
    return waiting
  }
  const lab: Lab = {
    runtime,
    desks,
    deliver(from, to) {
      const update = way(from, to).shift()
      const desk = desks[to]
      if (update === undefined || desk === undefined) return false
      Y.applyUpdate(desk.doc, update, NET)
      return true
    },
    async settle() {
      for (let quiet = false; !quiet; ) {
        quiet = true
        for (let from = 0; from < count; from += 1)
          for (let to = 0; to < count; to += 1) while (lab.deliver(from, to)) quiet = false
        await runtime.advance(1000)
        if ([...ways.values()].some((waiting) => waiting.length > 0)) quiet = false
      }
    },
  }
  return lab
}

export function openDesk(doc: Y.Doc, runtime: VirtualRuntime, writable: boolean): Desk {
  const body = noteBody(doc, NOTE)
  if (body === null) throw new Error('no note')
  const faults = createFaults()
  const editor = createHeadlessEditor({
    nodes: noteNodes(unknownContent(body)),
    editable: false,
    onError: faults.raise,
  })
  const awareness = new Awareness(doc)
  clearInterval(awareness._checkInterval)
  const provider = createNoteProvider(awareness, NOTE)
  const events: BinderEvent[] = []
  let written = 0
  doc.on('update', (_: Uint8Array, from: unknown) => {
    if (from !== NET) written += 1
  })
  const binder = bindNote({
    editor,
    note: NOTE,
    body,
    provider,
    faults,
    writable,
    runtime,
    onEvent: (event) => events.push(event),
  })
  return {
    doc,
    body,
    awareness,
    editor,
    faults,
    provider,
    binder,
    events,
    written: () => written,
    reopen(again = true) {
      binder.destroy()
      return openDesk(doc, runtime, again)
    },
    edit: (change) => editor.update(change, { discrete: true }),
    // No handler looks at the event; Node has no FocusEvent to give it.
    focus: () => editor.dispatchCommand(FOCUS_COMMAND, {} as FocusEvent),
    text: () => editor.read('latest', () => blocksText($readBlocks())),
    shared: () => noteText(body),
    consistent: () => showsBody(editor, body),
  }
}
