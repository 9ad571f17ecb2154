import {
  listNotes,
  type MessageView,
  type NoteId,
  type NoteView,
  noteBody,
  observeNoteWords,
  type Runtime,
  type SpaceId,
  type Timeline,
  type TimelineItem,
} from '@weft/space'
import { blockText, linesOf } from '@weft/space/note'
import type { Doc } from 'yjs'
import { changesOf } from './changes.ts'
import type { ToWorker, Words } from './contract.ts'
import { messageWords, noteWords } from './read-words.ts'

/** What is told at once: so many messages or blocks of notes, or so many characters. Some 2 ms of the page's time. */
export const SLICE = { pieces: 300, characters: 40_000 }
/** Ms in which changes gather before they are told. */
const GATHER = 100

/** The space on the screen, as the page has it open. */
export interface Open {
  readonly space: SpaceId
  readonly doc: Doc
  readonly timeline: Timeline
}

/** A note that is being read: a long one takes more than one slice. */
interface Reading {
  readonly note: NoteView
  readonly lines: readonly unknown[]
  readonly blocks: string[]
}

/**
 * Tells the worker of the words of an open space: all of them once, newest messages first, then what changes; in slices,
 * between which the page does what it likes. Nothing is read while nobody looks for anything: what changes is noted only.
 */
export class Feed {
  readonly open: Open
  readonly #tell: (message: ToWorker) => void
  readonly #runtime: Pick<Runtime, 'timer'>
  readonly #leave: (() => void)[] = []
  /** The conversation as it was last looked at. */
  #seen: readonly TimelineItem[] = []
  /** To be told, oldest first. */
  #messages: MessageView[] = []
  readonly #notes: Set<NoteId>
  #reading: Reading | null = null
  #whole = false
  #looking = false
  #cancel: (() => void) | null = null

  constructor(open: Open, tell: (message: ToWorker) => void, runtime: Pick<Runtime, 'timer'>) {
    this.open = open
    this.#tell = tell
    this.#runtime = runtime
    this.#notes = new Set(listNotes(open.doc).map(({ id }) => id))
    this.#leave.push(
      open.timeline.subscribe(() => this.#changed()),
      observeNoteWords(open.doc, (notes) => {
        for (const id of notes) this.#notes.add(id)
        this.#changed()
      }),
    )
    tell({ kind: 'begin', space: open.space })
  }

  /** Somebody looks for something: what isn't told yet is, and what comes is, until `rest`. */
  look(): void {
    this.#looking = true
    this.#cancel ??= this.#runtime.timer(0, () => this.#slice())
  }

  /** Nobody looks any more. */
  rest(): void {
    this.#looking = false
  }

  /** Nothing more is told. */
  end(): void {
    this.rest()
    this.#cancel?.()
    for (const leave of this.#leave) leave()
    this.#tell({ kind: 'leave', space: this.open.space })
  }

  #changed(): void {
    if (this.#looking) this.#cancel ??= this.#runtime.timer(GATHER, () => this.#slice())
  }

  #slice(): void {
    this.#cancel = null
    if (!this.#looking) return
    const { space } = this.open
    // To look through many and to tell of some of them is too much for one turn.
    if (this.#compare() > SLICE.pieces) {
      this.#cancel = this.#runtime.timer(0, () => this.#slice())
      return
    }
    const words = this.#take()
    if (words.length > 0) this.#tell({ kind: 'put', space, words })
    const more = this.#messages.length > 0 || this.#notes.size > 0 || this.#reading !== null
    if (more) this.#cancel = this.#runtime.timer(0, () => this.#slice())
    else if (!this.#whole) {
      this.#whole = true
      this.#tell({ kind: 'whole', space })
    }
  }

  /** @returns how many messages came, were edited or went since the last look. */
  #compare(): number {
    const { space, timeline } = this.open
    const { items } = timeline
    if (this.#seen === items) return 0
    const { put, drop } = changesOf(this.#seen, items)
    this.#seen = items
    if (this.#messages.length > 0) this.#waitsNoMore(new Set([...drop, ...put.map(({ id }) => id)]))
    // Taken from the end, so the newest go first.
    if (this.#messages.length === 0) this.#messages = [...put]
    else for (const message of put) this.#messages.push(message)
    if (drop.length > 0) this.#tell({ kind: 'drop', space, ids: drop })
    return put.length + drop.length
  }

  /** What was to be told of these isn't true any more. */
  #waitsNoMore(ids: ReadonlySet<string>): void {
    this.#messages = this.#messages.filter(({ id }) => !ids.has(id))
  }

  /** As much as belongs in one slice: notes first, there are fewer. */
  #take(): Words[] {
    const words: Words[] = []
    let pieces = 0
    let characters = 0
    const full = (): boolean => pieces >= SLICE.pieces || characters >= SLICE.characters
    while (!full()) {
      this.#reading ??= this.#nextNote()
      const reading = this.#reading
      if (reading === null) break
      const line = reading.lines[reading.blocks.length]
      if (line === undefined) {
        words.push(noteWords(reading.note, reading.blocks))
        this.#reading = null
        pieces++
      } else {
        const text = blockText(line)
        reading.blocks.push(text)
        pieces++
        characters += text.length
      }
    }
    while (!full()) {
      const message = this.#messages.pop()
      if (message === undefined) break
      words.push(messageWords(message))
      pieces++
      characters += message.text.length
    }
    return words
  }

  #nextNote(): Reading | null {
    const { space, doc } = this.open
    const [id] = this.#notes
    if (id === undefined) return null
    this.#notes.delete(id)
    const note = listNotes(doc).find((one) => one.id === id)
    if (note === undefined) {
      this.#tell({ kind: 'drop', space, ids: [id] })
      return this.#nextNote()
    }
    const body = noteBody(doc, id)
    // Who deletes or moves a line meanwhile has it read again: the change has noted the note.
    return { note, lines: body === null ? [] : linesOf(body), blocks: [] }
  }
}
