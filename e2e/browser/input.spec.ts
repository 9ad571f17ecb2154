import type { Page } from '@playwright/test'
import { expect, test } from './fixtures/test.ts'

test('words that an input method composes stay whole while somebody else writes in the line', async ({
  person,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Menu')
  await anna.page.keyboard.type('Tea: ')
  await ben.openNote('Menu')
  await ben.expectLines(['Tea:'])
  const keys = await anna.context.newCDPSession(anna.page)
  const compose = (text: string) =>
    keys.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  await compose('りょ')
  await compose('りょくち')
  await ben.line(0).click()
  await ben.select('Home')
  await ben.page.keyboard.type('Green ')
  await ben.expectLines([/^Green Tea:/])
  await compose('りょくちゃ')
  await keys.send('Input.insertText', { text: '緑茶' })
  await anna.page.keyboard.type(' and more')
  for (const one of [anna, ben]) await one.expectLines(['Green Tea: 緑茶 and more'])
})

test('what is pasted from a page keeps its form, and brings nothing bad along', async ({ person, watch }) => {
  // The page's policy forbids what the pasted page had in it, and Chromium says so while it is read.
  watch.expect(/Content Security Policy/)
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Pasted')
  await ben.openNote('Pasted')
  await anna.editor().click()
  await paste(anna.page, {
    'text/html': `<h2 onclick="x()">Steps</h2><p style="color:red">A <b>bold</b> word, a
      <a href="javascript:document.title='owned'">bad</a> and a <a href="https://example.org/x">good</a> link.</p>
      <ul><li>one</li><li>two</li></ul><script>document.title = 'owned'</script><img src=x onerror="document.title='owned'">`,
  })
  for (const one of [anna, ben]) {
    await expect(one.editor().getByRole('heading', { name: 'Steps' })).toBeVisible()
    await expect(one.editor().locator('strong')).toHaveText('bold')
    await expect(one.editor().locator('[data-block=bullet]')).toHaveText(['one', 'two'])
    await expect(one.editor().getByRole('link')).toHaveCount(1)
    await expect(one.editor().getByRole('link')).toHaveAttribute('href', 'https://example.org/x')
    await expect(one.editor().locator('script, style, img[src]')).toHaveCount(0)
    await expect(one.editor()).not.toContainText('owned')
    await expect(one.page).not.toHaveTitle('owned')
  }
})

test('a line is written behind a rule that ends a note', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Ruled')
  await anna.page.keyboard.type('above')
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('---')
  await expect(anna.editor().locator('[data-block=rule]')).toHaveCount(1)
  await anna.page.keyboard.type('below')
  await ben.openNote('Ruled')
  await expect(ben.editor().locator('[data-block]:not([data-block=rule])')).toHaveText(['above', 'below'])
  // The line behind it goes, and comes back.
  await anna.select('Shift+Home')
  await anna.page.keyboard.press('Delete')
  await anna.page.keyboard.type('again below')
  await expect(ben.editor().locator('[data-block]:not([data-block=rule])')).toHaveText([
    'above',
    'again below',
  ])
})

test('lines are cut, pasted elsewhere and typed over, and stay the same for all', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Moving')
  for (const line of ['one', 'two', 'three']) {
    await anna.page.keyboard.type(line)
    await anna.page.keyboard.press('Enter')
  }
  await ben.openNote('Moving')
  await ben.expectLines(['one', 'two', 'three', ''])
  await anna.line(1).click()
  await anna.select('Home')
  await anna.select('Shift+End')
  await anna.page.keyboard.press('Control+x')
  await anna.select('Control+End')
  await anna.page.keyboard.press('Control+v')
  for (const one of [anna, ben]) await one.expectLines(['one', '', 'three', 'two'])
  await anna.page.keyboard.press('Control+a')
  await anna.page.keyboard.type('all new')
  for (const one of [anna, ben]) await one.expectLines(['all new'])
  await anna.page.keyboard.press('Control+z')
  for (const one of [anna, ben]) await expect(one.editor()).toContainText('three')
  await expect(ben.editor()).not.toContainText('all new')
})

/** As the browser's own paste does it. */
const paste = (page: Page, data: Readonly<Record<string, string>>): Promise<void> =>
  page.evaluate((all) => {
    const clipboard = new DataTransfer()
    for (const [type, text] of Object.entries(all)) clipboard.setData(type, text)
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData: clipboard, bubbles: true, cancelable: true }),
    )
  }, data)
