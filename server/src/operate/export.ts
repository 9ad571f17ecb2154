import {
  createTimeline,
  listNotes,
  type Mention,
  type MessageView,
  noteBody,
  type PersonId,
  readMentions,
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
  return house.rooms.read(space, (doc) => {
    const written = notes(doc)
    const files = written.map(({ path, text }) => ({ path, text }))
    return { name: readMeta(doc).name, files: [...files, ...conversation(doc, written, nameOf)] }
  })
}

interface TextFile {
  readonly path: string
  readonly text: string
}
interface NoteFile extends TextFile {
  readonly id: string
  readonly title: string
}

function notes(doc: Y.Doc): NoteFile[] {
  const taken = new Set<string>()
  return listNotes(doc).flatMap(({ id, title, archived }) => {
    const body = noteBody(doc, id)
    if (body === null) return []
    const folder = archived ? 'notes/archived' : 'notes'
    const path = unique(`${folder}/${fileName(title)}`, taken)
    return [{ id, title, path: `${path}.md`, text: ended(noteToMarkdown(body, title)) }]
  })
}

function conversation(
  doc: Y.Doc,
  written: readonly NoteFile[],
  nameOf: (id: PersonId) => string,
): TextFile[] {
  const files = new Map(written.map((file) => [file.id, file]))
  /** To read: names as of now, and notes as links to their files. In the JSON the message's text is as it was written. */
  const shown = ({ sign, id, name }: Mention): string => {
    if (sign === '@') {
      const now = nameOf(id)
      return escaped(`@${now === id ? name : now}`)
    }
    const file = files.get(id)
    return file === undefined
      ? `${escaped(`#${name}`)} (deleted)`
      : `[${escaped(`#${file.title.trim() || 'Untitled'}`)}](${linkTo(file.path)})`
  }
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
      {
        path: 'conversation.md',
        text: ended(messages.map((m) => paragraph(m, nameOf(m.by), shown)).join('\n\n')),
      },
      { path: 'conversation.json', text: `${JSON.stringify({ messages: json }, null, 2)}\n` },
    ]
  } finally {
    timeline.destroy()
  }
}

/** Times in UTC: an export says the same wherever it is made. */
function paragraph(message: MessageView, name: string, shown: (mention: Mention) => string): string {
  const at = new Date(message.at).toISOString().slice(0, 16).replace('T', ' ')
  const edited = message.editedAt === null ? '' : ' · edited'
  return `**${escaped(name)}** · ${at} UTC${edited}\n\n${readMentions(message.text, shown)}`
}

const escaped = (name: string): string => name.replace(/[\\*_`[\]<>]/g, '\\$&')

/** A path of ours as a link's address; half of a character is written as the file's name has it. */
const linkTo = (path: string): string =>
  path
    .replace(/\p{Cs}/gu, '\ufffd')
    .split('/')
    .map((part) => encodeURIComponent(part).replace(/[()]/g, (one) => (one === '(' ? '%28' : '%29')))
    .join('/')

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
