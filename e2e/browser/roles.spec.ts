import { randomFillSync } from 'node:crypto'
import { createNote, noteId, sendMessage } from '@weft/space'
import { Close, encodeUp } from '@weft/space/wire'
import * as Y from 'yjs'
import { expect, test } from './fixtures/test.ts'

test('G5 a viewer reads and is seen, and has nothing to write with', async ({ person }) => {
  const [anna, vera] = await Promise.all([person('Anna'), person('Vera', { role: 'viewer' })])
  await anna.say('for all to read')
  await expect(vera.message('for all to read')).toBeVisible()
  await expect(vera.composer).toHaveCount(0)
  await expect(vera.page.getByText('You can read along here.')).toBeVisible()
  await vera.message('for all to read').hover()
  await expect(
    vera.page.getByRole('button', {
      name: /^(Edit|Delete|Reply|Add a reaction|New note|Share|Menu of Harbour.*)$/,
    }),
  ).toHaveCount(0)
  const offered = await vera.menuOf('for all to read')
  await expect(offered.getByRole('menuitem')).toHaveText([/^Copy text/, /^Copy link/, /^Who wrote this/])
  await vera.page.keyboard.press('Escape')
  await anna.expectHere(['Vera'])
})

test('G5 what a viewer’s page sends all the same is refused, and nobody sees it', async ({
  person,
  space,
}) => {
  const [anna, vera] = await Promise.all([person('Anna'), person('Vera', { role: 'viewer' })])
  await anna.say('the truth')
  await expect(vera.message('the truth')).toBeVisible()
  const forged = new Y.Doc()
  sendMessage(forged, { by: space.person, at: Date.now(), text: 'a lie' })
  const frame = encodeUp({ type: 'update', update: Y.encodeStateAsUpdate(forged) })
  const code = await vera.page.evaluate(
    async ({ id, bytes }) => {
      const socket = new WebSocket(`ws://${location.host}/sync/${id}`, ['weft.1'])
      await new Promise((resolve) => socket.addEventListener('open', resolve))
      socket.send(new Uint8Array(bytes))
      const closed = await new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))
      return closed.code
    },
    { id: space.space, bytes: [...frame] },
  )
  expect(code).toBe(Close.refused)
  await anna.say('still the truth')
  await expect(vera.message('still the truth')).toBeVisible()
  for (const one of [anna, vera]) await expect(one.message('a lie')).toHaveCount(0)
})

test('G5 a viewer’s token writes nothing: neither messages nor notes', async ({ person, program, space }) => {
  const anna = await person('Anna')
  await anna.say('the truth')
  for (const write of [
    (doc: Y.Doc) => sendMessage(doc, { by: space.person, at: Date.now(), text: 'a lie' }),
    (doc: Y.Doc) =>
      createNote(doc, {
        id: noteId((bytes) => randomFillSync(bytes)),
        title: 'a lie',
        by: space.person,
        at: Date.now(),
      }),
    (doc: Y.Doc) => doc.getArray('timeline').delete(0, 1),
  ]) {
    const reader = await program('viewer')
    await reader.synced()
    await expect.poll(() => reader.doc.getArray('timeline').length).toBe(1)
    write(reader.doc)
    await expect.poll(() => reader.closed).toBe(Close.refused)
  }
  await anna.say('still the truth')
  await anna.saved()
  const [first, second, ...more] = await anna.messages()
  expect([first?.text, second?.text, more]).toEqual(['the truth', 'still the truth', []])
  await expect(anna.notes).not.toContainText('a lie')
})

test('G5 a role that is changed or taken away counts on the open page, within 2 s', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await house.role(space.space, 'Ben', 'viewer')
  await expect(ben.composer).toHaveCount(0, { timeout: 2_000 })
  await expect(ben.page.getByText('You can only read here now.')).toBeVisible()
  await house.role(space.space, 'Ben', 'member')
  await expect(ben.composer).toBeVisible({ timeout: 2_000 })
  await ben.say('allowed again')
  await expect(anna.message('allowed again')).toBeVisible()

  await house.role(space.space, 'Ben', 'none')
  await expect(ben.page.getByText('This space isn’t there for you any more')).toBeVisible({ timeout: 2_000 })
  await expect(ben.timeline).toHaveCount(0)
  await anna.expectHere([])
  await ben.page.reload()
  await expect(ben.page.getByText('This space isn’t there for you any more')).toBeVisible()
  await expect(ben.page.getByTestId('space-list')).not.toContainText('Harbour café')
})

test('G7 what the server refuses stays on the device, and can be sent again', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await ben.say('while I may')
  await ben.saved()
  await ben.lose()
  await ben.say('written too late')
  await ben.expectStatus('offline', 'Offline · 1 kept here')
  await house.role(space.space, 'Ben', 'viewer')
  await ben.find()
  await ben.expectStatus('refused', 'Not accepted · 1')
  await expect(ben.composer).toHaveCount(0)
  await expect(ben.message('while I may')).toBeVisible()
  await ben.page.reload()
  await ben.expectStatus('refused', 'Not accepted · 1')
  await ben.status.click()
  const panel = ben.page.getByRole('dialog', { name: 'Save status' })
  await expect(panel).toContainText('written too late')
  await expect(panel).toContainText('You may only read in this space.')
  await expect(anna.message('written too late')).toHaveCount(0)

  await house.role(space.space, 'Ben', 'member')
  await panel.getByRole('button', { name: 'Try again' }).click()
  await expect(anna.message('written too late')).toHaveAccessibleName(/^Ben,/)
  await ben.saved()
})

test('G5 G7 a role that is changed while somebody types takes no letter: each is with everybody, or kept as not accepted', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Minutes')
  await anna.saved()
  await ben.openNote('Minutes')
  await ben.stand(0)
  const typed = Array.from({ length: 150 }, (_, n) => `w${n}`).join('-')
  await Promise.all([
    ben.page.keyboard.type(typed, { delay: 15 }),
    expect(anna.line(0))
      .toContainText('w20-')
      .then(async () => {
        // What he types from here is on its way while it happens.
        ben.net.hole()
        await house.role(space.space, 'Ben', 'viewer')
        ben.net.heal()
      }),
    expect(ben.editor()).toHaveAttribute('contenteditable', 'false'),
  ])
  await ben.expectStatus('refused', 'Not accepted · 1')
  await ben.status.click()
  const panel = ben.page.getByRole('dialog', { name: 'Save status' })
  const [kept = ''] = await panel.getByRole('article').locator('p').nth(1).allTextContents()
  const [told = ''] = await anna.line(0).allTextContents()
  expect(typed).toContain(told)
  expect(told.length).toBeGreaterThan(60)
  // What was taken in the last moment may be kept too: its ack was still on the way.
  const from = typed.lastIndexOf(kept, told.length)
  expect(from).toBeGreaterThanOrEqual(0)
  const end = from + kept.length
  expect(end).toBeGreaterThan(told.length)
  await expect(ben.line(0)).toHaveText(told)

  await house.role(space.space, 'Ben', 'member')
  await panel.getByRole('button', { name: 'Try again' }).click()
  await expect(anna.line(0)).toHaveText(typed.slice(0, end))
  await ben.saved()
})
