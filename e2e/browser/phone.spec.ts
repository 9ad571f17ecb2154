import { expect, test } from './fixtures/test.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }

test('the whole way on a phone: join, talk, write a note, share', async ({
  house,
  person,
  space,
  stranger,
}) => {
  const ben = await person('Ben')
  const anna = await stranger('Anna', { browser: PHONE })
  const { page } = anna
  await page.goto(anna.through(await house.invite(space.space, 'member')))
  await anna.expectFits()
  await page.getByLabel('Your name').fill('Anna')
  await page.getByRole('button', { name: /^Join/ }).tap()
  await expect(anna.composer).toBeInViewport()
  await anna.expectFits()

  await anna.composer.fill(
    'Hello from the tram, with one word as long as Donaudampfschifffahrtsgesellschaftskapitänsmütze',
  )
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(ben.message('Hello from the tram')).toBeVisible()
  await ben.say('`a line of code that is far too long for any telephone, whichever way one turns it around`')
  await expect(anna.message('a line of code')).toBeVisible()
  await anna.expectFits()

  await page.getByRole('button', { name: 'Spaces and notes' }).tap()
  await expect(anna.notes).toBeVisible()
  await anna.expectFits()
  await page.getByRole('button', { name: 'New note', exact: true }).tap()
  await anna.title.fill('Shopping')
  await anna.title.press('Enter')
  await page.keyboard.type('[ ] beans')
  await page.keyboard.press('Enter')
  await page.keyboard.type('milk')
  await ben.openNote('Shopping')
  await ben.expectLines(['beans', 'milk'])
  await anna.expectFits()
  await page.getByRole('toolbar', { name: 'Formatting' }).getByRole('button', { name: 'Move in' }).tap()
  await expect(ben.line(1)).toHaveAttribute('data-indent', '1')
  await ben
    .editor()
    .getByRole('checkbox')
    .first()
    .click({ position: { x: 8, y: 12 } })
  await expect(anna.editor().getByRole('checkbox').first()).toBeChecked()

  await page.getByRole('button', { name: 'Pane menu' }).tap()
  await page.getByRole('menuitem', { name: 'Share this space' }).tap()
  const dialog = page.getByRole('dialog', { name: 'Share Harbour café' })
  await dialog.getByRole('button', { name: 'Create link' }).tap()
  await expect(dialog.getByTestId('invite-link')).toHaveValue(/\/join#/)
  await anna.expectFits()
  await dialog.getByRole('button', { name: 'Close' }).tap()

  await page.getByRole('button', { name: 'Spaces and notes' }).tap()
  await anna.notes.getByRole('link', { name: 'Conversation' }).tap()
  await expect(anna.message('Hello from the tram')).toBeVisible()
  await anna.status.tap()
  const panel = page.getByRole('dialog', { name: 'Save status' })
  await expect(panel).toContainText('Connected.')
  const box = await panel.boundingBox()
  expect(box !== null && box.x >= 0 && box.x + box.width <= 390).toBe(true)
  await page.keyboard.press('Escape')
  await anna.faces.tap()
  await expect(page.getByRole('dialog', { name: 'People in this space' })).toContainText('Ben')
  await anna.expectFits()
})

test('G3 G11 a phone without a network goes on, and shows it', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna', { browser: PHONE }), person('Ben')])
  await anna.shellKept()
  await anna.lose()
  await anna.say('in the tunnel')
  await expect(anna.status).toBeInViewport()
  await anna.expectStatus('offline', 'Offline · 1 kept here')
  await anna.page.reload()
  await expect(anna.message('in the tunnel')).toBeVisible()
  await anna.expectFits()
  await anna.find()
  await expect(ben.message('in the tunnel')).toBeVisible()
})

for (const width of [320, 768, 980, 1024])
  test(`nothing sticks out at ${width} pixels`, async ({ person }) => {
    const anna = await person('Anna', { browser: { viewport: { width, height: 700 } } })
    await anna.say('a word')
    await anna.expectFits()
    if (width <= 720) await anna.page.getByRole('button', { name: 'Spaces and notes' }).click()
    await anna.newNote('A note with a rather long title that has to find its place somewhere')
    await anna.page.keyboard.type('some words')
    await anna.expectFits()
    await expect(anna.editor()).toBeInViewport()
    await expect(anna.status).toBeInViewport()
  })
