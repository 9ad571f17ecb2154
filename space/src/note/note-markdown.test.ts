import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createNote, noteBody, noteTitle } from '../document/notes.ts'
import type { NoteId, PersonId } from '../ids.ts'
import { blocksFromYjs, blocksText } from './blocks.ts'
import handbook from './fixtures/handbook.md?raw'
import { markdownToNote, noteToMarkdown } from './note-markdown.ts'
import { BLOCK, emptyBlock, unknownNodeNames } from './schema.ts'
import { noteText } from './text.ts'

const id = 'noteAAAAAAAAAAAA' as NoteId
const by = 'personAAAAAAAAAA' as PersonId

function noteOf(markdown: string, title = 'file'): { doc: Y.Doc; title: string; body: Y.XmlElement } {
  const doc = new Y.Doc()
  markdownToNote(doc, { id, markdown, title, by, at: 1 })
  const body = noteBody(doc, id)
  if (body === null) throw new Error('no body')
  return { doc, title: noteTitle(doc, id)?.toString() ?? '', body }
}

/** Blanks at a line's ends and empty lines may go on the way. */
const squeezed = (body: Y.XmlElement): string => noteText(body).replace(/\s+/g, ' ').trim()

/** The words that a reader of the file sees: without addresses, tags, comments and the marks of Markdown. */
function visibleWords(markdown: string): string[] {
  const defined = new Set(
    [...markdown.matchAll(/^ {0,3}\[(?!\^)([^\]\n]+)\]:/gm)].map(([, label = '']) => label.toLowerCase()),
  )
  const text = markdown
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/^\s*\d+[.)]\s/gm, ' ')
    .replace(/^ {0,3}\[(?!\^)[^\]\n]+\]:.*$/gm, ' ')
    .replace(/<img\b[^>]*?\balt="([^"]*)"[^>]*>/g, ' $1 ')
    .replace(/<\/?[A-Za-z][^<>]*>/g, (tag) => (/^<[\w+.-]+[:@]/.test(tag) ? tag : ' '))
    .replace(/\]\((?:<[^>]*>|[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)(?:\s+"[^"]*")?\)/g, ' ')
    .replace(/\]\[[^\]]*\]/g, (label) => (defined.has(label.slice(2, -1).toLowerCase()) ? ' ' : ` ${label} `))
    .replace(/&[a-zA-Z]+;|&#\w+;/g, ' ')
  return text.match(/[\p{L}\p{N}]{2,}/gu) ?? []
}
function missing(words: string[], text: string): string[] {
  const there = new Set(text.match(/[\p{L}\p{N}]{2,}/gu) ?? [])
  const glued = text.replace(/[^\p{L}\p{N}]/gu, '')
  return words.filter((word) => !there.has(word) && !glued.includes(word))
}

describe('a real Markdown file as a note', () => {
  test('its first heading of the first level is the title, or else the name of the file', () => {
    expect(noteOf(handbook).title).toBe('Lantern Handbook')
    expect(noteOf('no heading\n\n## only a second').title).toBe('file')
  })

  test('a title longer than titles may be stays in the body too', () => {
    const long = 'word '.repeat(60).trim()
    expect(noteText(noteOf(`# ${long}`).body)).toBe(long)
  })

  test('no word is lost on the way in', () => {
    const { body, title } = noteOf(handbook)
    const words = visibleWords(handbook).filter((word) => word !== 'sh')
    expect(words.length).toBeGreaterThan(200)
    expect(missing(words, `${title}\n${noteText(body)}`)).toEqual([])
  })

  test('out and in again gives the same title, blocks and text', () => {
    const first = noteOf(handbook)
    const markdown = noteToMarkdown(first.body, first.title)
    const second = noteOf(markdown)
    expect(second.title).toBe(first.title)
    expect(blocksFromYjs(second.body)).toEqual(blocksFromYjs(first.body))
    expect(noteToMarkdown(second.body, second.title)).toBe(markdown)
  })

  test('the blocks have the text that the note has', () => {
    const { body } = noteOf(handbook)
    expect(blocksText(blocksFromYjs(body))).toBe(noteText(body))
  })

  test('files of other people: no word lost, and stable after one pass', async () => {
    const files = import.meta.glob(['/node_modules/*/README.md', '/node_modules/@*/*/README.md'], {
      query: '?raw',
      import: 'default',
      exhaustive: true,
    })
    for (const file of Object.keys(files)) {
      const markdown = String(await files[file]?.()).slice(0, 100_000)
      const first = noteOf(markdown)
      const second = noteOf(noteToMarkdown(first.body, first.title))
      expect(squeezed(second.body), file).toBe(squeezed(first.body))
      const languages = blocksFromYjs(first.body).map((block) =>
        block.type === 'block' ? block.language : '',
      )
      const lost = missing(
        visibleWords(markdown),
        [first.title, noteText(first.body), ...languages].join('\n'),
      )
      expect(lost, file).toEqual([])
    }
  }, 60_000)
})

describe('noteText', () => {
  test('a line for each block, a line feed for each break, a rule as dashes', () => {
    const { body } = noteOf('a\\\nb\n\n---\n\n- c\n\n```\nd\n\ne\n```')
    expect(noteText(body)).toBe('a\nb\n---\nc\nd\n\ne')
  })

  test('an empty body and a body of one empty block are both empty', () => {
    const doc = new Y.Doc()
    createNote(doc, { id, title: '', by, at: 1 })
    const body = noteBody(doc, id)
    expect(body?.length).toBe(1)
    expect(body && noteText(body)).toBe('')
    body?.delete(0, 1)
    expect(body && noteText(body)).toBe('')
  })

  test('what this version does not know keeps its words, one line for each innermost block', () => {
    const { body } = noteOf('a')
    const table = new Y.XmlElement('table')
    const cells = ['one', 'two'].map((text) => {
      const cell = new Y.XmlElement('cell')
      const block = emptyBlock()
      block.insert(0, [new Y.XmlText(text)])
      cell.insert(0, [block])
      return cell
    })
    table.insert(0, cells)
    body.insert(1, [table])
    expect(noteText(body)).toBe('a\none\ntwo')
    expect([...unknownNodeNames(body)]).toEqual(['table', 'cell'])
    expect(noteToMarkdown(body, 'T')).toBe('# T\n\na\n\none\\\ntwo\n')
  })
})

describe('unknown nodes', () => {
  test('a note made here has none, and unknown runs of text are found too', () => {
    const { body } = noteOf(handbook)
    expect(unknownNodeNames(body).size).toBe(0)
    const block = new Y.XmlElement(BLOCK)
    const text = new Y.XmlText()
    text.applyDelta([{ insert: 'x', attributes: { t: 'mention' } }])
    block.insert(0, [text])
    body.insert(0, [block])
    expect([...unknownNodeNames(body)]).toEqual(['mention'])
  })
})
