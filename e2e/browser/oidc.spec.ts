import { writeFile } from 'node:fs/promises'
import { NOBODY, startProvider, type TestProvider } from '@weft/server/testing'
import type { Person } from './fixtures/person.ts'
import { test as base, expect } from './fixtures/test.ts'

/** A server of a team that signs in with accounts of its own. */
const test = base.extend({
  // biome-ignore lint/correctness/noEmptyPattern: reason: Playwright reads from the pattern what a fixture needs
  serving: async ({}, use, info) => {
    let provider: TestProvider | null = null
    await use(async (origins) => {
      provider = await startProvider(origins)
      const { issuer, clientId, clientSecret, name } = provider.options
      const file = info.outputPath('secret')
      await writeFile(file, clientSecret, { mode: 0o600 })
      const told = { issuer, 'client-id': clientId, 'client-secret-file': file, name }
      return Object.entries(told).flatMap(([option, value]) => [`--oidc-${option}`, value])
    })
    await (provider as TestProvider | null)?.close()
  },
})

const BUTTON = { name: 'Sign in with Harbour accounts' }

test('G6 a team’s own account signs in, on any browser, as the same person', async ({
  house,
  space,
  stranger,
}) => {
  const ada = await stranger('Ada')
  const { page } = ada
  await page.goto(ada.at('/'))
  await page.getByRole('button', BUTTON).click()
  await page.getByLabel('Who are you?').fill('Ada_Okafor')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(page).toHaveURL(ada.at('/'))
  await expect(page.getByRole('button', { name: 'You, Ada Okafor' })).toBeVisible()

  // Belonging somewhere is for people here to decide: by a link, which takes her as she is.
  await page.goto(ada.through(await house.invite(space.space, 'member')))
  await expect(page.getByText('You are signed in as Ada Okafor.')).toBeVisible()
  await expect(page.getByRole('button', BUTTON)).toHaveCount(0)
  await page.getByRole('button', { name: 'Join Harbour café' }).click()
  await ada.say('the boats are in')
  await ada.saved()

  const phone = await stranger('Ada’s phone')
  await phone.page.goto(phone.at(`/s/${space.space}`))
  await phone.page.getByRole('button', BUTTON).click()
  await phone.page.getByLabel('Who are you?').fill('Ada_Okafor')
  await phone.page.getByRole('button', { name: 'Continue' }).click()
  await expect(phone.page).toHaveURL(new RegExp(`/s/${space.space}`))
  await expect(phone.message('the boats are in')).toContainText('Ada Okafor')
  const { people } = { people: await house.people(space.space) }
  expect(people.filter(({ name }) => name.startsWith('Ada'))).toHaveLength(1)
})

test('an invitation link waits while its person signs in', async ({ house, space, stranger }) => {
  const ben = await stranger('Ben')
  await ben.page.goto(ben.through(await house.invite(space.space, 'member')))
  await ben.page.getByRole('button', BUTTON).click()
  await ben.page.getByLabel('Who are you?').fill('Ben')
  await ben.page.getByRole('button', { name: 'Continue' }).click()
  await expect(ben.page.getByText('You are signed in as Ben.')).toBeVisible()
  await ben.page.getByRole('button', { name: 'Join Harbour café' }).click()
  await expect(ben.page.getByTestId('composer')).toBeVisible()
})

test('a refused sign-in says so, and leaves the address clean', async ({ stranger }) => {
  const eve = await stranger('Eve')
  await eve.page.goto(eve.at('/'))
  await eve.page.getByRole('button', BUTTON).click()
  await eve.page.getByLabel('Who are you?').fill(NOBODY)
  await eve.page.getByRole('button', { name: 'Continue' }).click()
  await expect(eve.page.getByRole('alert')).toContainText('The sign-in was refused there.')
  await expect(eve.page).toHaveURL(eve.at('/'))
  await expect(eve.page.getByRole('heading', { name: 'This browser isn’t signed in' })).toBeVisible()
})

test('whoever came by a link can link their account, if it is nobody else’s', async ({
  person,
  stranger,
}) => {
  const link = async (one: Person, who: string) => {
    await one.page.getByRole('button', { name: `You, ${one.name}` }).click()
    await one.page.getByRole('menuitem', { name: 'Name and colour' }).click()
    await one.page.getByRole('button', { name: 'Link Harbour accounts' }).click()
    await one.page.getByLabel('Who are you?').fill(who)
    await one.page.getByRole('button', { name: 'Continue' }).click()
  }
  const anna = await person('Anna')
  const here = anna.page.url()
  await link(anna, 'Anna_Lind')
  await expect(anna.page).toHaveURL(here)
  await anna.page.getByRole('button', { name: 'You, Anna' }).click()
  await anna.page.getByRole('menuitem', { name: 'Name and colour' }).click()
  await expect(anna.page.getByText('You can sign in with Harbour accounts on every browser.')).toBeVisible()
  await anna.page.keyboard.press('Escape')

  const phone = await stranger('Anna’s phone')
  await phone.page.goto(phone.through(here))
  await phone.page.getByRole('button', BUTTON).click()
  await phone.page.getByLabel('Who are you?').fill('Anna_Lind')
  await phone.page.getByRole('button', { name: 'Continue' }).click()
  await expect(phone.page.getByRole('button', { name: 'You, Anna', exact: true })).toBeVisible()

  const ben = await person('Ben')
  await link(ben, 'Anna_Lind')
  await expect(ben.page.getByText('That account belongs to another person here.')).toBeVisible()
  await expect(ben.page.getByRole('button', { name: 'You, Ben' })).toBeVisible()
})

base('without a provider there is no such button', async ({ stranger }) => {
  const eve = await stranger('Eve')
  const asked = eve.page.waitForResponse((answer) => answer.url().endsWith('/api/signin'))
  await eve.page.goto(eve.at('/'))
  await asked
  await expect(eve.page.getByRole('button', { name: 'Open the link' })).toBeVisible()
  await expect(eve.page.getByRole('button', { name: /^Sign in with/ })).toHaveCount(0)
})
