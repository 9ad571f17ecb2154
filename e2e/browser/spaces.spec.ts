import { expect, test } from './fixtures/test.ts'

test('spaces are made, renamed on every screen, and left and come back to', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const list = anna.page.getByTestId('space-list')
  await anna.say('in the café')
  await anna.page.getByRole('link', { name: 'Harbour café' }).press('F2')
  await anna.page.getByLabel('Space name').fill('Harbour café & bar')
  await anna.page.getByLabel('Space name').press('Enter')
  await expect(ben.page.getByTestId('space-list')).toContainText('Harbour café & bar')
  await expect(ben.page.getByRole('heading', { level: 1 })).toHaveText('Harbour café & bar')
  await expect(ben.page).toHaveTitle('Harbour café & bar · Weft')

  await anna.page.getByRole('button', { name: 'Add a topic' }).click()
  await anna.page.getByLabel('Topic').fill('Opening week')
  await anna.page.getByLabel('Topic').press('Enter')
  await expect(ben.page.getByRole('button', { name: 'Topic: Opening week. Edit' })).toBeVisible()

  await anna.page.getByRole('button', { name: 'New space' }).click()
  await anna.page.getByLabel('Name', { exact: true }).fill('Suppliers')
  await anna.page.getByRole('button', { name: 'Create space' }).click()
  await expect(anna.page.getByRole('heading', { level: 1 })).toHaveText('Suppliers')
  await anna.say('about the beans')
  await anna.saved()
  await expect(anna.message('in the café')).toHaveCount(0)
  await expect(list.getByRole('link')).toHaveCount(2)
  await expect(ben.page.getByTestId('space-list').getByRole('link')).toHaveCount(1)
  await ben.expectHere([])

  await list.getByRole('link', { name: 'Harbour café & bar' }).click()
  await expect(anna.message('in the café')).toBeVisible()
  await ben.expectHere(['Anna'])
  await anna.page.goBack()
  await expect(anna.message('about the beans')).toBeVisible()
})

test('a list that the server gave before it had the new name of a space that is open doesn’t bring the old one back', async ({
  person,
}) => {
  const anna = await person('Anna')
  const link = anna.page.getByTestId('space-list').getByRole('link')
  await expect(link).toHaveText(/Harbour café/)
  const old = await (await anna.page.request.get(anna.at('/api/spaces'))).text()
  await link.press('F2')
  await anna.page.getByLabel('Space name').fill('The quay')
  await anna.page.getByLabel('Space name').press('Enter')
  await expect(link).toHaveText(/The quay/)
  await anna.page.route('**/api/spaces', (route) =>
    route.fulfill({ contentType: 'application/json', body: old }),
  )
  const answer = await anna.page.waitForResponse('**/api/spaces', { timeout: 30_000 })
  await answer.finished()
  await anna.page.evaluate(() => new Promise((drawn) => setTimeout(() => requestAnimationFrame(drawn))))
  // As it is shown once one is elsewhere, and at the next visit.
  const kept = () => anna.page.evaluate(() => localStorage.getItem('weft.spaces'))
  await expect.poll(kept).toContain('The quay')
  await expect(link).toHaveText(/The quay/)
})

test('the palette goes anywhere by the keyboard', async ({ person }) => {
  const anna = await person('Anna')
  const palette = anna.page.getByRole('dialog', { name: 'Search or jump to' })
  await anna.page.keyboard.press('Control+k')
  await expect(palette).toBeVisible()
  await anna.page.keyboard.type('new space')
  await anna.page.keyboard.press('Enter')
  await expect(anna.page.getByLabel('Name', { exact: true })).toBeFocused()
  await anna.page.keyboard.type('Suppliers')
  await anna.page.keyboard.press('Enter')
  await expect(anna.page.getByRole('heading', { level: 1 })).toHaveText('Suppliers')
  await anna.saved()
  await anna.page.keyboard.press('Control+k')
  await expect(palette).toBeVisible()
  await anna.page.keyboard.type('harbour')
  await anna.page.keyboard.press('Enter')
  await expect(anna.page.getByRole('heading', { level: 1 })).toHaveText('Harbour café')
  await anna.page.keyboard.press('Control+k')
  await expect(palette).toBeVisible()
  await anna.page.keyboard.press('Escape')
  await expect(palette).toHaveCount(0)
})

test('the palette does with a space what its menu does, for whom it may; and nothing with panes where there is one', async ({
  person,
}) => {
  const anna = await person('Anna')
  const { page } = anna
  const does = page.getByRole('option')
  await anna.newNote('Plan')
  await page.keyboard.press('Control+k')
  await expect(does.filter({ hasText: 'Swap panes' })).toHaveCount(1)
  await expect(does.filter({ hasText: 'Archive this space' })).toHaveCount(0)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: 'New space' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Suppliers')
  await page.getByRole('button', { name: 'Create space' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Suppliers')
  await anna.saved()
  await anna.newNote('Plan')
  await page.keyboard.press('Control+k')
  await expect(does.filter({ hasText: 'Change the icon of this space' })).toHaveCount(1)
  await page.keyboard.type('record')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: /Record/ })).toBeVisible()
  await page.keyboard.press('Escape')

  await page.setViewportSize({ width: 390, height: 844 })
  await page.keyboard.press('Control+k')
  await expect(does.filter({ hasText: 'New note' })).toHaveCount(1)
  await expect(does.filter({ hasText: /pane|beside/ })).toHaveCount(0)
})
