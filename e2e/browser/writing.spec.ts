import type { Screen } from './fixtures/screen.ts'
import { expect, test } from './fixtures/test.ts'

/** Each line as `kind: words`. */
const lines = (screen: Screen) =>
  screen
    .editor()
    .locator('[data-block]')
    .evaluateAll((blocks) =>
      blocks.map((block) => `${block.getAttribute('data-block')}: ${block.textContent}`),
    )
const expectLines = (screen: Screen, expected: readonly string[]) =>
  expect.poll(() => lines(screen), { message: 'the lines of the note' }).toEqual(expected)

test('Markdown as it is typed becomes what it means, on the other screen too', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Shortcuts')
  await ben.openNote('Shortcuts')
  const { keyboard } = anna.page
  for (const line of ['# Plan', '## Details', '### More']) {
    await keyboard.type(line)
    await keyboard.press('Enter')
  }
  await keyboard.type('- beans')
  await keyboard.press('Enter')
  await keyboard.type('milk')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await keyboard.type('1. first')
  await keyboard.press('Enter')
  await keyboard.type('second')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await keyboard.type('[ ] cups')
  await keyboard.press('Enter')
  await keyboard.type('spoons')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await keyboard.type('> a wise word')
  await keyboard.press('Enter')
  await keyboard.press('Enter')
  await keyboard.type('``` ')
  await keyboard.type('let x = 1')
  for (const one of [anna, ben])
    await expectLines(one, [
      'h1: Plan',
      'h2: Details',
      'h3: More',
      'bullet: beans',
      'bullet: milk',
      'number: first',
      'number: second',
      'check: cups',
      'check: spoons',
      'quote: a wise word',
      'code: let x = 1',
    ])
})

test('words are marked as they are typed, by the keyboard and by the bar', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Marks')
  await ben.openNote('Marks')
  const { keyboard } = anna.page
  await keyboard.type('a **bold** and *italic* and `code` word')
  for (const one of [anna, ben]) {
    await one.expectLines(['a bold and italic and code word'])
    await expect(one.editor().locator('strong')).toHaveText('bold')
    await expect(one.editor().locator('em')).toHaveText('italic')
    await expect(one.editor().locator('code')).toHaveText('code')
  }
  await keyboard.press('Enter')
  await keyboard.type('see ')
  await keyboard.press('Control+b')
  await keyboard.type('here')
  await keyboard.press('Control+b')
  await keyboard.type(' or there')
  await expect(ben.line(1).locator('strong')).toHaveText('here')

  // The last word becomes a link.
  await anna.select('Control+Shift+ArrowLeft')
  const bar = anna.page.getByRole('toolbar', { name: 'Selected words' })
  await bar.getByRole('button', { name: 'Link' }).click()
  const field = anna.page.getByLabel('Address of the link')
  await field.fill('javascript:alert(1)')
  await field.press('Enter')
  await expect(anna.page.getByText('A link begins with https://, http:// or mailto:')).toBeVisible()
  await field.fill('example.org/there')
  await field.press('Enter')
  await expect(ben.line(1).getByRole('link', { name: 'there' })).toHaveAttribute(
    'href',
    'https://example.org/there',
  )
  await ben.expectLines(['a bold and italic and code word', 'see here or there'])

  await anna.select('Control+Shift+Home')
  await bar.getByRole('button', { name: 'Turn into' }).click()
  await anna.page.getByRole('menuitem', { name: 'Bulleted list' }).click()
  await expectLines(ben, ['bullet: a bold and italic and code word', 'bullet: see here or there'])
})

test('a check list is ticked by a press, for everybody', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('To do')
  await anna.page.keyboard.type('[ ] order cups')
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('paint the door')
  await ben.openNote('To do')
  const boxes = ben.editor().getByRole('checkbox')
  await expect(boxes).toHaveCount(2)
  await boxes.nth(1).click({ position: { x: 8, y: 12 } })
  await expect(anna.editor().getByRole('checkbox').nth(1)).toBeChecked()
  await expect(anna.editor().getByRole('checkbox').nth(0)).not.toBeChecked()
  await anna.stand(0)
  await anna.page.keyboard.press('Control+Enter')
  await expect(boxes.nth(0)).toBeChecked()
})

test('the slash menu makes a block, and its words are not left behind', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Blocks')
  await ben.openNote('Blocks')
  await anna.page.keyboard.type('/head')
  await expect(anna.page.getByRole('option').first()).toBeVisible()
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('A heading')
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('/check')
  await expect(anna.page.getByRole('option').first()).toBeVisible()
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('and a task')
  await expectLines(ben, ['h1: A heading', 'check: and a task'])
})

test('what opens beside the words stays within the pane, and leaves the note where it is', async ({
  person,
}) => {
  const anna = await person('Anna')
  const { page } = anna
  // A new note opens beside the conversation.
  await anna.newNote('Tight')
  await page.keyboard.type('words at the edge')
  for (let n = 0; n < 40; n++) await page.keyboard.press('Enter')
  const scroll = page.locator('[data-note-scroll]')
  const top = () => scroll.evaluate((element) => element.scrollTop)
  const before = await top()
  expect(before).toBeGreaterThan(200)
  await page.keyboard.type('/')
  const menu = page.getByRole('listbox', { name: 'Blocks' })
  await expect(menu.getByRole('option').first()).toBeVisible()
  const still = async () => expect(Math.abs((await top()) - before)).toBeLessThan(40)
  await still()
  for (let n = 0; n < 8; n++) await page.keyboard.press('ArrowDown')
  await expect(menu.getByRole('option', { name: /^Code/ })).toBeInViewport({ ratio: 1 })
  await still()
  await page.keyboard.press('Escape')

  // The first word of a line, at the pane's left edge.
  await anna.line(0).dblclick({ position: { x: 12, y: 12 } })
  const bar = page.getByRole('toolbar', { name: 'Selected words' })
  await expect(bar).toBeVisible()
  const edge = (await scroll.boundingBox())?.x ?? 0
  await expect.poll(async () => (await bar.boundingBox())?.x ?? 0).toBeGreaterThanOrEqual(edge)

  // What is typed goes into the field, and the keyboard comes back from it.
  await page.keyboard.press('Control+Shift+K')
  await expect(page.getByLabel('Address of the link')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByLabel('Address of the link')).toHaveCount(0)
  await expect(anna.editor()).toBeFocused()
})

test('by the keyboard one gets into a note and out of it, and past it without changing it', async ({
  person,
}) => {
  const anna = await person('Anna')
  await anna.newNote('Keys')
  const { keyboard } = anna.page
  await keyboard.type('- one')
  await keyboard.press('Enter')
  await keyboard.type('two')
  const indents = () =>
    anna
      .editor()
      .locator('[data-block]')
      .evaluateAll((blocks) => blocks.map((block) => block.getAttribute('data-indent')))
  await keyboard.press('Tab')
  await expect.poll(indents).toEqual(['0', '1'])
  await keyboard.press('Escape')
  await keyboard.press('Tab')
  await expect(anna.editor()).not.toBeFocused()

  await anna.title.focus()
  await keyboard.press('Tab')
  await expect(anna.editor()).toBeFocused()
  await keyboard.press('Tab')
  await expect(anna.editor()).not.toBeFocused()
  await keyboard.press('Shift+Tab')
  await expect(anna.editor()).toBeFocused()
  await keyboard.press('Shift+Tab')
  await expect(anna.title).toBeFocused()
  await expect.poll(indents).toEqual(['0', '1'])

  // Whoever came by the keyboard and writes, writes.
  await keyboard.press('Tab')
  await keyboard.press('Control+End')
  await keyboard.press('Shift+Tab')
  await expect.poll(indents).toEqual(['0', '0'])
})

test('a heading is made of a line while somebody else types in it: no word is lost', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Both')
  await anna.page.keyboard.type('a line')
  await ben.openNote('Both')
  await ben.expectLines(['a line'])
  await ben.stand(0)
  await Promise.all([
    ben.page.keyboard.type(' that Ben is still writing'),
    (async () => {
      for (const key of ['1', '2', '3', '1']) await anna.page.keyboard.press(`Control+Alt+${key}`)
    })(),
  ])
  for (const one of [anna, ben]) await expectLines(one, ['h1: a line that Ben is still writing'])
})

test('G4 lines are joined and deleted while somebody else types in them: no word is lost', async ({
  person,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Joined')
  for (const line of ['one', 'two', 'three', 'four']) {
    await anna.page.keyboard.type(line)
    if (line !== 'four') await anna.page.keyboard.press('Enter')
  }
  await ben.openNote('Joined')
  await ben.expectLines(['one', 'two', 'three', 'four'])

  // At the same moment: neither hears of the other.
  await Promise.all([anna.lose(), ben.lose()])
  await ben.stand(3)
  await ben.page.keyboard.type(' stays')
  await ben.stand(1)
  await ben.page.keyboard.type(' that Ben')
  await anna.stand(1)
  await anna.select('Home')
  await anna.page.keyboard.press('Backspace')
  await anna.stand(1)
  await anna.select('Shift+ArrowDown', 'Shift+End')
  await anna.page.keyboard.press('Backspace')
  await anna.expectLines(['onetwo', 'three'])
  await Promise.all([anna.find(), ben.find()])
  // Ben’s words follow those that were moved, and those in the line that was deleted have one of their own.
  for (const screen of [anna, ben]) await screen.expectLines(['onetwo that Ben', 'three', ' stays'])
  await ben.page.keyboard.type(' goes on with')
  for (const screen of [anna, ben])
    await screen.expectLines(['onetwo that Ben goes on with', 'three', ' stays'])

  // And while both are there.
  await ben.stand(1)
  await anna.stand(0)
  await Promise.all([ben.page.keyboard.type(' and this is kept'), anna.page.keyboard.press('Delete')])
  for (const screen of [anna, ben])
    await screen.expectLines(['onetwo that Ben goes on withthree and this is kept', ' stays'])
})
