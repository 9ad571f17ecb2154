import { noteBody, type PersonId } from '@weft/space'
import { Close, encodeUp } from '@weft/space/wire'
import * as Y from 'yjs'
import { attack } from '../attacks/attacker.ts'
import { refusedUpdates } from '../attacks/updates.ts'
import {
  BAD_MARKUP,
  BAD_MENTIONS,
  BAD_STYLES,
  BAD_URLS,
  badLines,
  SCRIPT,
  strangeLines,
} from './fixtures/attacks.ts'
import { expectHarmless, guard } from './fixtures/harmless.ts'
import { expect, test } from './fixtures/test.ts'

const noteIn = (doc: Y.Doc) => {
  const [id] = doc.getMap('notes').keys()
  const body = id === undefined ? null : noteBody(doc, id as Parameters<typeof noteBody>[1])
  if (body === null) throw new Error('there is no note')
  return body
}

test('G8 what a raw client writes into a note runs nothing, loads nothing and covers nothing', async ({
  person,
  program,
}) => {
  const anna = await person('Anna', { before: guard })
  await anna.newNote('Minutes')
  await anna.page.keyboard.type('the first line')
  await anna.saved()
  const robot = await program()
  await robot.synced()
  const lines = badLines()
  const body = noteIn(robot.doc)
  for (const { line } of lines) body.push([line()])
  for (const { words } of lines) await expect(anna.editor()).toContainText(words)
  expect(robot.closed).toBeNull()
  await expectHarmless(anna.page)
  // Every link that there is leads where it says, and every word can be pressed.
  for (const link of await anna.editor().locator('a').all())
    expect(await link.getAttribute('href')).toMatch(/^(https?:\/\/|mailto:)/)
  // Whoever opens it now sees the same, and goes on writing.
  const ben = await person('Ben', { before: guard })
  await ben.openNote('Minutes')
  await expect(ben.editor()).toContainText(lines.at(-1)?.words ?? '')
  await expectHarmless(ben.page)
  await anna.stand(0)
  await anna.page.keyboard.type(', and more')
  await expect(ben.line(0)).toHaveText('the first line, and more')
  await expectHarmless(anna.page)
})

test('G8 what no version of the app writes is shown as words only', async ({ person, program }) => {
  const anna = await person('Anna', { before: guard })
  await anna.newNote('Minutes')
  await anna.saved()
  const robot = await program()
  await robot.synced()
  noteIn(robot.doc).push(strangeLines())
  await expect(anna.page.getByText('an odd name')).toBeVisible()
  await expectHarmless(anna.page)
  await anna.page.reload()
  await expect(anna.page.getByText(`${SCRIPT} in script`)).toBeVisible()
  await expectHarmless(anna.page)
})

test('G8 names, titles, icons and messages are words, whatever is in them', async ({
  person,
  program,
  space,
}) => {
  const anna = await person('Anna', { before: guard })
  await anna.newNote('Minutes')
  await anna.saved()
  const robot = await program()
  await robot.synced()
  const { doc } = robot
  const say = (message: string) =>
    doc.getArray('timeline').push([{ kind: 'message', at: Date.now(), by: space.person, text: message }])
  const [note] = doc.getMap<Y.Map<unknown>>('notes').values()
  const title = note?.get('title')
  if (!(title instanceof Y.Text)) throw new Error('there is no title')
  for (const markup of BAD_MARKUP) {
    say(markup)
    say(`**${markup}** \`${markup}\``)
    title.insert(0, markup.slice(0, 20))
    note?.set('icon', markup)
    doc.getMap('meta').set('name', markup)
    doc.getMap('meta').set('topic', markup)
    doc.getMap('meta').set('icon', markup)
  }
  for (const url of BAD_URLS) {
    say(`[press](${url})`)
    say(`<${url}> ${url}`)
    say(`![picture](${url})`)
  }
  for (const style of BAD_STYLES) say(`<b style="${style}">x</b>`)
  for (const mention of BAD_MENTIONS) say(`${mention} **${mention}**`)
  say(`@[${BAD_MARKUP[1]}](${space.person}) is called otherwise`)
  await expect(anna.message('is called otherwise')).toContainText('@Program is called otherwise')
  say('a message to react to')
  await expect(anna.message('a message to react to')).toBeVisible()
  const of = await anna.message('a message to react to').getAttribute('data-entry-id')
  for (const markup of BAD_MARKUP)
    doc
      .getArray('timeline')
      .push([{ kind: 'react', at: Date.now(), by: space.person, of, emoji: markup.slice(0, 32) }])
  doc.getArray('timeline').push([
    { kind: `<script>${SCRIPT}</script>`, at: 1, by: space.person },
    { kind: 'message', at: BAD_MARKUP[0], by: space.person, text: { toString: SCRIPT } },
    {
      ...{ kind: 'message', at: Date.now(), by: space.person, text: 'the last word', onclick: SCRIPT },
      ...{ style: BAD_STYLES[2], className: SCRIPT, dangerouslySetInnerHTML: { __html: BAD_MARKUP[1] } },
    },
  ])
  await expect(anna.message('the last word')).toBeVisible()
  expect(robot.closed).toBeNull()
  await expectHarmless(anna.page)
  // The whole conversation, from its beginning.
  await anna.timeline.focus()
  await anna.page.keyboard.press('Home')
  await expect(anna.message('<script>').first()).toBeVisible()
  await expectHarmless(anna.page)
  for (const link of await anna.timeline.getByRole('link').all())
    expect(await link.getAttribute('href')).toMatch(/^(https?:\/\/|mailto:)/)
})

test('G8 G10 presence is what the server says of it, whatever a program says', async ({
  person,
  program,
}) => {
  const anna = await person('Anna', { before: guard })
  await anna.newNote('Minutes')
  await anna.page.keyboard.type('where carets stand')
  await anna.saved()
  const note = await anna.editor().getAttribute('data-note-id')
  const robot = await program()
  await robot.synced()
  const [markup, picture] = BAD_MARKUP
  const [, , over] = BAD_STYLES
  for (const odd of [markup, 7, null, { toString: SCRIPT }, [[]]]) {
    robot.awareness.setLocalState({
      user: { name: picture, color: over, dye: `red;${over}`, role: 'owner', id: odd },
      at: { timeline: odd, notes: [odd, note] },
      typing: odd,
      style: over,
      [`note:${note}`]: {
        ...{ anchorPos: { type: odd }, focusPos: odd, color: over, name: picture, focusing: true },
        awarenessData: odd,
      },
    })
    await anna.expectHere(['Program'])
    await expectHarmless(anna.page)
  }
  robot.awareness.setLocalState({ user: { name: picture, color: over }, typing: true })
  await anna.page.getByRole('link', { name: 'Conversation' }).click()
  await expect(anna.typing).toContainText('Program')
  await expectHarmless(anna.page)
})

test('G6 G8 forged names, reserved keys and bombs are refused; everybody else goes on', async ({
  house,
  person,
  program,
  space,
}) => {
  const anna = await person('Anna', { before: guard })
  await anna.say('before')
  await anna.saved()
  const robot = await program('viewer', 'Judge')
  await robot.synced()
  const [entry] = robot.doc.getArray<{ by: PersonId }>('timeline').toArray()
  const client = [...robot.doc.store.clients.keys()].find((id) =>
    robot.doc.store.clients
      .get(id)
      ?.some((struct) => struct instanceof Y.Item && struct.parent === robot.doc.getArray('timeline')),
  )
  if (entry === undefined || client === undefined) throw new Error('nothing was said')
  const before = Y.encodeStateVector(robot.doc)
  const codes: string[] = []
  const victim = { person: entry.by, client, doc: robot.doc }
  for (const { what, update, waits } of refusedUpdates(space.person, victim)) {
    const message = encodeUp({ type: 'update', update })
    const answer = await attack(house.server.origin, space.space, space.token, [message])
    const code = answer === 'goes on' ? 0 : answer.closed
    if (waits ? code !== 0 : code !== Close.badFrame && code !== Close.refused) codes.push(`${what}: ${code}`)
  }
  expect(codes).toEqual([])
  expect(Y.encodeStateVector(robot.doc)).toEqual(before)
  await anna.say('after')
  await expect(anna.message('after')).toBeVisible()
  await anna.saved()
  await expect(anna.message('a lie')).toHaveCount(0)
  await expectHarmless(anna.page)
})
