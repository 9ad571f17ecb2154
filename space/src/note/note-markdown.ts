import type * as Y from 'yjs'
import { createNote } from '../document/notes.ts'
import type { NoteId, PersonId } from '../ids.ts'
import { type Block, blocksFromYjs, blocksToYjs, inlineText, run, textBlock } from './blocks.ts'
import { parseMarkdown } from './markdown/read.ts'
import { writeMarkdown } from './markdown/write.ts'

/** A title that is longer stays in the body, where all of it is kept. In UTF-16 units; `createNote` cuts there. */
const LONGEST_TITLE = 200

/** The note as Markdown, its title as the first heading. Content that this version doesn't know comes as its words. */
export function noteToMarkdown(body: Y.XmlElement, title: string): string {
  const line = title.replace(/\s+/g, ' ').trim()
  const heading = line === '' ? [] : [textBlock('h1', [run(line)])]
  return writeMarkdown([...heading, ...blocksFromYjs(body)])
}

/** A Markdown file as a note's title and blocks: the title is its first heading of the first level, or `fallback`. */
export function readNoteMarkdown(markdown: string, fallback: string): { title: string; blocks: Block[] } {
  const blocks = parseMarkdown(markdown)
  const at = blocks.findIndex((block) => block.type === 'block' && block.kind === 'h1')
  const heading = blocks[at]
  const title = heading?.type === 'block' ? inlineText(heading.content).replace(/\s+/g, ' ').trim() : ''
  if (title === '') return { title: fallback, blocks }
  if (title.length > LONGEST_TITLE) return { title: title.slice(0, LONGEST_TITLE), blocks }
  return { title, blocks: blocks.filter((_, index) => index !== at) }
}

export interface NoteFile {
  readonly id: NoteId
  readonly markdown: string
  /** The title when the file has no heading of the first level: its name, say. */
  readonly title?: string
  readonly by: PersonId
  /** Milliseconds since 1970. */
  readonly at: number
}

/** Makes a note of a Markdown file, in one transaction. @throws {Error} if the id is taken. */
export function markdownToNote(doc: Y.Doc, { id, markdown, title = '', by, at }: NoteFile): NoteId {
  const read = readNoteMarkdown(markdown, title)
  createNote(doc, { id, title: read.title, by, at, blocks: blocksToYjs(read.blocks) })
  return id
}
