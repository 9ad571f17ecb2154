import type { Locator } from '@playwright/test'
import { createNote, deleteMessage, type NoteId, sendMessage } from '@weft/space'
import { blocksToYjs, run, textBlock } from '@weft/space/note'
import { readingTrouble } from './fixtures/contrast.ts'
import type { Person } from './fixtures/person.ts'
import type { Screen } from './fixtures/screen.ts'
import { expect, test } from './fixtures/test.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }
const MANY = 20_000

const palette = ({ page }: Screen): Locator => page.getByRole('dialog', { name: 'Search or jump to' })
const messages = (screen: Screen): Locator => palette(screen).getByTestId('found-message')
const notes = (screen: Screen): Locator => palette(screen).getByTestId('found-note')

/** Opens the palette and looks for these words in place of what was looked for before. */
async function look(screen: Screen, words: string): Promise<void> {
  if (!(await palette(screen).isVisible())) await screen.page.keyboard.press('Control+k')
  await palette(screen).getByRole('combobox').fill(words)
}

test('finds a message far up and a passage of a note by their words, offline too', async ({
  person,
  program,
  space,
}) => {
  const source = await program()
  await source.synced()
  const { doc } = source
  const by = space.person
  const entries = Array.from({ length: MANY }, (_, n) => {
    const text = n === 1_234 ? 'The *Kapitänsmütze* hangs in the hall' : `words of every day, ${n}`
    return { kind: 'message', by, at: 1_700_000_000_000 + n * 30_000, text }
  })
  doc.getArray('timeline').push(entries)
  const gone = sendMessage(doc, { by, at: Date.now(), text: 'Xylophone lessons, not any more' })
  deleteMessage(doc, { by, at: Date.now(), of: gone })
  const lines = Array.from({ length: 120 }, (_, n) =>
    textBlock('p', [
      run(n === 90 ? 'The fishmonger comes on Tuesdays, 開店 at nine' : `line ${n} of the plan`),
    ]),
  )
  createNote(doc, {
    id: 'abcdefghijklmno1' as NoteId,
    title: 'Opening week',
    by,
    at: Date.now(),
    blocks: blocksToYjs(lines),
  })

  const anna = await person('Anna')
  const { page } = anna
  await anna.shellKept()
  await look(anna, 'every day')
  await expect(messages(anna)).toHaveCount(5)
  await page.getByRole('option', { name: 'Show more of 19,999' }).click()
  await expect(messages(anna)).toHaveCount(50)
  await expect(page.getByRole('option', { selected: true })).toContainText('words of every day, 19995')
  for (const line of ['with a line', 'without']) {
    if (line === 'without') await anna.lose()
    await look(anna, 'kapitansm')
    await expect(messages(anna)).toHaveText(/The Kapitänsmütze hangs in the hall/)
    await expect(messages(anna).locator('mark')).toHaveText('Kapitänsm')
    await expect(palette(anna).getByRole('status')).toHaveText('Found: 1 message')
    await page.keyboard.press('Enter')
    await expect(anna.message('hangs in the hall')).toBeInViewport()
    await expect(anna.message('hangs in the hall')).toBeFocused()

    await look(anna, 'fishmonger tues')
    await expect(notes(anna)).toContainText('Opening week')
    await expect(notes(anna).locator('mark')).toHaveText(['fishmonger', 'Tues'])
    await page.keyboard.press('Enter')
    await expect(anna.title).toHaveValue('Opening week')
    await expect(anna.line(90)).toBeInViewport()
    await expect(anna.editor()).toBeFocused()
    await anna.line(0).scrollIntoViewIfNeeded()

    // Whoever presses Enter before the answer is there means what comes.
    await look(anna, 'fishmonger')
    await look(anna, 'hangs hall')
    await page.keyboard.press('Enter')
    await expect(anna.message('hangs in the hall')).toBeFocused()

    // By a part of a word without spaces, a slip of the finger, and what stands within a word.
    await look(anna, '開店')
    await expect(notes(anna)).toHaveCount(1)
    await look(anna, 'fishmongre')
    await expect(notes(anna).locator('mark')).toHaveText('fishmonger')
    await look(anna, 'ophone')
    await expect(palette(anna)).toContainText('Nothing found for “ophone”.')
    await look(anna, 'xylophone')
    await expect(palette(anna)).toContainText('Nothing found for “xylophone”.')
    await expect(messages(anna)).toHaveCount(0)
    await page.keyboard.press('Escape')
  }
})

test('finds what somebody else writes just now, and not what they take away', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna', { browser: { colorScheme: 'dark' } }), person('Ben')])
  await ben.say('An early **hedgehog**')
  await expect(anna.message('hedgehog')).toBeVisible()
  await look(anna, 'hedgehog')
  await expect(messages(anna)).toHaveCount(1)
  await ben.say('another hedgehog')
  await expect(messages(anna)).toHaveText([/another hedgehog/, /An early hedgehog/])
  await ben.message('An early').focus()
  await ben.page.keyboard.press('Delete')
  await ben.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(messages(anna)).toHaveText([/another hedgehog/])

  await ben.newNote('Garden')
  await ben.page.keyboard.type('Leaves for the hedgehogs')
  await expect(notes(anna)).toContainText('Leaves for the hedgehogs')
  await ben.notes.getByRole('button', { name: 'Menu of Garden' }).click()
  await ben.page.getByRole('menuitem', { name: 'Archive' }).click()
  await expect(notes(anna)).toContainText('archived')
  expect(await readingTrouble(anna.page)).toEqual([])
  await anna.page.getByRole('option', { name: /Garden/ }).click()
  await expect(anna.page.getByText('This note is archived.')).toBeVisible()
})

/** Anna in a second space, with the first one on this device. */
async function moved(anna: Person, name: string): Promise<void> {
  const { page } = anna
  await page.getByRole('button', { name: 'New space' }).click()
  await page.getByLabel('Name', { exact: true }).fill(name)
  await page.getByRole('button', { name: 'Create space' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name)
  await anna.saved()
}

test('finds words of other spaces that this device has, and goes there', async ({ person }) => {
  const anna = await person('Anna')
  const { page } = anna
  await anna.say('The ladder is at Jo’s')
  await anna.newNote('Tools')
  await page.keyboard.type('A ladder of three metres')
  await anna.saved()
  await moved(anna, 'Suppliers')
  await look(anna, 'ladder')
  await expect(palette(anna).getByText('In your other spaces, as this device has them')).toBeVisible()
  await expect(messages(anna)).toHaveText(/Anna · .* · Harbour café/)
  await expect(notes(anna)).toHaveText(/A ladder of three metres.*Harbour café/)
  expect(await readingTrouble(page)).toEqual([])
  await messages(anna).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Harbour café')
  await expect(anna.message('The ladder')).toBeFocused()

  await page.getByTestId('space-list').getByRole('link', { name: 'Suppliers' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Suppliers')
  await look(anna, 'three metres')
  await notes(anna).click()
  await expect(anna.title).toHaveValue('Tools')
  await expect(anna.line(0)).toBeInViewport()
})

test('says that words can’t be looked for while the code for it can’t be had, and finds them then', async ({
  person,
}) => {
  // As on a first visit whose line was cut: not all of the app's files are on this device.
  const anna = await person('Anna', {
    browser: { serviceWorkers: 'block' },
    before: (page) => page.route('**/assets/worker-*.js', (request) => request.abort()),
  })
  await anna.say('The ladder is at Jo’s')
  await look(anna, 'ladder')
  await expect(palette(anna)).toContainText('can’t be looked for without a connection')
  await anna.page.unroute('**/assets/worker-*.js')
  await expect(messages(anna)).toHaveText(/The ladder/)
})

test('spaces and notes are renamed from the palette, by whom it may', async ({ person }) => {
  const [anna, vera] = await Promise.all([person('Anna'), person('Vera', { role: 'viewer' })])
  const { page } = anna
  await anna.newNote('Plan')
  await look(anna, 'rename')
  await page.getByRole('option', { name: 'Rename this space' }).click()
  await expect(page.getByRole('textbox', { name: 'Rename Harbour café' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(palette(anna).getByRole('combobox')).toBeFocused()
  await look(anna, 'rename this')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Harbour bar')
  await page.keyboard.press('Enter')
  await expect(vera.page.getByRole('heading', { level: 1 })).toHaveText('Harbour bar')
  await look(anna, 'rename note')
  await page.keyboard.press('Enter')
  await page.keyboard.type('Opening week')
  await page.keyboard.press('Enter')
  await expect(anna.title).toHaveValue('Opening week')
  await vera.openNote('Opening week')
  await look(vera, 'rename')
  await expect(palette(vera)).toContainText('Nothing found for “rename”.')
})

test('what was found fits a phone, and leads where it should', async ({ person }) => {
  const anna = await person('Anna', { browser: PHONE })
  const { page } = anna
  await anna.say(
    'The Donaudampfschifffahrtsgesellschaftskapitän asks for the ladder, and nobody knows where it is',
  )
  await page.getByRole('button', { name: 'Spaces and notes' }).tap()
  await page.getByRole('button', { name: 'Search or jump to…' }).tap()
  await palette(anna).getByRole('combobox').fill('ladder')
  await expect(messages(anna).locator('mark')).toBeInViewport()
  await anna.expectFits()
  const box = await palette(anna).boundingBox()
  expect(box !== null && box.x >= 0 && box.x + box.width <= 390).toBe(true)
  await messages(anna).tap()
  await expect(anna.message('asks for the ladder')).toBeInViewport()
})
