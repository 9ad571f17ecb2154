import { readFile } from 'node:fs/promises'
import { keptAnywhereBy } from './fixtures/kept.ts'
import type { Person } from './fixtures/person.ts'
import { expect, test } from './fixtures/test.ts'

const SHUT = 'This space isn’t there for you any more'

/** Anna and Ben have talked and written a note; then Ben goes where there is no network, and writes on. */
async function apart([anna, ben]: readonly [Person, Person]): Promise<void> {
  await anna.say('for members to read')
  await anna.newNote('Minutes')
  await anna.page.keyboard.type('a line of Anna’s')
  await anna.saved()
  await expect(ben.message('for members to read')).toBeVisible()
  await ben.say('sent in time')
  await ben.saved()
  await ben.openNote('Minutes')
  await expect(ben.line(0)).toHaveText('a line of Anna’s')
  await ben.lose()
  await ben.stand(0)
  await ben.page.keyboard.type(', and words of Ben’s')
  await ben.page.keyboard.press('Enter')
  await ben.page.keyboard.type('a whole line of Ben’s')
  await ben.page.getByRole('link', { name: 'Conversation' }).click()
  await ben.say('never sent')
  await expect(ben.message('never sent')).toBeVisible()
  await ben.composer.pressSequentially('half a sent')
  await ben.expectStatus('offline')
}
/** All that Ben wrote, and nothing else, is there; also after a reload. */
async function keepsOwnWords(ben: Person): Promise<void> {
  await expect(ben.page.getByText(SHUT)).toBeVisible()
  const work = ben.page.getByRole('article')
  await expect(ben.page.getByTestId('space-list')).not.toContainText('Harbour café')
  for (const words of ['never sent', ', and words of Ben’s', 'a whole line of Ben’s', 'half a sent'])
    await expect(work.filter({ hasText: words })).toBeVisible()
  await expect.poll(() => keptAnywhereBy(ben)).not.toContain('for members to read')
  const kept = await keptAnywhereBy(ben)
  expect(kept).toContain('never sent')
  for (const words of ['a line of Anna’s', 'Minutes', 'sent in time', 'Anna', 'Harbour café', 'weft.panes'])
    expect(kept).not.toContain(words)
}

test('G5 G7 who is removed while away keeps what wasn’t sent, to copy, save and delete, and nothing else', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await apart([anna, ben])
  await house.role(space.space, 'Ben', 'none')
  await ben.find()
  await keepsOwnWords(ben)
  await ben.page.reload()
  await keepsOwnWords(ben)

  await ben.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const work = ben.page.getByRole('article').filter({ hasText: 'never sent' })
  await work.getByRole('button', { name: 'Copy words' }).click()
  const copied = await ben.page.evaluate(() => navigator.clipboard.readText())
  for (const words of ['never sent', ', and words of Ben’s', 'a whole line of Ben’s'])
    expect(copied).toContain(words)
  const saving = ben.page.waitForEvent('download')
  await work.getByRole('button', { name: 'Save as a file' }).click()
  const file = JSON.parse(await readFile(await (await saving).path(), 'utf8')) as { words: string }
  expect(file.words).toBe(copied)

  await work.getByRole('button', { name: 'Delete from this device' }).click()
  await ben.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(work).toHaveCount(0)
  const draft = ben.page.getByRole('article')
  await draft.getByRole('button', { name: 'Copy words' }).click()
  expect(await ben.page.evaluate(() => navigator.clipboard.readText())).toBe('half a sent')
  await draft.getByRole('button', { name: 'Delete from this device' }).click()
  await expect(draft).toHaveCount(0)
  await expect.poll(() => keptAnywhereBy(ben)).not.toContain('Ben’s')
  expect(await keptAnywhereBy(ben)).not.toContain('half a sent')
  await expect(anna.message('never sent')).toHaveCount(0)
  await expect(anna.line(0)).toHaveText('a line of Anna’s')
})

test('G5 G7 so it is in each tab, and at the next start of a browser that was closed', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const second = await ben.another()
  await apart([anna, ben])
  await second.say('from the other tab')
  await expect(ben.message('from the other tab')).toBeVisible()
  // Tabs share what was begun: the last one to write counts.
  await ben.composer.pressSequentially('ence')
  const address = ben.page.url()
  await second.page.close()
  await ben.page.goto('about:blank')
  await house.role(space.space, 'Ben', 'none')
  ben.net.heal()
  await ben.page.goto(address)
  await keepsOwnWords(ben)
  await expect(ben.page.getByRole('article').filter({ hasText: 'from the other tab' })).toBeVisible()
})

test('G5 G7 a device that looks at another space lets go of its copy, and shows a message that was begun', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('for members to read')
  await expect(ben.message('for members to read')).toBeVisible()
  await ben.composer.pressSequentially('half a sent')
  await ben.page.getByRole('button', { name: 'New space' }).click()
  await ben.page.getByLabel('Name').fill('Elsewhere')
  await ben.page.getByRole('button', { name: 'Create space' }).click()
  await expect(ben.page.getByRole('heading', { name: 'Elsewhere', level: 1 })).toBeVisible()
  await ben.saved()
  const elsewhere = ben.page.url()
  await ben.page.goto('about:blank')
  await house.role(space.space, 'Ben', 'none')
  await ben.page.goto(elsewhere)
  await ben.page.getByRole('button', { name: 'Show' }).click()
  await expect(ben.page.getByText(SHUT)).toBeVisible()
  await expect(ben.page.getByRole('article')).toContainText('half a sent')
  await expect.poll(() => keptAnywhereBy(ben)).not.toContain('for members to read')
  expect(await keptAnywhereBy(ben)).not.toContain(`weft.panes.${space.space}`)
  await ben.page.goto('about:blank')
})

test('G7 what was kept can be sent when its person belongs again', async ({ house, person, space }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await ben.lose()
  await ben.say('never sent')
  await ben.expectStatus('offline')
  await house.role(space.space, 'Ben', 'none')
  await ben.find()
  await expect(ben.page.getByText(SHUT)).toBeVisible()
  await expect(ben.page.getByText('never sent')).toBeVisible()
  await ben.page.goto(ben.through(await house.invite(space.space, 'member')))
  await ben.page.getByRole('button', { name: /^(Open|Join)/ }).click()
  await ben.expectStatus('refused', 'Not accepted · 1')
  await ben.status.click()
  const panel = ben.page.getByRole('dialog', { name: 'Save status' })
  await panel.getByRole('button', { name: 'Try again' }).click()
  await expect(anna.message('never sent')).toHaveAccessibleName(/^Ben,/)
  await ben.saved()
})
