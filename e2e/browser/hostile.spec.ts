import { randomFillSync } from 'node:crypto'
import { createNote, type NoteId, noteId } from '@weft/space'
import * as Y from 'yjs'
import { expect, test } from './fixtures/test.ts'

/** `javascript:` as parsers, people and attackers spell it. */
const SCRIPTS = [
  'javascript:document.title="owned"',
  'JaVaScRiPt:document.title="owned"',
  ' javascript:document.title="owned"',
  'java\tscript:document.title="owned"',
  'java\nscript:document.title="owned"',
  '\u0001javascript:document.title="owned"',
  'javascript&colon;document.title="owned"',
  '&#106;avascript:document.title="owned"',
  'javascript%3Adocument.title="owned"',
  'data:text/html,<script>opener.document.title="owned"</script>',
  'vbscript:msgbox(1)',
  'blob:http://127.0.0.1/x',
  '//evil.example/x',
  '/api/signout',
  'https://weft.example@evil.example',
]
const OVER = 'position:fixed;inset:0;z-index:9999;background:red url(https://evil.example/seen)'
const HTML = '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script>'

const newId = (): NoteId => noteId((bytes) => void randomFillSync(bytes))

/** What a page must never hold, whoever wrote it. */
const harm = (root: Element): string[] =>
  [...root.querySelectorAll('*')].flatMap((element) => {
    const found: string[] = []
    if (/^(?:script|style|iframe|object|embed|link|base|form|meta)$/i.test(element.localName))
      found.push(`<${element.localName}>`)
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name) || name === 'srcdoc' || name === 'formaction') found.push(`${name}=${value}`)
      const leads = name === 'href' || name === 'src' || name === 'action' || name === 'xlink:href'
      // Ours are paths of the app and its files; what people write leads to the web or to mail, or nowhere.
      if (leads && !/^(?:https?:\/\/[^@]*$|mailto:|\/(?:s\/|assets\/|$)|#)/.test(value))
        found.push(`${name}=${value}`)
      if (name === 'style' && /fixed|url\(|expression|z-index: ?9999/.test(value))
        found.push(`style=${value}`)
      if (name === 'class' && /evil/.test(value)) found.push(`class=${value}`)
    }
    return found
  })

test('what a raw update writes into a note is shown harmless', async ({ person, program, space, watch }) => {
  // A form that the editor can't take is told in the page's own words, and said here too.
  watch.expect(/./)
  const anna = await person('Anna')
  const bot = await program()
  await bot.synced()
  const blocks: Y.XmlElement[] = []
  const line = (words: string, attributes: object = {}, element: Readonly<Record<string, unknown>> = {}) => {
    const block = new Y.XmlElement('block')
    for (const [name, value] of Object.entries(element)) block.setAttribute(name, value as string)
    const text = new Y.XmlText()
    text.insert(0, words, attributes)
    block.insert(0, [text])
    blocks.push(block)
  }
  for (const [n, url] of SCRIPTS.entries()) line(`link ${n}`, { s_url: url })
  line(HTML)
  line('styled text', { p: { __style: OVER } })
  line('styled run', { style: OVER, class: 'evil', onclick: 'document.title="owned"' })
  line('styled line', {}, { __style: OVER, style: OVER, class: 'evil', onclick: 'document.title="owned"' })
  line('styled words of a line', {}, { __textStyle: OVER, __dir: 'rtl" onload="x', __format: OVER })
  line('odd kind', {}, { __kind: 'script', __indent: 1e9, __start: OVER, __checked: HTML })
  line('odd language', {}, { __kind: 'code', __language: '"><script>document.title="owned"</script>' })
  line('odd format', {
    p: { __format: 2 ** 31 - 1, __mode: 'token', __detail: 3, __type: 'evil', __text: HTML },
  })
  const id = newId()
  createNote(bot.doc, { id, title: HTML, by: space.person, at: Date.now(), blocks })

  await anna.notes.getByRole('link', { name: '<img src=x' }).click()
  await expect(anna.editor()).toContainText('odd format')
  const found = await anna.page.evaluate(harm, await anna.page.locator('body').elementHandle())
  expect(found).toEqual([])
  for (const words of ['styled text', 'styled run', 'styled line', 'styled words of a line']) {
    const shown = anna.editor().getByText(words, { exact: true })
    await expect(shown).toBeVisible()
    const { position, backgroundImage } = await shown.evaluate((element) => {
      const { position, backgroundImage } = getComputedStyle(element)
      return { position, backgroundImage }
    })
    expect({ words, position, backgroundImage }).toMatchObject({
      position: 'static',
      backgroundImage: 'none',
    })
  }
  await expect(anna.page).not.toHaveTitle(/^owned/)
  await expect(anna.editor().getByRole('link')).toHaveCount(0)

  // What is unknown is stood in for, under whatever name.
  const strange = newId()
  const evil = new Y.XmlElement('script')
  const inside = new Y.XmlText()
  inside.insert(0, 'document.title = "owned"')
  evil.insert(0, [inside])
  const frame = new Y.XmlElement('iframe')
  frame.setAttribute('srcdoc', HTML)
  const body = new Y.XmlElement('body')
  createNote(bot.doc, {
    id: strange,
    title: 'Strange',
    by: space.person,
    at: Date.now(),
    blocks: [evil, frame, body],
  })
  await anna.notes.getByRole('link', { name: 'Strange' }).click()
  await expect(anna.title).toHaveValue('Strange')
  await expect(anna.page.getByText('document.title = "owned"')).toBeVisible()
  expect(await anna.page.evaluate(harm, await anna.page.locator('body').elementHandle())).toEqual([])
  await expect(anna.page).not.toHaveTitle(/^owned/)
})

test('what a raw update writes into the conversation is shown harmless', async ({
  person,
  program,
  space,
  watch,
}) => {
  watch.expect(/./)
  const anna = await person('Anna')
  const bot = await program()
  await bot.synced()
  const timeline = bot.doc.getArray('timeline')
  const by = space.person
  const at = Date.now()
  const say = (text: string, more: object = {}) => timeline.push([{ kind: 'message', at, by, text, ...more }])
  for (const url of SCRIPTS) say(`[click me](${url}) <${url}> ${url}`)
  say(HTML)
  say(`**${HTML}** \`${HTML}\` [${HTML}](https://example.org/"onmouseover="x)`)
  say('plain', { style: OVER, className: 'evil', dangerouslySetInnerHTML: { __html: HTML } })
  const strange = timeline.length
  timeline.push([
    { kind: HTML, at, by, text: HTML },
    { kind: 'message', at, by, text: { toString: HTML } },
  ])
  const first = anna.page.getByTestId('message').first()
  await expect(anna.message('plain')).toBeVisible()
  const id = await first.getAttribute('data-entry-id')
  timeline.push([{ kind: 'react', at, by, of: id, emoji: HTML.slice(0, 32) }])
  timeline.push([{ kind: 'react', at, by, of: id, emoji: '"><b onclick=x>' }])
  bot.doc.getMap('meta').set('topic', HTML)
  bot.doc.getMap('meta').set('icon', '<b onclick=x>')
  bot.doc.getMap('meta').set('name', `${HTML.slice(0, 40)}\u202e`)
  await expect(anna.page.getByRole('heading', { level: 1 })).toContainText('<img src=x')
  expect(await anna.page.evaluate(harm, await anna.page.locator('body').elementHandle())).toEqual([])
  await expect(anna.page).not.toHaveTitle(/^owned/)
  // The two that are no messages go again: the judges of all tests read messages alone.
  timeline.delete(strange, 2)
})

test('presence of a program is shown harmless', async ({ person, program, watch }) => {
  watch.expect(/./)
  const anna = await person('Anna')
  await anna.newNote('Seen')
  const bot = await program()
  await bot.synced()
  const note = anna.page.url()
  expect(note).toContain('/s/')
  const id = (await anna.editor().getAttribute('data-note-id')) as NoteId
  bot.awareness.setLocalState({
    user: { name: HTML, dye: `red;${OVER}`, role: 'owner', id: 'x' },
    at: { timeline: true, notes: [HTML, id] },
    typing: HTML,
    [`note:${id}`]: { anchorPos: { type: HTML }, focusPos: HTML, color: OVER, name: HTML, focusing: true },
    style: OVER,
  })
  await anna.expectHere(['Program'])
  expect(await anna.page.evaluate(harm, await anna.page.locator('body').elementHandle())).toEqual([])
  await expect(anna.page).not.toHaveTitle(/^owned/)
})
