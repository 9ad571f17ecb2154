import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  archiveNote,
  type Mention,
  mentionText,
  type NoteId,
  type PersonId,
  type SpaceId,
  sendMessage,
} from '@weft/space'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportFiles, fileName } from './export.ts'
import { type House, openHouse } from './house.ts'
import { ALL_LIMITS } from './limits.ts'
import { silentLog } from './log.ts'
import { createOperator } from './operator.ts'
import { systemRuntime } from './system-runtime.ts'

let folder: string
let house: House
let space: SpaceId
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-export-'))
  house = await openHouse({
    data: folder,
    limits: ALL_LIMITS,
    runtime: systemRuntime,
    meter: { add() {}, observe() {} },
    log: silentLog,
  })
  const { space: id } = await operator().createToken({
    target: { newSpace: 'Trial' },
    role: 'member',
    name: 'Bot',
  })
  space = id as SpaceId
})
afterEach(async () => {
  await house.close()
  await rm(folder, { recursive: true, force: true })
})
const operator = () => createOperator(house, () => 'http://localhost:4000')
const importMarkdown = (markdown: string, title: string | null = null) =>
  operator().importNote({ space, title, fallback: 'file-name', markdown })

describe('import and export', () => {
  it('turns Markdown into a note, and the note into the same Markdown', async () => {
    const markdown = '# Plans\n\nSome **bold** words.\n\n- one\n- two\n\n```js\nlet a = 1\n```\n'
    expect((await importMarkdown(markdown)).title).toBe('Plans')
    const { files } = await exportFiles(house, space)
    expect(files[0]).toEqual({ path: 'notes/Plans.md', text: markdown })
  })

  it('names notes without a heading after their file, and keeps names apart', async () => {
    for (let n = 0; n < 2; n++) await importMarkdown('just text')
    await importMarkdown('just text', 'FILE-NAME')
    const { note } = await importMarkdown('old', '../../etc/passwd')
    const { by } = (await house.rooms.read(space, () => ({
      by: house.desk.book.get('setting', 'operator')?.value,
    }))) as { by: string }
    await house.rooms.edit(space, by as never, (doc) => archiveNote(doc, note as NoteId))
    const { files } = await exportFiles(house, space)
    expect(files.map(({ path }) => path)).toEqual([
      'notes/file-name.md',
      'notes/file-name (2).md',
      'notes/FILE-NAME (3).md',
      'notes/archived/etc passwd.md',
      'conversation.md',
      'conversation.json',
    ])
  })

  it('writes the conversation for people and for programs', async () => {
    const [person] = [...house.desk.book.rolesIn(space).keys()]
    if (person === undefined) throw new Error('nobody is in the space')
    await house.rooms.edit(space, person, (doc) =>
      sendMessage(doc, { at: Date.UTC(2026, 0, 2, 3, 4), by: person, text: 'Hello **all**' }),
    )
    const { files } = await exportFiles(house, space)
    const text = (path: string) => files.find((file) => file.path === path)?.text ?? ''
    expect(text('conversation.md')).toBe('**Bot** · 2026-01-02 03:04 UTC\n\nHello **all**\n')
    expect(JSON.parse(text('conversation.json'))).toMatchObject({
      messages: [{ at: '2026-01-02T03:04:00.000Z', by: { id: person, name: 'Bot' }, text: 'Hello **all**' }],
    })
  })
})

describe('who and what a message mentions', () => {
  it('is read in the Markdown, as of now, and stays as it was written in the JSON', async () => {
    const [person] = [...house.desk.book.rolesIn(space).keys()]
    if (person === undefined) throw new Error('nobody is in the space')
    const { note } = await importMarkdown('one', 'C# \\(v2)')
    const nobody = 'A'.repeat(16) as PersonId
    const mentions: readonly Mention[] = [
      { sign: '@', id: person, name: 'as it was' },
      { sign: '#', id: note as NoteId, name: 'as it was' },
      { sign: '@', id: nobody, name: 'Some *one*' },
      { sign: '#', id: nobody as string as NoteId, name: '](x) [y]' },
    ]
    const text = mentions.map(mentionText).join(', ')
    await house.rooms.edit(space, person, (doc) =>
      sendMessage(doc, { at: Date.UTC(2026, 0, 2, 3, 4), by: person, text }),
    )
    const { files } = await exportFiles(house, space)
    const of = (path: string) => files.find((file) => file.path === path)?.text ?? ''
    expect(of('conversation.md').split('\n\n')[1]).toBe(
      '@Bot, [#C# \\\\(v2)](notes/C%23%20%28v2%29.md), @Some \\*one\\*, #\\](x) \\[y\\] (deleted)\n',
    )
    expect(files.some(({ path }) => path === 'notes/C# (v2).md')).toBe(true)
    expect(JSON.parse(of('conversation.json'))).toMatchObject({ messages: [{ text }] })
  })
})

describe('a file name', () => {
  it.each([
    ['Plans', 'Plans'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j'],
    ['...hidden', 'hidden'],
    ['', 'Untitled'],
    ['  ', 'Untitled'],
    ['CON', 'Untitled CON'],
    ['ends with dots...', 'ends with dots'],
    ['a\u0000b\u202ec', 'a b c'],
    ['日本語 🧵', '日本語 🧵'],
    ['x'.repeat(200), 'x'.repeat(80)],
  ])('of %j is %j', (title, name) => expect(fileName(title)).toBe(name))
})
