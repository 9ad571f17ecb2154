import { expect, test } from './fixtures/test.ts'

test('G4 three type in one note at the same time: every word is there, and all see the same', async ({
  person,
}) => {
  const people = await Promise.all(['Anna', 'Ben', 'Cleo'].map((name) => person(name)))
  const [anna, ben, cleo] = people
  if (!anna || !ben || !cleo) throw new Error('three came')
  await anna.newNote('Opening week')
  await anna.page.keyboard.type('one')
  for (const word of ['two', 'three']) {
    await anna.page.keyboard.press('Enter')
    await anna.page.keyboard.type(word)
  }
  await Promise.all([ben.openNote('Opening week'), cleo.openNote('Opening week')])
  for (const one of people) await one.expectLines(['one', 'two', 'three'])
  await Promise.all(
    people.map(async (one, n) => {
      await one.stand(n)
      await one.page.keyboard.type(` and ${one.name} goes on in a line of their own`)
      await one.page.keyboard.press('Enter')
      await one.page.keyboard.type(`${one.name} begins another`)
    }),
  )
  const lines = ['one', 'two', 'three'].flatMap((word, n) => [
    `${word} and ${people[n]?.name} goes on in a line of their own`,
    `${people[n]?.name} begins another`,
  ])
  for (const one of people) {
    await one.expectLines(lines)
    await one.saved()
  }
})

test('G4 two type in the same line, one at its start and one at its end', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('One line')
  await anna.page.keyboard.type('middle')
  await ben.openNote('One line')
  await ben.expectLines(['middle'])
  await ben.stand(0)
  await anna.select('Home')
  await Promise.all([
    anna.page.keyboard.type('Anna was in a hurry, so in the '),
    ben.page.keyboard.type(' of the week Ben was not'),
  ])
  for (const one of [anna, ben])
    await one.expectLines(['Anna was in a hurry, so in the middle of the week Ben was not'])
})

test('G10 cursors of others stand where they are, with their names, and go with them', async ({ person }) => {
  const [anna, ben, vera] = await Promise.all([
    person('Anna'),
    person('Ben'),
    person('Vera', { role: 'viewer' }),
  ])
  await anna.newNote('Where we are')
  await anna.page.keyboard.type('first line')
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('second line')
  await Promise.all([ben.openNote('Where we are'), vera.openNote('Where we are')])
  await ben.stand(0)
  await expect(anna.carets()).toHaveText(['Ben'])
  await expect(ben.carets()).toHaveText(['Anna'])
  await expect(vera.carets()).toHaveText(['Anna', 'Ben'], { ignoreCase: false })
  const caretIn = async (line: number) => {
    const caret = await anna.carets().boundingBox()
    const row = await anna.line(line).boundingBox()
    if (caret === null || row === null) return false
    const middle = caret.y + caret.height / 2
    return middle > row.y && middle < row.y + row.height
  }
  await expect.poll(() => caretIn(0)).toBe(true)
  await ben.stand(1)
  await expect.poll(() => caretIn(1)).toBe(true)

  // Out of the text, the caret goes and the face stays.
  await ben.composer.click()
  await expect(anna.carets()).toHaveCount(0)
  await anna.expectHere(['Ben', 'Vera'])
  await ben.stand(0)
  await expect(anna.carets()).toHaveText(['Ben'])
  ben.net.hole()
  await expect(anna.carets()).toHaveCount(0, { timeout: 10_000 })
  await expect(ben.carets()).toHaveCount(0, { timeout: 15_000 })
  await ben.find()
  await expect(anna.carets()).toHaveText(['Ben'])
  await ben.page.close()
  await expect(anna.carets()).toHaveCount(0, { timeout: 10_000 })
})

test('G3 G4 both write in a note without a network; reload; it all merges', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.shellKept()
  await anna.newNote('On the train')
  await anna.page.keyboard.type('shared line')
  await ben.openNote('On the train')
  await ben.expectLines(['shared line'])
  await anna.saved()
  await Promise.all([anna.lose(), ben.lose()])
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('Anna in the tunnel')
  await ben.line(0).click()
  await ben.select('Home')
  await ben.page.keyboard.type('Ben in the cellar')
  await ben.page.keyboard.press('Enter')
  await anna.expectStatus('offline')
  await expect(anna.status).toHaveAccessibleName(/\d+ kept here/)
  await anna.page.reload()
  await anna.expectLines(['shared line', 'Anna in the tunnel'])
  await anna.stand(1)
  await anna.page.keyboard.type(', still there')
  await expect(anna.status).toHaveAccessibleName(/\d+ kept here/)
  await Promise.all([anna.find(), ben.find()])
  for (const one of [anna, ben]) {
    await one.expectLines(['Ben in the cellar', 'shared line', 'Anna in the tunnel, still there'])
    await one.saved()
  }
})

test('undo takes back only what is mine, whatever others write in between', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Undo')
  await anna.page.keyboard.type('mine')
  await ben.openNote('Undo')
  await ben.expectLines(['mine'])
  await ben.stand(0)
  await ben.page.keyboard.press('Enter')
  await ben.page.keyboard.type('his')
  await anna.expectLines(['mine', 'his'])
  await anna.stand(0)
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('mine again')
  await ben.stand(2)
  await ben.page.keyboard.type(' too')
  await anna.expectLines(['mine', 'mine again', 'his too'])

  const back = async () => anna.page.keyboard.press('Control+z')
  await expect(async () => {
    await back()
    await anna.expectLines(['mine', 'his too'])
  }).toPass()
  await expect(async () => {
    await back()
    await expect(anna.editor()).not.toContainText('mine')
  }).toPass()
  await expect(anna.editor()).toContainText('his too')
  await expect(ben.editor()).toContainText('his too')
  await expect(ben.editor()).not.toContainText('mine')
  await back()
  await back()
  await expect(ben.editor()).toContainText('his too')
  await expect(async () => {
    await anna.page.keyboard.press('Control+Shift+z')
    await anna.expectLines(['mine', 'mine again', 'his too'])
  }).toPass()
  await ben.expectLines(['mine', 'mine again', 'his too'])
})

test('two notes open side by side mix neither words nor cursors', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Left note')
  await anna.page.keyboard.type('left')
  await anna.newNote('Right note')
  await anna.page.keyboard.type('right')
  for (const one of [anna, ben]) {
    await one.openNote('Left note')
    await one.pane('left').getByRole('button', { name: 'Close pane' }).click()
    await one.notes.getByRole('link', { name: 'Right note' }).hover()
    await one.page.getByRole('button', { name: 'Menu of Right note' }).click()
    await one.page.getByRole('menuitem', { name: 'Open beside' }).click()
    await expect(one.editor()).toHaveCount(2)
  }
  for (const one of [anna, ben]) {
    await one.expectLines(['left'], 'left')
    await one.expectLines(['right'], 'right')
  }
  await ben.stand(0, 'right')
  await expect(anna.carets('right')).toHaveText(['Ben'])
  await expect(anna.carets('left')).toHaveCount(0)
  await anna.stand(0, 'left')
  await expect(ben.carets('left')).toHaveText(['Anna'])
  await expect(ben.carets('right')).toHaveCount(0)
  await Promise.all([
    anna.page.keyboard.type(' by Anna, who types here'),
    ben.page.keyboard.type(' by Ben, who types there'),
  ])
  for (const one of [anna, ben]) {
    await one.expectLines(['left by Anna, who types here'], 'left')
    await one.expectLines(['right by Ben, who types there'], 'right')
  }
  // Undo in one note leaves the other one alone, whoever wrote there.
  await anna.stand(0, 'right')
  await anna.page.keyboard.press('Control+z')
  await anna.page.keyboard.press('Control+z')
  await expect(anna.editor('right')).toContainText('by Ben, who types there')
  await expect(anna.editor('left')).toContainText('by Anna, who types here')
  await expect(ben.carets('right')).toHaveText(['Anna'])
  await expect(ben.carets('left')).toHaveCount(0)
})

test('G5 a viewer sees a note grow, and can’t write in it', async ({ person }) => {
  const [anna, vera] = await Promise.all([person('Anna'), person('Vera', { role: 'viewer' })])
  await anna.newNote('Menu')
  await anna.page.keyboard.type('Soup of the day')
  await vera.openNote('Menu')
  await vera.expectLines(['Soup of the day'])
  await expect(vera.editor()).toHaveAttribute('contenteditable', 'false')
  await expect(vera.title).toHaveAttribute('readonly')
  await vera.line(0).click()
  await vera.page.keyboard.type('nothing')
  await vera.title.click()
  await vera.page.keyboard.type('nothing')
  await anna.page.keyboard.type(', with bread')
  await vera.expectLines(['Soup of the day, with bread'])
  await vera.saved()
  await expect(anna.editor()).not.toContainText('nothing')
  await expect(anna.title).toHaveValue('Menu')
})

test('a note that is deleted under one’s hands keeps its words on the screen', async ({
  person,
  program,
}) => {
  const anna = await person('Anna')
  await anna.newNote('To go')
  await anna.page.keyboard.type('some words')
  await anna.saved()
  const other = await program()
  await other.synced()
  const notes = other.doc.getMap('notes')
  for (const id of [...notes.keys()]) notes.delete(id)
  await expect(anna.page.getByText(/This note was deleted/)).toBeVisible()
  await expect(anna.page.getByText('some words')).toBeVisible()
  await expect(anna.notes).not.toContainText('To go')
  await anna.page
    .getByRole('button', { name: /^Close( it)?$/ })
    .first()
    .click()
})

test('G4 keys that come faster than any hand stay in their order, on both screens', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Rush')
  await anna.page.keyboard.type('A:')
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('B:')
  await ben.openNote('Rush')
  await ben.expectLines(['A:', 'B:'])
  await anna.stand(0)
  await ben.stand(1)
  const words = (letter: string) => Array.from({ length: 250 }, (_, n) => ` ${letter}${n}`).join('')
  await Promise.all([anna.page.keyboard.type(words('a')), ben.page.keyboard.type(words('b'))])
  for (const one of [anna, ben]) {
    await one.expectLines([`A:${words('a')}`, `B:${words('b')}`])
    await one.saved()
  }
})
