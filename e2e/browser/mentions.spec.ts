import { expect, test } from './fixtures/test.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }

test('somebody is named by the keyboard, and the name follows them', async ({ person }) => {
  const [anna, tiago] = await Promise.all([person('Anna'), person('Tiago Ñeves')])
  const { page } = anna
  const people = page.getByRole('listbox', { name: 'People' })

  await anna.composer.pressSequentially('Perfect. @tiago ne')
  await expect(people.getByRole('option')).toHaveText([/Tiago Ñeves$/])
  await anna.composer.press('Tab')
  await expect(people).toHaveCount(0)
  await expect(anna.composer).toHaveValue('Perfect. @Tiago Ñeves ')
  // What is meant is tinted, where its letters stand.
  const tint = page.locator('mark')
  await expect(tint).toHaveText('@Tiago Ñeves')
  const [field, tinted] = [await anna.composer.boundingBox(), await tint.boundingBox()]
  expect(tinted?.x).toBeGreaterThan((field?.x ?? 0) + 40)
  expect(tinted?.height).toBeLessThan(30)
  await anna.composer.pressSequentially('brings the sign.')
  // A comma stands behind a name, not behind the blank that came with it.
  await anna.composer.pressSequentially(' @an')
  await anna.composer.press('Enter')
  await anna.composer.pressSequentially(', ')
  await expect(anna.composer).toHaveValue('Perfect. @Tiago Ñeves brings the sign. @Anna, ')
  for (const _ of 'a, ') await anna.composer.press('Backspace')
  await expect(tint).toHaveText('@Tiago Ñeves')
  for (const _ of ' @Ann') await anna.composer.press('Backspace')
  // What is chosen is kept with what was begun.
  await page.reload()
  await expect(anna.composer).toHaveValue('Perfect. @Tiago Ñeves brings the sign.')
  await anna.composer.press('Enter')

  const named = tiago.message('brings the sign').getByRole('button', { name: '@Tiago Ñeves' })
  await expect(named).toBeVisible()
  await named.click()
  await expect(tiago.page.getByRole('dialog', { name: 'Tiago Ñeves' })).toContainText('Member · you')
  await tiago.page.keyboard.press('Escape')
  await expect(named).toBeFocused()
  const chip = anna.message('brings the sign').getByRole('button', { name: '@Tiago Ñeves' })
  await chip.click()
  await expect(page.getByRole('dialog', { name: 'Tiago Ñeves' })).toContainText('Member · here now')
  await page.keyboard.press('Escape')

  await tiago.page.getByRole('button', { name: 'You, Tiago' }).click()
  await tiago.page.getByRole('menuitem', { name: 'Name and colour' }).click()
  await tiago.page.getByRole('textbox', { name: 'Name' }).fill('Tiago [the] *First*')
  await tiago.page.getByRole('button', { name: 'Save' }).click()
  await expect(anna.message('brings the sign')).toContainText(
    'Perfect. @Tiago [the] *First* brings the sign.',
  )

  // To edit it one reads it; what is meant stays, and what is chosen anew is meant too.
  await anna.composer.press('ArrowUp')
  const edit = page.getByLabel('Edit message')
  await expect(edit).toHaveValue('Perfect. @Tiago [the] *First* brings the sign.')
  await edit.press('Control+End')
  await edit.pressSequentially(' Else @an')
  await expect(people.getByRole('option')).toHaveText([/Anna/])
  await edit.press('Escape')
  await expect(people).toHaveCount(0)
  await edit.pressSequentially('n')
  await expect(people).toHaveCount(0)
  await edit.press('Backspace')
  await edit.press('Backspace')
  await edit.press('Backspace')
  await edit.press('Backspace')
  await edit.pressSequentially('@an')
  await expect(people).toBeVisible()
  await edit.press('Enter')
  await edit.press('Enter')
  await expect(tiago.message('brings the sign').getByRole('button', { name: /^@/ })).toHaveText([
    '@Tiago [the] *First*',
    '@Anna',
  ])
})

test('a note is named, opened beside, renamed, archived and deleted', async ({ house, person, space }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Süppliers')
  await anna.page.keyboard.type('the fishmonger')
  await anna.composer.pressSequentially('The code is in #supp')
  await expect(anna.page.getByRole('listbox', { name: 'Notes' }).getByRole('option')).toHaveText([
    'Süppliers',
  ])
  await anna.composer.press('Enter')
  await anna.composer.pressSequentially('now')
  await anna.composer.press('Enter')
  const chip = ben.message('The code is in').getByRole('button')
  await expect(chip.filter({ hasText: '#' })).toHaveText('#Süppliers')
  await chip.filter({ hasText: '#' }).click()
  await expect(ben.editor()).toContainText('the fishmonger')
  await expect(ben.conversation).toBeVisible()

  await anna.title.fill('Who brings what')
  await expect(ben.message('The code is in')).toContainText('in #Who brings what now')
  await ben.notes.getByRole('button', { name: 'Menu of Who brings what' }).click()
  await ben.page.getByRole('menuitem', { name: 'Archive' }).click()
  await expect(anna.message('The code is in')).toContainText('#Who brings what archived now')
  await anna.saved()
  const program = house.program(space)
  await program.synced()
  const [note] = program.doc.getMap('notes').keys()
  program.doc.getMap('notes').delete(note ?? '')
  await expect(ben.message('The code is in')).toContainText('#Süppliers deleted now')
  await expect(ben.message('The code is in').getByText('#Süppliers')).not.toHaveRole('button')
  program.close()
  await anna.page.getByRole('region', { name: 'Note' }).getByRole('button', { name: 'Close pane' }).click()
})

test('what only looks like a name is typed as ever, and Enter sends it', async ({ person }) => {
  const anna = await person('Anna')
  const list = anna.page.getByRole('listbox')
  for (const text of [
    'anna@example.org',
    'see #1',
    'C# and a @ sign',
    '# a heading',
    '`@anna`',
    '@nobody here',
  ]) {
    await anna.composer.pressSequentially(text)
    await expect(list).toHaveCount(0)
    await anna.composer.press('Enter')
    await expect(anna.composer).toHaveValue('')
  }
  await expect(anna.page.getByTestId('message')).toHaveCount(6)
  await anna.composer.pressSequentially('and @an')
  await expect(list).toBeVisible()
  await anna.composer.press('Escape')
  await expect(list).toHaveCount(0)
  await expect(anna.composer).toBeFocused()
  await anna.composer.press('Enter')
  await expect(anna.message('and @an')).toBeVisible()
  await expect(anna.message('and @an').getByRole('button', { name: '@' })).toHaveCount(0)

  // A word that is being composed is left alone.
  await anna.composer.pressSequentially('@')
  await expect(list).toBeVisible()
  const client = await anna.page.context().newCDPSession(anna.page)
  await client.send('Input.imeSetComposition', { text: 'あん', selectionStart: 2, selectionEnd: 2 })
  await expect(list).toHaveCount(0)
  await client.send('Input.insertText', { text: 'アンナ' })
  await expect(anna.composer).toHaveValue('@アンナ')
  await anna.composer.press('Enter')
  await expect(anna.message('@アンナ')).toBeVisible()
})

test('two of the same name are told apart by what was chosen', async ({ person, house, space }) => {
  const anna = await person('Anna')
  const [first, second] = await Promise.all([person('Ben'), person('Ben')])
  await anna.composer.pressSequentially('One @ben')
  await expect(anna.page.getByRole('option')).toHaveCount(2)
  await anna.composer.press('ArrowDown')
  await anna.composer.press('Enter')
  await anna.composer.pressSequentially('other @ben')
  await expect(anna.page.getByRole('option')).toHaveCount(2)
  await anna.composer.press('Enter')
  await anna.composer.press('Enter')
  const chips = anna.message('One').getByRole('button', { name: '@Ben' })
  await expect(chips).toHaveCount(2)
  const ids = await chips.evaluateAll((all) => all.map((one) => one.dataset.mention))
  const bens = (await house.people(space.space)).filter(({ name }) => name === 'Ben').map(({ id }) => id)
  expect(ids.toSorted()).toEqual(bens.toSorted())
  for (const ben of [first, second])
    await expect(ben.message('One').getByRole('button', { name: '@Ben' })).toHaveCount(2)
})

test('on a phone one names and picks by touch', async ({ person }) => {
  const ben = await person('Ben Ängström')
  const anna = await person('Anna', { browser: PHONE })
  const { page } = anna
  await page.getByRole('button', { name: 'Mention somebody' }).tap()
  const list = page.getByRole('listbox', { name: 'People' })
  await expect(list.getByRole('option')).toHaveCount(3)
  await anna.composer.pressSequentially('ang')
  await list.getByRole('option', { name: 'Ben' }).tap()
  await expect(anna.composer).toHaveValue('@Ben Ängström ')
  await expect(anna.composer).toBeFocused()
  await anna.expectFits()
  await anna.composer.pressSequentially('hello')
  await page.getByRole('button', { name: 'Emoji' }).tap()
  const emoji = page.getByRole('dialog', { name: 'Emoji' })
  await expect(emoji.getByRole('button').first()).toHaveText('👍')
  await emoji.getByRole('button', { name: '🎉' }).tap()
  await anna.expectFits()
  await expect(anna.composer).toHaveValue('@Ben Ängström hello🎉')
  await expect(anna.composer).toBeFocused()
  await page.getByRole('button', { name: 'Send' }).tap()
  await expect(ben.message('hello🎉').getByRole('button', { name: '@Ben Ängström' })).toBeVisible()
  await anna.message('hello').getByRole('button', { name: '@Ben' }).tap()
  await expect(page.getByRole('dialog', { name: 'Ben Ängström' })).toContainText('Member')
  await anna.expectFits()
})

test('the emoji stand above the box, however late their code comes', async ({ person }) => {
  let come = (): void => {}
  const code = new Promise<void>((resolve) => {
    come = resolve
  })
  const anna = await person('Anna', {
    browser: { serviceWorkers: 'block' },
    before: (page) =>
      page.route(/ReactionPicker-.*\.js$/, async (route) => {
        await code
        await route.continue()
      }),
  })
  const asked = anna.page.waitForRequest(/ReactionPicker-.*\.js$/)
  await anna.page.getByRole('button', { name: 'Emoji' }).click()
  await asked
  await expect(anna.page.getByRole('button', { name: 'Emoji' })).toHaveAttribute('aria-expanded', 'true')
  await anna.page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  )
  come()
  const emoji = anna.page.getByRole('dialog', { name: 'Emoji' })
  await expect(emoji).toBeInViewport({ ratio: 1 })
  await expect(emoji.getByRole('button', { name: '👍' })).toBeInViewport({ ratio: 1 })
})

test('where the list can’t be fetched one writes on, and it is asked for again', async ({ person }) => {
  let cut = false
  const anna = await person('Anna', {
    before: async (page) => {
      // No worker keeps the app's files.
      await page.addInitScript(() => Object.defineProperty(navigator, 'serviceWorker', { value: undefined }))
      await page.route(/MentionList-.*\.js$/, (route) => (cut ? route.abort() : route.continue()))
    },
  })
  await anna.lose()
  cut = true
  await anna.find()
  await anna.page.reload()
  await anna.saved()
  const failed = anna.page.waitForEvent('requestfailed', (request) => /MentionList/.test(request.url()))
  await anna.composer.pressSequentially('for @ann')
  await failed
  await expect(anna.composer).toHaveValue('for @ann')
  await anna.composer.press('Enter')
  await expect(anna.message('for @ann')).toBeVisible()
  cut = false
  const list = anna.page.getByRole('listbox', { name: 'People' })
  await expect(async () => {
    await anna.composer.fill('')
    await anna.composer.pressSequentially('@ann')
    await expect(list).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await anna.composer.press('Enter')
  await expect(anna.composer).toHaveValue('@Anna ')
})
