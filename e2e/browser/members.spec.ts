import type { Locator } from '@playwright/test'
import type { Person } from './fixtures/person.ts'
import { expect, test } from './fixtures/test.ts'

/** Opens the dialog from the faces in the bar. */
async function people(one: Person): Promise<Locator> {
  await one.page.getByTestId('presence-faces').click()
  await one.page.getByRole('button', { name: /^(Manage people|Who belongs to this space)$/ }).click()
  const dialog = one.page.getByRole('dialog', { name: /^People of/ })
  await expect(dialog.getByText('you', { exact: true })).toBeVisible()
  return dialog
}
const row = (dialog: Locator, name: string): Locator => dialog.locator(`[data-member="${name}"]`)
const role = (dialog: Locator, name: string): Locator => dialog.getByLabel(`Role of ${name}`)

test('G5 an owner changes what somebody may do, and takes it away; their open page follows', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await house.role(space.space, 'Anna', 'owner')
  await expect(ben.composer).toBeVisible()
  const dialog = await people(anna)
  await role(dialog, 'Ben').selectOption({ label: 'Reads only' })
  await expect(ben.composer).toHaveCount(0, { timeout: 2_000 })
  await role(dialog, 'Ben').selectOption({ label: 'Member' })
  await expect(ben.composer).toBeVisible({ timeout: 2_000 })

  await dialog.getByRole('button', { name: 'Remove Ben' }).click()
  await anna.page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
  await expect(row(dialog, 'Ben')).toHaveCount(0)
  await expect(ben.page.getByText('This space isn’t there for you any more')).toBeVisible({ timeout: 2_000 })
  await expect.poll(() => rowsOf(ben)).toBe(0)
})

test('the last owner can’t go; after handing over they can', async ({ house, person, space, watch }) => {
  watch.expect(/status of 409/)
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await house.role(space.space, 'Anna', 'owner')
  const dialog = await people(anna)
  await dialog.getByRole('button', { name: 'Leave this space' }).click()
  const asked = anna.page.getByRole('alertdialog')
  await asked.getByRole('button', { name: 'Leave' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Somebody must own this space.')

  await role(dialog, 'Ben').selectOption({ label: 'Owner' })
  await asked.getByRole('button', { name: 'Make an owner' }).click()
  await expect(role(dialog, 'Ben')).toHaveValue('owner')
  await dialog.getByRole('button', { name: 'Leave this space' }).click()
  await asked.getByRole('button', { name: 'Leave' }).click()
  await expect(anna.page.getByText('This space isn’t there for you any more')).toBeVisible()
  const his = await people(ben)
  await expect(row(his, 'Anna')).toHaveCount(0)
  await expect(role(his, 'Ben')).toHaveValue('owner')
})

test('a member sees who belongs, and changes nothing; links and tokens are ended by who may', async ({
  house,
  person,
  space,
  stranger,
  watch,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const his = await people(ben)
  await expect(row(his, 'Anna')).toContainText('Member')
  await expect(his.getByRole('combobox')).toHaveCount(0)
  await expect(his.getByRole('button', { name: /^(Remove|New token)/ })).toHaveCount(0)

  await house.role(space.space, 'Anna', 'owner')
  const dialog = await people(anna)
  await dialog.getByRole('button', { name: 'New token' }).click()
  await dialog.getByLabel('What it is for').fill('Bot')
  await dialog.getByRole('button', { name: 'Create token' }).click()
  await expect(dialog.getByTestId('new-token')).toHaveValue(/^weft_[\w-]{43}$/)
  await anna.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await expect(dialog.getByRole('button', { name: 'Copy token' })).toBeFocused()
  await anna.page.keyboard.press('Enter')
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible()
  const copied = await anna.page.evaluate(() => navigator.clipboard.readText())
  await expect(dialog.getByTestId('new-token')).toHaveValue(copied)
  const bot = dialog.locator('[data-token="Bot"]')
  await expect(bot).toContainText('Member, for 365 more days')
  await bot.getByRole('button', { name: 'Revoke' }).click()
  await expect(bot).toHaveCount(0)

  const link = await house.invite(space.space, 'viewer')
  await anna.page.keyboard.press('Escape')
  const again = await people(anna)
  const ends = again.locator('[data-link]').getByRole('button', { name: 'End link' })
  // The one by which both came, and the new one.
  for (const left of [2, 1]) {
    await expect(ends).toHaveCount(left)
    await ends.first().click()
  }
  await expect(ends).toHaveCount(0)
  watch.expect(/status of 410/)
  const late = await stranger('Late')
  await late.page.goto(link)
  await expect(late.page.getByText('This link was taken back')).toBeVisible()
})

/** Rows of the space that this browser keeps. */
const rowsOf = ({ page }: Person): Promise<number> =>
  page.evaluate(async () => {
    let rows = 0
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue
      const db = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error)
      })
      if (db.objectStoreNames.contains('updates'))
        rows += await new Promise<number>((resolve, reject) => {
          const asking = db.transaction('updates').objectStore('updates').count()
          asking.onsuccess = () => resolve(asking.result)
          asking.onerror = () => reject(asking.error)
        })
      db.close()
    }
    return rows
  })
