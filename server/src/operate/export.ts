import {
  createTimeline,
  listNotes,
  type MessageView,
  noteBody,
  type PersonId,
  readMeta,
  type SpaceId,
} from '@weft/space'
import { noteToMarkdown } from '@weft/space/note'
import type * as Y from 'yjs'
import type { House } from './house.ts'
import type { Response } from './operations.ts'

/**
 * A space as files that any editor opens: each note as Markdown (archived ones in a folder of their own), the
 * conversation as Markdown to read and as JSON to take elsewhere.
 */
export function exportFiles(house: House, space: SpaceId): Promise<Response<'exportSpace'>> {
  const nameOf = (id: PersonId): string => house.desk.book.get('person', id)?.name ?? id
  return house.rooms.read(space, (doc) => ({
    name: readMeta(doc).name,
    files: [...notes(doc), ...conversation(doc, nameOf)],
  }))
}

interface TextFile {
  readonly path: string
  readonly text: string
}

function notes(doc: Y.Doc): TextFile[] {
  const taken = new Set<string>()
  return listNotes(doc).flatMap(({ id, title, archived }) => {
    const body = noteBody(doc, id)
    if (body === null) return []
    const folder = archived ? 'notes/archived' : 'notes'
    const path = unique(`${folder}/${fileName(title)}`, taken)
    return [{ path: `${path}.md`, text: ended(noteToMarkdown(body, title)) }]
  })
}

function conversation(doc: Y.Doc, nameOf: (id: PersonId) => string): TextFile[] {
  const timeline = createTimeline(doc)
  try {
    const messages = timeline.items.filter((item) => item.type === 'message')
    const json = messages.map((m) => ({
      id: m.id,
      at: new Date(m.at).toISOString(),
      by: { id: m.by, name: nameOf(m.by) },
      text: m.text,
      editedAt: m.editedAt === null ? null : new Date(m.editedAt).toISOString(),
      re: m.re,
      pinned: m.pinned,
      reactions: m.reactions.map(({ emoji, by }) => ({ emoji, by: [...by] })),
    }))
    return [
      { path: 'conversation.md', text: ended(messages.map((m) => paragraph(m, nameOf(m.by))).join('\n\n')) },
      { path: 'conversation.json', text: `${JSON.stringify({ messages: json }, null, 2)}\n` },
    ]
  } finally {
    timeline.destroy()
  }
}

/** Times in UTC: an export says the same wherever it is made. */
function paragraph(message: MessageView, name: string): string {
  const at = new Date(message.at).toISOString().slice(0, 16).replace('T', ' ')
  const edited = message.editedAt === null ? '' : ' · edited'
  return `**${name.replace(/[\\*_`[\]<>]/g, '\\$&')}** · ${at} UTC${edited}\n\n${message.text}`
}

const ended = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`)

/** Names that Windows keeps for devices, whatever their ending. */
const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)$/i
const LONGEST_NAME = 80

/** A title as a file's name on every system: no separators, no leading dot, nothing invisible, not too long. */
export function fileName(title: string): string {
  const safe = title
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}/\\:*?"<>|]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+/, '')
  const name = Array.from(safe)
    .slice(0, LONGEST_NAME)
    .join('')
    .replace(/[. ]+$/, '')
  return name === '' || RESERVED.test(name) ? `Untitled ${name}`.trim() : name
}

/** Different in more than case, for disks that don't tell it apart. */
function unique(path: string, taken: Set<string>): string {
  for (let n = 1; ; n++) {
    const tried = n === 1 ? path : `${path} (${n})`
    const key = tried.toLowerCase()
    if (taken.has(key)) continue
    taken.add(key)
    return tried
  }
}
