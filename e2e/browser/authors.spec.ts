import type { Screen } from './fixtures/screen.ts'
import { expect, test } from './fixtures/test.ts'

const panel = (screen: Screen) => screen.page.getByRole('dialog', { name: 'Who wrote this' })

test('G6 who wrote a message, and when: by the mouse and by a key', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('Tea is at four')
  await expect(ben.message('Tea is at four')).toBeVisible()
  await ben.choose('Tea is at four', 'Who wrote this')
  await expect(panel(ben)).toContainText('Anna')
  await expect(panel(ben)).toContainText(/20\d\d.* \d?\d:\d\d/)
  await ben.page.keyboard.press('Escape')
  await expect(panel(ben)).toHaveCount(0)

  await ben.timeline.focus()
  await ben.page.keyboard.press('ArrowUp')
  await expect(ben.message('Tea is at four')).toBeFocused()
  await ben.page.keyboard.press('w')
  await expect(panel(ben)).toContainText('Anna')
  await ben.page.keyboard.press('Escape')
  await expect(ben.message('Tea is at four')).toBeFocused()
})

test('G6 who wrote the selected words of a note: in the toolbar, by a key at the caret, and for a viewer', async ({
  person,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Menu')
  await anna.page.keyboard.type('soup')
  await anna.saved()
  await ben.openNote('Menu')
  await ben.expectLines(['soup'])
  await ben.stand(0)
  await ben.page.keyboard.type(' and salad')
  await anna.expectLines(['soup and salad'])
  await ben.saved()

  await ben.select('Home', 'Shift+End')
  await ben.page
    .getByRole('toolbar', { name: 'Selected words' })
    .getByRole('button', { name: 'Who wrote this' })
    .click()
  await expect(panel(ben)).toContainText('Anna')
  await expect(panel(ben)).toContainText('Ben')
  await ben.page.keyboard.press('Escape')
  await expect(panel(ben)).toHaveCount(0)
  await expect(ben.editor()).toBeFocused()

  await ben.select('Home', 'ArrowRight')
  await ben.page.keyboard.press('Control+Alt+y')
  await expect(panel(ben)).toContainText('Anna')
  await expect(panel(ben)).not.toContainText('Ben')
  await ben.page.keyboard.press('Escape')

  const vic = await person('Vic', { role: 'viewer' })
  await vic.openNote('Menu')
  await vic.expectLines(['soup and salad'])
  await vic.line(0).dblclick({ position: { x: 8, y: 8 } })
  await vic.page.getByRole('button', { name: 'Who wrote this' }).click()
  await expect(panel(vic)).toContainText('Anna')
  await expect(panel(vic)).not.toContainText('Ben')
  await vic.page.keyboard.press('Escape')
  await expect(panel(vic)).toHaveCount(0)
})

test('without a network it says why it can’t tell', async ({ person }) => {
  const anna = await person('Anna')
  await anna.say('is anybody there?')
  await anna.saved()
  await anna.choose('is anybody there?', 'Who wrote this')
  await expect(panel(anna)).toContainText('you')
  await anna.page.keyboard.press('Escape')
  await anna.lose()
  await anna.say('hello?')
  await anna.choose('hello?', 'Who wrote this')
  await expect(panel(anna)).toContainText('The server can’t be reached')
  await anna.find()
})
