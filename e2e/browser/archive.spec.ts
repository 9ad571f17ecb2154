import type { Page } from '@playwright/test'
import { keptBy } from './fixtures/kept.ts'
import type { Person } from './fixtures/person.ts'
import { expect, test } from './fixtures/test.ts'

const HERE = 'Harbour café'

/** Picks from the menu of the space that is open. */
async function pick({ page }: Person, label: string): Promise<void> {
  await page.getByTestId('space-list').getByRole('link', { name: HERE }).hover()
  await page.getByRole('button', { name: `Menu of ${HERE}` }).click()
  await page.getByRole('menuitem', { name: label }).click()
}
const archive = async (one: Person): Promise<void> => {
  await pick(one, 'Archive')
  await one.page.getByRole('alertdialog').getByRole('button', { name: 'Archive' }).click()
}
const archivedBar = (page: Page) => page.getByText('This space is archived. It can be read')

test('G5 G7 an archived space is read by all and written by none, whoever is just typing; it comes back as it was', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await house.role(space.space, 'Anna', 'owner')
  await ben.say('before')
  await expect(anna.message('before')).toBeVisible()
  await ben.composer.pressSequentially('half a sent')
  await archive(anna)
  await expect(ben.composer).toHaveCount(0, { timeout: 2_000 })
  for (const one of [anna, ben]) {
    await expect(archivedBar(one.page)).toBeVisible()
    await expect(one.message('before')).toBeVisible()
    await expect(one.composer).toHaveCount(0)
  }
  await expect(ben.page.getByRole('button', { name: 'Restore' })).toHaveCount(0)
  await expect(ben.page.getByRole('button', { name: `Menu of ${HERE}` })).toHaveCount(0)

  await anna.page.getByRole('button', { name: 'Restore' }).click()
  await expect(ben.composer).toBeVisible({ timeout: 2_000 })
  await expect(archivedBar(ben.page)).toHaveCount(0)
  // What was begun is still in the box.
  await expect(ben.composer).toHaveValue('half a sent')
  await ben.composer.press('End')
  await ben.composer.pressSequentially('ence')
  await ben.composer.press('Enter')
  await expect(anna.message('half a sentence')).toBeVisible()
  await anna.say('and back')
  await expect(ben.message('and back')).toBeVisible()
})

test('G7 what somebody wrote offline into a space that was archived meanwhile stays with them, and goes out when it is back', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await house.role(space.space, 'Anna', 'owner')
  await ben.lose()
  await ben.say('on the train')
  await archive(anna)
  await expect(archivedBar(anna.page)).toBeVisible()
  await ben.find()
  await ben.expectStatus('refused', 'Not accepted · 1')
  await anna.page.getByRole('button', { name: 'Restore' }).click()
  await expect(ben.composer).toBeVisible()
  await ben.status.click()
  await ben.page
    .getByRole('dialog', { name: 'Save status' })
    .getByRole('button', { name: 'Try again' })
    .click()
  await expect(anna.message('on the train')).toBeVisible()
})

test('archived spaces stand apart from the list, and are found again', async ({ house, person, space }) => {
  const anna = await person('Anna')
  await house.role(space.space, 'Anna', 'owner')
  await anna.page.getByRole('button', { name: 'New space' }).click()
  await anna.page.getByLabel('Name').fill('Elsewhere')
  await anna.page.getByRole('button', { name: 'Create space' }).click()
  const list = anna.page.getByTestId('space-list')
  await list.getByRole('link', { name: HERE }).click()
  await archive(anna)
  await expect(archivedBar(anna.page)).toBeVisible()
  await list.getByRole('link', { name: 'Elsewhere' }).click()
  await expect(anna.composer).toBeVisible()
  await expect(list).not.toContainText(HERE)

  await anna.page.getByRole('button', { name: 'Archived 1' }).click()
  const dialog = anna.page.getByRole('dialog', { name: 'Archived spaces' })
  await dialog.getByRole('button', { name: HERE, exact: true }).click()
  await expect(archivedBar(anna.page)).toBeVisible()
  await anna.page.getByRole('button', { name: 'Archived 1' }).click()
  await dialog.getByRole('button', { name: `Restore ${HERE}` }).click()
  await expect(dialog.getByText('No space is archived.')).toBeVisible()
  await anna.page.keyboard.press('Escape')
  await expect(anna.composer).toBeVisible()
  await expect(anna.page.getByRole('button', { name: /^Archived/ })).toHaveCount(0)
})

test('G5 G7 a deleted space is gone from every screen and device, also from one that was away; what that one hadn’t sent stays with it', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben, cleo] = await Promise.all([person('Anna'), person('Ben'), person('Cleo')])
  await house.role(space.space, 'Anna', 'owner')
  await anna.say('for all to read')
  for (const one of [ben, cleo]) await expect(one.message('for all to read')).toBeVisible()
  await ben.lose()
  await ben.say('never sent')
  await ben.expectStatus('offline', 'Offline · 1 kept here')
  await cleo.composer.pressSequentially('half a thought')

  await pick(anna, 'Delete')
  const asked = anna.page.getByRole('alertdialog')
  const button = asked.getByRole('button', { name: 'Delete for everybody' })
  await expect(button).toBeDisabled()
  await asked.getByLabel('The space’s name, to be sure').fill('harbour café')
  await button.click()
  await expect(anna.page.getByText('Welcome, Anna')).toBeVisible()
  await expect(anna.page.getByTestId('space-list')).not.toContainText(HERE)
  await expect(cleo.page.getByText('This space isn’t there for you any more')).toBeVisible({ timeout: 2_000 })
  await expect.poll(() => keptBy(cleo)).toBe('')
  await expect.poll(() => keptBy(anna)).toBe('')
  const begun = cleo.page.getByText('half a thought')
  await expect(begun).toBeVisible()
  await cleo.page.getByRole('button', { name: 'Delete from this device' }).click()
  await expect(begun).toHaveCount(0)
  await cleo.page.reload()
  await expect(cleo.page.getByText('This space isn’t there for you any more')).toBeVisible()
  await expect(begun).toHaveCount(0)

  await ben.find()
  await expect(ben.page.getByText('This space isn’t there for you any more')).toBeVisible()
  await expect(ben.page.getByText('never sent')).toBeVisible()
  await expect(ben.message('for all to read')).toHaveCount(0)
  await expect.poll(() => keptBy(ben)).toContain('never sent')
  expect(await keptBy(ben)).not.toContain('for all to read')
  await ben.page.reload()
  await expect(ben.page.getByText('never sent')).toBeVisible()
  const { spaces } = JSON.parse(await house.server.command('spaces', '--json')) as { spaces: unknown[] }
  expect(spaces).toEqual([])
  for (const one of [anna, ben, cleo]) await one.page.goto('about:blank')
})

test('G5 a device lets go of a deleted space at its next start, without ever opening it', async ({
  house,
  person,
  space,
}) => {
  const ben = await person('Ben')
  await ben.say('for all to read')
  await ben.saved()
  await ben.page.getByRole('button', { name: 'New space' }).click()
  await ben.page.getByLabel('Name').fill('Elsewhere')
  await ben.page.getByRole('button', { name: 'Create space' }).click()
  await expect(ben.page.getByRole('heading', { name: 'Elsewhere', level: 1 })).toBeVisible()
  await ben.saved()
  const elsewhere = ben.page.url()
  expect(await keptBy(ben)).toContain('for all to read')
  await ben.page.goto('about:blank')
  await house.server.command('space', 'delete', space.space, '--name', HERE)
  await ben.page.goto(elsewhere)
  await ben.saved()
  await expect(ben.page.getByTestId('space-list')).not.toContainText(HERE)
  await expect.poll(() => keptBy(ben)).not.toContain('for all to read')
})

test('G7 what was left unsent in a space that was deleted is shown at the next start', async ({
  house,
  person,
  space,
}) => {
  const ben = await person('Ben')
  await ben.say('for all to read')
  await ben.saved()
  await ben.page.getByRole('button', { name: 'New space' }).click()
  await ben.page.getByLabel('Name').fill('Elsewhere')
  await ben.page.getByRole('button', { name: 'Create space' }).click()
  await expect(ben.page.getByRole('heading', { name: 'Elsewhere', level: 1 })).toBeVisible()
  await ben.saved()
  const elsewhere = ben.page.url()
  await ben.page.getByTestId('space-list').getByRole('link', { name: HERE }).click()
  await ben.lose()
  await ben.say('never sent')
  await ben.expectStatus('offline', 'Offline · 1 kept here')
  await ben.page.goto('about:blank')
  await house.server.command('space', 'delete', space.space, '--name', HERE)
  ben.net.heal()
  await ben.page.goto(elsewhere)
  await ben.page.getByRole('button', { name: 'Show' }).click()
  await expect(ben.page.getByText('This space isn’t there for you any more')).toBeVisible()
  await expect(ben.page.getByText('never sent')).toBeVisible()
  await expect.poll(() => keptBy(ben)).not.toContain('for all to read')
  expect(await keptBy(ben)).toContain('never sent')
  await ben.page.goto('about:blank')
})

test('an owner reads who did what, the newest first; a member doesn’t', async ({ house, person, space }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await house.role(space.space, 'Anna', 'owner')
  await house.role(space.space, 'Ben', 'viewer')
  await house.role(space.space, 'Ben', 'member')
  await archive(anna)
  await anna.page.getByRole('button', { name: 'Restore' }).click()
  await expect(ben.composer).toBeVisible()
  await pick(anna, 'Record')
  const record = anna.page.getByRole('dialog', { name: `Record of ${HERE}` })
  const lines = record.getByRole('region', { name: 'Today' }).getByRole('listitem')
  await expect(lines.nth(0)).toContainText(/Anna brought the space back from the archive\s*$/)
  await expect(lines.nth(1)).toContainText('Anna archived the space')
  await expect(lines.nth(2)).toContainText('The operator made Ben a member (was a viewer)')
  await expect(lines.filter({ hasText: 'joined as a member by the link' })).toHaveCount(2)
  await expect(lines.filter({ hasText: 'signed in by an invitation' })).toHaveCount(2)
  await anna.page.keyboard.press('Escape')
  await ben.page.getByTestId('space-list').getByRole('link', { name: HERE }).hover()
  await ben.page.getByRole('button', { name: `Menu of ${HERE}` }).click()
  await expect(ben.page.getByRole('menuitem', { name: 'People' })).toBeVisible()
  await expect(ben.page.getByRole('menuitem', { name: /^(Record|Archive|Delete)$/ })).toHaveCount(0)
  await ben.page.keyboard.press('Escape')
})

test('an owner of the server reads what belongs to no space, with how and where from people came; others don’t', async ({
  house,
  stranger,
  person,
}) => {
  const ben = await person('Ben')
  const olga = await stranger('Olga')
  await olga.join(house.server.ownerLink)
  await olga.page.getByRole('button', { name: 'You, Olga' }).click()
  await olga.page.getByRole('menuitem', { name: 'Record of this server' }).click()
  const record = olga.page.getByRole('dialog', { name: 'Record of this server' })
  const lines = record.getByRole('listitem')
  await expect(lines.nth(0)).toContainText(
    /Olga signed in by a link for an owner of the server \(\w+ on \w+\) from 127\.0\.0\.1/,
  )
  await expect(lines.nth(1)).toContainText('Olga became an owner of this server')
  await expect(lines.nth(2)).toContainText('Ben signed in by an invitation (')
  await olga.page.keyboard.press('Escape')
  await ben.page.getByRole('button', { name: 'You, Ben' }).click()
  await expect(ben.page.getByRole('menuitem', { name: 'Sign out' })).toBeVisible()
  await expect(ben.page.getByRole('menuitem', { name: 'Record of this server' })).toHaveCount(0)
  await ben.page.keyboard.press('Escape')
})
