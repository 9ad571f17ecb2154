import type { Locator } from '@playwright/test'
import type { House } from './fixtures/house.ts'
import type { Person } from './fixtures/person.ts'
import type { Screen } from './fixtures/screen.ts'
import { expect, test } from './fixtures/test.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }

/** The row of a space in the list, as who reads the screen is told it. */
const row = ({ page }: Screen, name: string): Locator =>
  page.getByTestId('space-list').getByRole('link', { name })
const badge = (screen: Screen, name: string): Locator => row(screen, name).getByTestId('unread')

/** A second space, with these people in it; they are where they were before. */
async function second(house: House, name: string, people: readonly Person[]): Promise<void> {
  const { space } = await house.newSpace(name)
  const link = await house.invite(space, 'member')
  for (const person of people) {
    const before = person.page.url()
    await person.page.goto(person.through(link))
    await person.page.getByRole('button', { name: /^Join/ }).click()
    await expect(person.page.getByRole('heading', { level: 1 })).toHaveText(name)
    await person.saved()
    await person.page.goto(before)
    await expect(row(person, name)).toBeVisible()
    await person.saved()
  }
}
/** Another device of somebody who is here already. */
async function device(one: Person, other: Person): Promise<void> {
  await one.page.getByRole('button', { name: `You, ${one.name}` }).click()
  await one.page.getByRole('menuitem', { name: 'You and your devices' }).click()
  const dialog = one.page.getByRole('dialog', { name: 'You and your devices' })
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  await other.page.goto(other.through(await dialog.getByTestId('device-link').inputValue()))
  await other.page.getByRole('button', { name: `Sign in as ${one.name}` }).click()
  await expect(other.composer).toBeVisible()
  await other.saved()
  await one.page.keyboard.press('Escape')
}
/** Shows the list of spaces, where it is a screen of its own. */
const list = ({ page }: Screen): Promise<void> => page.getByRole('button', { name: 'Spaces and notes' }).tap()

/** The rows of the list that have a mark from now on, if only for a moment. */
async function marksOn({ page }: Screen): Promise<() => Promise<readonly string[]>> {
  const rows = await page.evaluateHandle(() => {
    const found = new Set<string>()
    new MutationObserver(() => {
      for (const mark of document.querySelectorAll('[data-testid=unread]'))
        found.add(mark.closest('a')?.textContent ?? '')
    }).observe(document.body, { childList: true, subtree: true })
    return found
  })
  return () => rows.evaluate((found) => [...found])
}

test('G9 what is new in another space is counted in the list, and goes from all devices when it was seen on one', async ({
  house,
  person,
  stranger,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await second(house, 'Suppliers', [anna, ben])
  const phone = await stranger('Anna', { browser: PHONE })
  await device(anna, phone)
  await list(phone)

  await row(ben, 'Suppliers').click()
  await expect(ben.page.getByRole('heading', { level: 1 })).toHaveText('Suppliers')
  await ben.say('The beans come on Monday')
  await ben.say('and the cups')
  await expect(badge(anna, 'Suppliers')).toHaveText('2')
  await expect(badge(phone, 'Suppliers')).toHaveText('2')
  await expect(row(anna, 'Suppliers')).toHaveAccessibleName(/Suppliers.*2 new/)
  // What one writes oneself is nothing new, nor is what is written in a note.
  await ben.newNote('Prices')
  await ben.page.keyboard.type('A message to delete')
  await ben.saved()
  await expect(badge(ben, 'Suppliers')).toHaveCount(0)
  await anna.page.keyboard.press('Control+k')
  await expect(anna.page.getByRole('option', { name: /Suppliers.*2 new/ })).toBeVisible()
  await anna.page.keyboard.press('Escape')

  await row(anna, 'Suppliers').click()
  await expect(anna.message('and the cups')).toBeVisible()
  await expect(badge(anna, 'Suppliers')).toHaveCount(0)
  await expect(badge(phone, 'Suppliers')).toHaveCount(0)
  // What she sees come isn't new on the phone either, not for a moment.
  const marked = await marksOn(phone)
  await ben.page.getByRole('link', { name: 'Suppliers' }).click()
  await ben.say('seen as it comes')
  await expect(anna.message('seen as it comes')).toBeVisible()
  await row(ben, 'Harbour café').click()
  await expect(ben.page.getByRole('heading', { level: 1 })).toHaveText('Harbour café')
  await ben.say('seen by nobody')
  await expect(badge(phone, 'Harbour café')).toHaveText('1')
  expect(await marked()).toEqual([expect.stringContaining('Harbour café')])
})

test('G9 what was written offline and comes late is new in the list, though it stands above what was seen', async ({
  house,
  person,
}) => {
  const [anna, ben, cleo] = await Promise.all([person('Anna'), person('Ben'), person('Cleo')])
  await second(house, 'Suppliers', [anna])
  await cleo.lose()
  await cleo.say('written on the ferry')
  await ben.say('said on land')
  await expect(anna.message('said on land')).toBeVisible()
  await row(anna, 'Suppliers').click()
  await expect(anna.page.getByRole('heading', { level: 1 })).toHaveText('Suppliers')
  await anna.saved()
  await expect(badge(anna, 'Harbour café')).toHaveCount(0)

  await cleo.find()
  await cleo.saved()
  await expect(badge(anna, 'Harbour café')).toHaveText('1')
  // It is still there while there is no server, and when it was started anew.
  await house.stop()
  await anna.page.reload()
  await expect(badge(anna, 'Harbour café')).toHaveText('1')
  await house.mend()
  await anna.find()
  await anna.saved()
  await expect(badge(anna, 'Harbour café')).toHaveText('1')
  await row(anna, 'Harbour café').click()
  await expect(anna.message('written on the ferry')).toBeVisible()
  await expect(anna.page.getByTestId('new-line')).toBeVisible()
  await expect(badge(anna, 'Harbour café')).toHaveCount(0)
})

test('G9 the line above what is new isn’t drawn above what was read on another device', async ({
  person,
  stranger,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const laptop = await stranger('Anna')
  await device(anna, laptop)
  const address = laptop.page.url()
  await laptop.page.goto('about:blank')
  await ben.say('read on the first')
  await expect(anna.message('read on the first')).toBeVisible()
  await anna.page.goto('about:blank')
  await ben.say('read on none')
  await ben.saved()
  await laptop.page.goto(address)
  await expect(laptop.message('read on none')).toBeVisible()
  const below = () =>
    laptop.page
      .getByTestId('new-line')
      .evaluate((line) => line.parentElement?.querySelector('[data-testid=message-text]')?.textContent)
  await expect.poll(below).toBe('read on none')
})
