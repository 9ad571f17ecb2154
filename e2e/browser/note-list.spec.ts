import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from './fixtures/test.ts'

test('notes are made and named on every screen, from the note, the list and the pane', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Menu')
  await expect(ben.notes.getByRole('link', { name: 'Menu' })).toBeVisible()
  await ben.openNote('Menu')

  await anna.title.click()
  await anna.select('End')
  await anna.page.keyboard.type(' for May')
  await expect(ben.title).toHaveValue('Menu for May')
  await expect(ben.notes.getByRole('link', { name: 'Menu for May' })).toBeVisible()

  await ben.notes.getByRole('link', { name: 'Menu for May' }).press('F2')
  await ben.page.getByLabel('Note title').fill('Menu for June')
  await ben.page.getByLabel('Note title').press('Enter')
  await expect(anna.title).toHaveValue('Menu for June')

  await anna.pane('right').getByRole('button', { name: 'Pane menu' }).click()
  await anna.page.getByRole('menuitem', { name: 'Rename' }).click()
  await anna.page.getByLabel('Note title').fill('Menu for July')
  await anna.page.getByLabel('Note title').press('Enter')
  await expect(ben.title).toHaveValue('Menu for July')
  await expect(ben.pane('right').getByRole('heading', { name: 'Menu for July' })).toBeVisible()
})

test('G4 two type in a title at the same time, and no word is lost', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Menu')
  await ben.openNote('Menu')
  await anna.title.click()
  await anna.select('Home')
  await ben.title.click()
  await ben.select('End')
  await Promise.all([anna.page.keyboard.type('Lunch '), ben.page.keyboard.type(' for children')])
  for (const one of [anna, ben]) await expect(one.title).toHaveValue('Lunch Menu for children')
})

test('a note is archived, brought back, and can be read meanwhile', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Old plan')
  await anna.page.keyboard.type('once we thought')
  await ben.openNote('Old plan')
  await anna.notes.getByRole('link', { name: 'Old plan' }).hover()
  await anna.page.getByRole('button', { name: 'Menu of Old plan' }).click()
  await anna.page.getByRole('menuitem', { name: 'Archive' }).click()
  await expect(anna.editor()).toHaveCount(0)
  await expect(anna.notes).not.toContainText('Old plan')
  await expect(ben.page.getByText('This note is archived.')).toBeVisible()
  await expect(ben.editor()).toHaveAttribute('contenteditable', 'false')

  await anna.page.getByRole('region', { name: 'Notices' }).getByRole('button', { name: 'Undo' }).click()
  await expect(anna.notes).toContainText('Old plan')
  await expect(ben.editor()).toHaveAttribute('contenteditable', 'true')

  await ben.pane('right').getByRole('button', { name: 'Pane menu' }).click()
  await ben.page.getByRole('menuitem', { name: 'Archive' }).click()
  await expect(anna.notes).not.toContainText('Old plan')
  await anna.page.getByRole('button', { name: /^Archived/ }).click()
  const archived = anna.page.getByTestId('archived-list')
  await archived.getByRole('link', { name: 'Old plan' }).hover()
  await archived.getByRole('button', { name: 'Restore Old plan' }).click()
  await anna.expectLines(['once we thought'])
  await expect(ben.notes).toContainText('Old plan')
})

test('a Markdown file that is imported shows up at once, as it was meant', async ({
  house,
  person,
  space,
}) => {
  const anna = await person('Anna')
  const file = join(house.server.folder, 'roast.md')
  await writeFile(
    file,
    `# How we roast

Some **bold** words and a [link](https://example.org/beans).

## Steps

1. Heat to 200 °C
2. Wait for the *first crack*

- [x] beans ordered
- [ ] sacks
  - small

> Never leave it alone.

\`\`\`sh
roast --dark
\`\`\`

---
`,
  )
  const made = await house.importNote(space.space, file)
  expect(made.title).toBe('How we roast')
  await anna.openNote('How we roast')
  const kinds = () =>
    anna
      .editor()
      .locator('[data-block]')
      .evaluateAll((blocks) =>
        blocks.map((block) => `${block.getAttribute('data-block')}: ${block.textContent}`),
      )
  await expect
    .poll(kinds)
    .toEqual([
      'p: Some bold words and a link.',
      'h2: Steps',
      'number: Heat to 200 °C',
      'number: Wait for the first crack',
      'check: beans ordered',
      'check: sacks',
      'bullet: small',
      'quote: Never leave it alone.',
      'code: roast --dark',
      'rule: ',
    ])
  await expect(anna.editor().getByRole('link', { name: 'link' })).toHaveAttribute(
    'href',
    'https://example.org/beans',
  )
  await expect(anna.editor().getByRole('checkbox').first()).toBeChecked()
  await expect(anna.editor().getByRole('checkbox').last()).not.toBeChecked()
  await expect(anna.editor().locator('strong')).toHaveText('bold')
})
