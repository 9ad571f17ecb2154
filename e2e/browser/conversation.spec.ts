import type { Locator } from '@playwright/test'
import { sendMessage } from '@weft/space'
import { expect, test } from './fixtures/test.ts'

const DAY = 86_400_000

test('G4 three write at the same time, and see the same', async ({ person }) => {
  const people = await Promise.all(['Anna', 'Ben', 'Cleo'].map((name) => person(name)))
  await Promise.all(
    people.map(async (one) => {
      for (const n of [1, 2, 3, 4]) {
        await one.composer.pressSequentially(`${one.name} says ${n}`)
        await one.composer.press('Enter')
      }
    }),
  )
  for (const one of people) {
    await expect(one.page.getByTestId('message')).toHaveCount(12)
    for (const who of people)
      for (const n of [1, 2, 3, 4]) await expect(one.message(`${who.name} says ${n}`)).toHaveCount(1)
    await one.saved()
  }
  const [anna, ben, cleo] = await Promise.all(people.map((one) => one.messages()))
  expect(ben).toEqual(anna)
  expect(cleo).toEqual(anna)
})

test('own messages are edited and deleted, for everybody; those of others are not', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('Open at eigth')
  await anna.say('And close at six')
  await expect(ben.message('And close at six')).toBeVisible()

  await anna.composer.press('ArrowUp')
  await anna.page.getByLabel('Edit message').press('Escape')
  await expect(anna.message('And close at six')).toBeVisible()

  await anna.message('Open at eigth').hover()
  await anna.message('Open at eigth').getByRole('button', { name: 'Edit' }).click()
  await anna.page.getByLabel('Edit message').fill('Open at eight')
  await anna.page.getByLabel('Edit message').press('Enter')
  await expect(ben.message('Open at eight')).toContainText('edited')
  await expect(ben.message('eigth')).toHaveCount(0)

  const offered = await ben.menuOf('Open at eight')
  await expect(offered.getByRole('menuitem', { name: 'Copy text' })).toBeVisible()
  await expect(offered.getByRole('menuitem', { name: /^(Edit|Delete)/ })).toHaveCount(0)
  await expect(ben.message('Open at eight').getByRole('button', { name: 'Edit' })).toHaveCount(0)
  await ben.page.keyboard.press('Escape')

  await anna.choose('And close at six', 'Delete')
  await anna.page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click()
  await expect(anna.message('And close at six')).toBeVisible()
  await anna.choose('And close at six', 'Delete')
  await anna.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  for (const one of [anna, ben]) await expect(one.page.getByTestId('message')).toHaveCount(1)
})

test('an owner deletes what somebody said, and edits it not; a member deletes only their own', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await ben.say('not for here')
  await ben.say('for everybody')
  await expect(anna.message('for everybody')).toBeVisible()
  const offered = await anna.menuOf('not for here')
  await expect(offered.getByRole('menuitem', { name: 'Copy text' })).toBeVisible()
  await expect(offered.getByRole('menuitem', { name: /^(Edit|Delete)/ })).toHaveCount(0)
  await anna.page.keyboard.press('Escape')
  await house.role(space.space, 'Anna', 'owner')
  await expect(anna.page.getByText('You own this space now.')).toBeVisible()
  await expect(
    (await anna.menuOf('not for here')).getByRole('menuitem', { name: /^(Edit|Delete)/ }),
  ).toHaveText([/^Delete/])
  await anna.page.getByRole('menuitem', { name: 'Delete' }).click()
  const asked = anna.page.getByRole('alertdialog', { name: 'Delete what Ben wrote?' })
  await asked.getByRole('button', { name: 'Delete' }).click()
  for (const one of [anna, ben]) {
    await expect(one.message('not for here')).toHaveCount(0)
    await expect(one.message('for everybody')).toBeVisible()
  }
  await anna.saved()
})

test('a message deleted is gone from the document, with the words of its edits', async ({
  person,
  program,
}) => {
  const anna = await person('Anna')
  await anna.say('the key is under the mat')
  await anna.message('under the mat').hover()
  await anna.message('under the mat').getByRole('button', { name: 'Edit' }).click()
  await anna.page.getByLabel('Edit message').fill('the key is in the pot')
  await anna.page.getByLabel('Edit message').press('Enter')
  await anna.choose('in the pot', 'Delete')
  await anna.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(anna.page.getByTestId('message')).toHaveCount(0)
  await anna.saved()
  const onlooker = await program()
  await onlooker.synced()
  expect(JSON.stringify(onlooker.doc.getArray('timeline').toJSON())).not.toMatch(/mat|pot/)
})

test('a draft survives a reload, and is nobody else’s', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.composer.fill('Half a thought about the')
  await anna.page.reload()
  await expect(anna.composer).toHaveValue('Half a thought about the')
  await expect(ben.composer).toHaveValue('')
  await anna.composer.press('End')
  await anna.composer.pressSequentially(' counter')
  await anna.composer.press('Enter')
  await expect(ben.message('Half a thought about the counter')).toBeVisible()
  await anna.page.reload()
  await expect(anna.message('Half a thought about the counter')).toBeVisible()
  await expect(anna.composer).toHaveValue('')
})

test('days have headings; a run of one author shows the name once', async ({ person, program, space }) => {
  const source = await program()
  await source.synced()
  const now = Date.now()
  const write = (text: string, at: number) => sendMessage(source.doc, { by: space.person, at, text })
  write('a year and more ago', now - 400 * DAY)
  write('yesterday, first', now - DAY)
  write('yesterday, second', now - DAY)
  const anna = await person('Anna')
  await anna.say('today, first')
  await anna.say('today, second')
  const { timeline } = anna
  const headings = timeline.getByText(/^(Today|Yesterday|\w+,? .*\d{4})$/)
  await expect(headings).toHaveText([/^\w+,? .*\d{4}$/, 'Yesterday', 'Today'])
  await expect(anna.message('yesterday, first')).toContainText('Program')
  await expect(anna.message('yesterday, second')).not.toContainText('Program')
  await expect(anna.message('today, first')).toContainText('Anna')
  await expect(anna.message('today, second')).not.toContainText('Anna')
})

test('G9 what comes in late says so', async ({ person, program, space }) => {
  const anna = await person('Anna')
  await anna.say('written just now')
  const late = await program()
  await late.synced()
  await expect.poll(() => late.doc.getArray('timeline').length).toBe(1)
  sendMessage(late.doc, { by: space.person, at: Date.now() - 600_000, text: 'written on the train' })
  await expect(anna.message('written on the train')).toContainText('arrived late')
  await expect(anna.message('written just now')).not.toContainText('arrived late')
})

test('who reads further up stays there, and gets to the newest by one press', async ({
  person,
  program,
  space,
}) => {
  const source = await program()
  await source.synced()
  const write = (text: string) => sendMessage(source.doc, { by: space.person, at: Date.now(), text })
  source.doc.transact(() => {
    for (let n = 1; n <= 300; n++) write(`message number ${n}`)
  })
  const anna = await person('Anna')
  await expect(anna.message('message number 300')).toBeInViewport()
  await expect(anna.jump).toHaveCount(0)

  await anna.timeline.hover()
  // At once, while rows are still being measured: one turn of the wheel is enough.
  await anna.page.mouse.wheel(0, -4000)
  await expect(anna.jump).toHaveText('Newest')
  await expect(anna.message('message number 300')).not.toBeInViewport()
  const reading = await topRow(anna.timeline)
  write('one more')
  write('and another')
  await expect(anna.jump).toHaveText('2 new')
  expect(await topRow(anna.timeline)).toEqual(reading)

  await anna.jump.click()
  await expect(anna.message('and another')).toBeInViewport()
  await expect(anna.jump).toHaveCount(0)
  write('the last one')
  await expect(anna.message('the last one')).toBeInViewport()
})

/** The first row that is in view, and where it stands. */
const topRow = (timeline: Locator) =>
  timeline.evaluate((list) => {
    const { top } = list.getBoundingClientRect()
    for (const row of list.querySelectorAll('[data-testid=message]')) {
      const box = row.getBoundingClientRect()
      if (box.bottom > top) return { id: row.getAttribute('data-entry-id'), at: Math.round(box.top) }
    }
    return null
  })

test('what looks like HTML is shown as it was typed; the little Markdown is drawn; bad links lead nowhere', async ({
  person,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('<img src=x onerror="document.title=\'owned\'"> and **bold** and `code`')
  await anna.say('[good](https://example.org/a) [bad](javascript:document.title=1) https://example.org/b')
  const first = ben.message('and bold and code')
  await expect(first).toContainText('<img src=x')
  await expect(first.locator('img:not([aria-label])')).toHaveCount(0)
  await expect(first.locator('strong')).toHaveText('bold')
  await expect(first.locator('code')).toHaveText('code')
  const links = ben.message('good').getByRole('link')
  await expect(links).toHaveCount(2)
  await expect(links.first()).toHaveAttribute('href', 'https://example.org/a')
  await expect(links.last()).toHaveAttribute('href', 'https://example.org/b')
  await expect(ben.page).not.toHaveTitle(/owned/)
})

test('a message of several lines, and one in any script, come over as they were typed', async ({
  person,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.composer.pressSequentially('first line')
  await anna.composer.press('Shift+Enter')
  await anna.composer.pressSequentially('second line')
  await anna.composer.press('Enter')
  await anna.say('日本語 العربية 👩‍🍳 e\u0301')
  await expect(ben.message('first line')).toContainText('second line')
  await expect(ben.message('日本語 العربية 👩‍🍳 e\u0301')).toBeVisible()
})

test('G9 a line stands above what came in since one last looked, until one writes', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const line = anna.page.getByTestId('new-line')
  await ben.say('seen as it came')
  await expect(anna.message('seen as it came')).toBeVisible()
  await expect(line).toHaveCount(0)

  // Another page takes its place; it comes back to the first of what was said meanwhile.
  const address = anna.page.url()
  await anna.page.goto('about:blank')
  await ben.say('said while Anna was away')
  await ben.say('and this')
  await ben.saved()
  await anna.page.goto(address)
  await expect(anna.message('and this')).toBeVisible()
  await expect(line).toHaveText(/^New since \d/)
  const below = () =>
    line.evaluate(
      (element) => element.parentElement?.querySelector('[data-testid=message-text]')?.textContent,
    )
  expect(await below()).toBe('said while Anna was away')
  await ben.say('seen as it came, too')
  await expect(anna.message('seen as it came, too')).toBeVisible()
  expect(await below()).toBe('said while Anna was away')
  await anna.say('I have read it')
  await expect(line).toHaveCount(0)

  // A cut is being away, too. What was written in it by oneself is nothing new.
  await anna.lose()
  await anna.say('from the ferry')
  await ben.say('from the shore')
  await ben.saved()
  await anna.find()
  await expect(anna.message('from the shore')).toBeVisible()
  await expect.poll(below).toBe('from the shore')
})
