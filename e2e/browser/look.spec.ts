import { readingTrouble } from './fixtures/contrast.ts'
import { expect, test } from './fixtures/test.ts'

test('the theme follows the system until one is chosen, which is remembered', async ({ person }) => {
  const { page } = await person('Anna', { browser: { colorScheme: 'light' } })
  const brightness = () =>
    page.evaluate(() => {
      const [r = 0, g = 0, b = 0] =
        getComputedStyle(document.body)
          .backgroundColor.match(/[\d.]+/g)
          ?.map(Number) ?? []
      return (r + g + b) / 3
    })
  expect(await brightness()).toBeGreaterThan(200)
  await page.emulateMedia({ colorScheme: 'dark' })
  await expect.poll(brightness).toBeLessThan(60)
  await page.emulateMedia({ colorScheme: 'light' })
  await expect.poll(brightness).toBeGreaterThan(200)

  await page.getByRole('button', { name: 'You, Anna' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Dark' }).click()
  await expect.poll(brightness).toBeLessThan(60)
  await page.reload()
  await expect(page.getByTestId('composer')).toBeVisible()
  expect(await brightness()).toBeLessThan(60)
})

for (const colorScheme of ['light', 'dark'] as const)
  test(`every word can be read in the ${colorScheme} theme`, async ({ person, stranger }) => {
    const [anna, ben] = await Promise.all([person('Anna', { browser: { colorScheme } }), person('Ben')])
    await ben.say('Two test days done. `18.2 g in`, and it tastes of **plums**: https://example.org/plums')
    await anna.say('> Foam decides.')
    await anna.newNote('Opening week')
    for (const line of ['# Saturday', 'some `code` words', '[ ] cups']) {
      await anna.page.keyboard.type(line)
      await anna.page.keyboard.press('Enter')
    }
    await ben.openNote('Opening week')
    await ben.stand(0)
    await expect(anna.carets()).toHaveText(['Ben'])
    await ben.composer.pressSequentially('and')
    await expect(anna.typing).toHaveText('Ben is writing')
    expect(await readingTrouble(anna.page)).toEqual([])

    await anna.status.click()
    await expect(anna.page.getByRole('dialog', { name: 'Save status' })).toContainText('Connected.')
    expect(await readingTrouble(anna.page)).toEqual([])
    await anna.page.keyboard.press('Escape')
    await anna.page.keyboard.press('Control+k')
    await expect(anna.page.getByRole('option').first()).toBeVisible()
    expect(await readingTrouble(anna.page)).toEqual([])
    await anna.page.keyboard.press('Escape')
    await anna.page.getByRole('button', { name: 'You, Anna' }).click()
    await anna.page.getByRole('menuitem', { name: 'You and your devices' }).click()
    await anna.page.getByRole('button', { name: 'Make a link' }).click()
    await expect(anna.page.getByTestId('qr')).toBeVisible()
    expect(await readingTrouble(anna.page)).toEqual([])
    const link = await anna.page.getByTestId('device-link').inputValue()
    await anna.page.keyboard.press('Escape')
    const phone = await stranger('Phone', { browser: { colorScheme } })
    await phone.page.goto(phone.at('/'))
    await expect(phone.page.getByRole('heading', { name: 'This browser isn’t signed in' })).toBeVisible()
    expect(await readingTrouble(phone.page)).toEqual([])
    await phone.page.goto(phone.through(link))
    await expect(phone.page.getByRole('heading', { name: 'Sign in as Anna' })).toBeVisible()
    expect(await readingTrouble(phone.page)).toEqual([])

    await anna.lose()
    await anna.say('without a network')
    await anna.expectStatus('offline', 'Offline · 1 kept here')
    expect(await readingTrouble(anna.page)).toEqual([])
  })
