import type { Locator } from '@playwright/test'
import { createTimeline, deleteMessage, type EntryId, react, sendMessage } from '@weft/space'
import type { Screen } from './fixtures/screen.ts'
import { expect, test } from './fixtures/test.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }

for (const [where, browser, many] of [
  ['', {}, 20_000],
  [', on a phone', PHONE, 2_000],
] as const)
  test(`a link leads to a message far up, marks it, and leaves the address clean${where}`, async ({
    person,
    program,
    space,
  }) => {
    test.slow()
    const source = await program()
    await source.synced()
    const ids: EntryId[] = []
    const say = (n: number) => {
      const text = n % 7 === 0 ? `number ${n}\nof\nseveral\nlines` : `number ${n}`
      ids.push(sendMessage(source.doc, { by: space.person, at: 1_700_000_000_000 + n * 30_000, text }))
    }
    // Yjs makes a run of what was written in a row when the transaction ends: one of all would take half a minute.
    while (ids.length < many)
      source.doc.transact(() => {
        for (let n = 0; n < 500; n++) say(ids.length)
      })
    const far = Math.round(many / 4.5)
    const gone = ids[far * 2] as EntryId
    deleteMessage(source.doc, { by: space.person, at: Date.now(), of: gone })
    const anna = await person('Anna', { browser })
    const { page } = anna
    const there = anna.message(new RegExp(`number ${far}(?!\\d)`))
    const further = anna.message(new RegExp(`number ${far * 3}(?!\\d)`))
    const link = (id: EntryId | undefined) => `/s/${space.space}#${id}`
    await page.goto(anna.at(link(ids[far])))
    await expect(there).toBeInViewport()
    await expect(there).toBeFocused()
    await expect(page).toHaveURL(/left=timeline$/)
    await expect(anna.jump).toHaveText('Newest')
    const before = await there.boundingBox()
    await page.waitForFunction(() => document.getAnimations().length === 0)
    expect(await there.boundingBox()).toEqual(before)

    // In the page that is open already; on a phone, while the list of spaces has the screen.
    if (where !== '') await page.getByRole('button', { name: 'Spaces and notes' }).tap()
    await page.evaluate((path) => history.pushState(null, '', path), link(ids[far * 3]))
    await expect(further).toBeInViewport()
    await expect(further).toBeFocused()

    await page.evaluate((path) => history.pushState(null, '', path), link(gone))
    await expect(page.getByText('That message was deleted.')).toBeVisible()
    await page.evaluate((path) => history.pushState(null, '', path), link('77:1' as EntryId))
    await expect(page.getByText('There is no such message in this space.')).toBeVisible()
    await anna.jump.click()
    await expect(anna.message(`number ${many - 1}`)).toBeInViewport()
  })

const said = (screen: Screen, text: string): Locator =>
  screen.page
    .getByTestId('message')
    .filter({ has: screen.page.getByTestId('message-text').filter({ hasText: text }) })
const chip = (screen: Screen, text: string, emoji: string): Locator =>
  said(screen, text).getByTestId('reactions').getByRole('button', { name: emoji })
const quote = (screen: Screen, text: string): Locator => said(screen, text).getByTestId('quote')

test('a reply quotes what it answers, as that is now, and leads to it', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('Can *someone* be at the back dor?')
  await expect(ben.message('back dor')).toBeVisible()

  // By a key; Escape leaves it, and the words stay.
  await ben.composer.fill('half a')
  await ben.timeline.focus()
  await ben.page.keyboard.press('ArrowUp')
  await ben.page.keyboard.press('r')
  await expect(ben.composer).toBeFocused()
  await expect(ben.page.getByTestId('replying')).toContainText('Anna Can someone be at the back dor?')
  await ben.composer.press('Escape')
  await expect(ben.page.getByTestId('replying')).toHaveCount(0)
  await expect(ben.composer).toHaveValue('half a')

  // By the mouse; what was begun is still a reply after a reload.
  await ben.message('back dor').hover()
  await ben.message('back dor').getByRole('button', { name: 'Reply', exact: true }).click()
  await ben.composer.fill('I am there from half nine')
  await ben.page.reload()
  await expect(ben.page.getByTestId('replying')).toContainText('back dor')
  await ben.composer.press('Enter')
  await expect(ben.page.getByTestId('replying')).toHaveCount(0)
  await expect(quote(anna, 'half nine')).toHaveText('Anna Can someone be at the back dor?')
  await ben.say('and this is no reply')
  await expect(quote(anna, 'this is no reply')).toHaveCount(0)

  await said(anna, 'back dor').hover()
  await said(anna, 'back dor').getByRole('button', { name: 'Edit' }).click()
  await anna.page.getByLabel('Edit message').fill('Can someone be at the back door?')
  await anna.page.getByLabel('Edit message').press('Enter')
  await expect(quote(ben, 'half nine')).toHaveText('Anna Can someone be at the back door?')
  await quote(ben, 'half nine').click()
  await expect(said(ben, 'back door?')).toBeFocused()

  await said(anna, 'back door?').hover()
  await said(anna, 'back door?').getByRole('button', { name: 'More', exact: true }).click()
  await anna.page.getByRole('menuitem', { name: 'Delete' }).click()
  await anna.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  await expect(said(ben, 'half nine')).toContainText('This message was deleted')
  await expect(ben.page.getByText('back door')).toHaveCount(0)
})

test('two react, and take it back; two presses at once make one there and back', async ({
  person,
  program,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('The oven is here')
  await ben.message('oven').hover()
  await ben.message('oven').getByRole('button', { name: 'Add a reaction' }).click()
  const choice = ben.page.getByRole('dialog', { name: 'Add a reaction' })
  await choice.getByRole('button', { name: '🎉' }).click()
  await expect(choice).toHaveCount(0)
  await expect(chip(anna, 'oven', '🎉')).toHaveText('🎉1')
  await expect(chip(anna, 'oven', '🎉')).toHaveAccessibleName('🎉 1: Ben')
  await expect(chip(anna, 'oven', '🎉')).toHaveAttribute('aria-pressed', 'false')
  await chip(anna, 'oven', '🎉').click()
  await expect(chip(ben, 'oven', '🎉')).toHaveAccessibleName('🎉 2: Anna and you')
  await expect(chip(anna, 'oven', '🎉')).toHaveAccessibleName('🎉 2: Ben and you')

  await chip(anna, 'oven', '🎉').evaluate((button: HTMLElement) => {
    for (let n = 0; n < 7; n++) button.click()
  })
  await expect(chip(ben, 'oven', '🎉')).toHaveAccessibleName('🎉 1: you')
  await anna.saved()
  await chip(ben, 'oven', '🎉').click()
  for (const one of [anna, ben]) await expect(one.page.getByTestId('reactions')).toHaveCount(0)

  // By the keyboard alone: words are no reaction, any emoji is.
  await anna.timeline.focus()
  await anna.page.keyboard.press('ArrowUp')
  await anna.page.keyboard.press('a')
  await expect(anna.page.getByRole('dialog', { name: 'Add a reaction' })).toBeVisible()
  await anna.page.getByLabel('Another emoji').fill('well done')
  await anna.page.keyboard.press('Enter')
  await expect(anna.page.getByRole('dialog', { name: 'Add a reaction' })).toBeVisible()
  await anna.page.getByLabel('Another emoji').fill('🐙🐙')
  await anna.page.keyboard.press('Enter')
  await expect(chip(ben, 'oven', '🐙')).toHaveText('🐙1')
  await expect(anna.message('oven')).toBeFocused()
  await anna.page.keyboard.press('ArrowRight')
  await expect(chip(anna, 'oven', '🐙')).toBeFocused()
  await anna.page.keyboard.press('Space')
  await expect(ben.page.getByTestId('reactions')).toHaveCount(0)
  await expect(anna.message('oven')).toBeFocused()
  await anna.saved()
  const source = await program()
  await source.synced()
  const timeline = createTimeline(source.doc)
  expect(timeline.items).toMatchObject([{ reactions: [] }])
  timeline.destroy()
})

test('G3 G4 reactions and replies of two who were offline come together', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('Tea is at four')
  await expect(ben.message('Tea')).toBeVisible()
  await anna.saved()
  await Promise.all([anna.shellKept(), ben.shellKept()])
  await Promise.all([anna.lose(), ben.lose()])
  for (const one of [anna, ben]) {
    await said(one, 'Tea').hover()
    await said(one, 'Tea').getByRole('button', { name: 'Add a reaction' }).click()
    await one.page.getByRole('dialog').getByRole('button', { name: '👍' }).click()
    await said(one, 'Tea').hover()
    await said(one, 'Tea').getByRole('button', { name: 'Reply', exact: true }).click()
    await one.say(`says ${one.name}`)
    await expect(chip(one, 'Tea', '👍')).toHaveText('👍1')
  }
  await anna.page.reload()
  await expect(chip(anna, 'Tea', '👍')).toHaveAttribute('aria-pressed', 'true')
  await Promise.all([anna.find(), ben.find()])
  for (const one of [anna, ben]) {
    await expect(chip(one, 'Tea', '👍')).toHaveText('👍2')
    for (const who of [anna, ben])
      await expect(quote(one, `says ${who.name}`)).toHaveText('Anna Tea is at four')
  }
})

test('a long answer moves nothing out of view while it is written, and a long name hides no quoted words', async ({
  person,
}) => {
  const name = 'Maximiliane Wolfeschlegelsteinhausenbergerdorff von und zu der Langen Gasse'
  const [anna, max] = await Promise.all([person('Anna', { browser: PHONE }), person(name)])
  for (let n = 0; n < 20; n++) await max.say(`message ${n}`)
  await max.say('مرحبا بالعالم، هذا نص من اليمين إلى اليسار وهو طويل بما يكفي ليقطع')
  await said(anna, 'مرحبا').getByTestId('message-text').tap()
  await said(anna, 'مرحبا').getByRole('button', { name: 'Reply', exact: true }).tap()
  const parts = anna.page.getByTestId('replying').getByTestId('quote').locator('> *')
  for (const [i, direction] of ['ltr', 'rtl'].entries()) {
    await expect(parts.nth(i)).toHaveCSS('direction', direction)
    await expect(parts.nth(i)).toHaveCSS('text-overflow', 'ellipsis')
    expect((await parts.nth(i).boundingBox())?.width).toBeGreaterThan(60)
  }
  for (let n = 0; n < 8; n++) {
    await anna.composer.pressSequentially('more and more words ')
    await expect(said(anna, 'مرحبا')).toBeInViewport({ ratio: 0.9 })
  }
  await expect(anna.jump).toHaveCount(0)
  await anna.composer.press('Enter')
  await expect(quote(max, 'more and more')).toContainText('مرحبا')
})

test('what is pinned is marked, listed with the newest first, and gone to', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  for (const n of [1, 2, 3]) await anna.say(`message ${n}`)
  await anna.choose('message 1', 'Pin')
  await expect(anna.page.getByTestId('pinned')).toHaveText('1')
  await anna.choose('message 3', 'Pin')
  for (const one of [anna, ben]) {
    await expect(one.page.getByTestId('pinned')).toHaveAccessibleName('2 pinned')
    await expect(one.message('message 1').getByRole('img', { name: 'Pinned' })).toBeVisible()
    await expect(one.message('message 2').getByRole('img', { name: 'Pinned' })).toHaveCount(0)
  }
  await ben.page.getByTestId('pinned').click()
  const panel = ben.page.getByRole('dialog', { name: 'Pinned messages' })
  await expect(panel.getByRole('listitem')).toHaveText([/message 3/, /message 1/])
  await panel.getByRole('button', { name: 'Anna: message 1' }).click()
  await expect(panel).toHaveCount(0)
  await expect(ben.message('message 1')).toBeFocused()
  // Whoever takes off one after the other by the keyboard stays in the list.
  for (const n of [4, 5]) {
    await anna.say(`message ${n}`)
    await anna.choose(`message ${n}`, 'Pin')
  }
  await anna.page.getByTestId('pinned').click()
  const list = anna.page.getByRole('dialog', { name: 'Pinned messages' })
  await anna.page.keyboard.press('Tab')
  for (const left of [3, 2]) {
    await anna.page.keyboard.press('Enter')
    await expect(list.getByRole('listitem')).toHaveCount(left)
    await expect(list.getByRole('listitem').first().getByRole('button', { name: 'Unpin' })).toBeFocused()
  }
  await anna.page.keyboard.press('Escape')
  await ben.message('message 1').focus()
  await ben.page.keyboard.press('p')
  await expect(anna.page.getByTestId('pinned')).toHaveAccessibleName('1 pinned')
  await ben.page.getByTestId('pinned').click()
  await panel.getByRole('button', { name: 'Unpin' }).click()
  for (const one of [anna, ben]) await expect(one.page.getByTestId('pinned')).toHaveCount(0)
})

test('G5 a viewer sees reactions, replies and pins, and is offered none', async ({ person }) => {
  const [anna, vera] = await Promise.all([person('Anna'), person('Vera', { role: 'viewer' })])
  await anna.say('Tea is at four')
  // Its list is there some frames before it can be seen and focused.
  await expect(anna.message('Tea')).toBeVisible()
  await anna.timeline.focus()
  await anna.page.keyboard.press('ArrowUp')
  await anna.page.keyboard.press('p')
  await anna.page.keyboard.press('a')
  await expect(anna.page.getByRole('dialog').getByRole('button', { name: '👍' })).toBeFocused()
  await anna.page.keyboard.press('Enter')
  await expect(chip(vera, 'Tea', '👍')).toHaveText('👍1')
  await expect(vera.message('Tea').getByRole('img', { name: 'Pinned' })).toBeVisible()
  await chip(vera, 'Tea', '👍').click({ force: true })
  await expect(vera.message('Tea').getByRole('button', { name: 'Add a reaction' })).toHaveCount(0)
  await vera.timeline.focus()
  await vera.page.keyboard.press('ArrowUp')
  for (const key of ['r', 'a', 'p']) await vera.page.keyboard.press(key)
  await expect(vera.page.getByRole('dialog')).toHaveCount(0)
  await vera.page.getByTestId('pinned').click()
  await expect(vera.page.getByRole('dialog').getByRole('button', { name: 'Unpin' })).toHaveCount(0)
  await vera.page.keyboard.press('Escape')
  await expect(chip(anna, 'Tea', '👍')).toHaveText('👍1')
})

test('who wrote the newest message is shown whole, also where there is little room below', async ({
  person,
}) => {
  const anna = await person('Anna')
  await anna.say('Tea is at for')
  await anna.message('Tea').focus()
  await anna.page.keyboard.press('e')
  await anna.page.getByLabel('Edit message').fill('Tea is at four')
  await anna.page.keyboard.press('Enter')
  await expect(anna.message('four')).toContainText('edited')
  await anna.saved()
  await anna.message('four').focus()
  await anna.page.keyboard.press('w')
  const written = anna.page.getByRole('dialog', { name: 'Who wrote this' })
  await expect(written.getByText(/^Edited/)).toBeInViewport({ ratio: 1 })
  await expect(written).toBeInViewport({ ratio: 1 })
})

test('what is open for a message goes away with it, and leaves the focus in the page', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await ben.say('Tea is at four')
  await ben.say('Coffee is at five')
  for (const [word, key] of [
    ['Tea', 'Enter'],
    ['Coffee', 'a'],
  ] as const) {
    await anna.message(word).focus()
    await anna.page.keyboard.press(key)
    const opened = anna.page.locator('[role=menu], [role=dialog]')
    await expect(opened).toBeVisible()
    await ben.message(word).focus()
    await ben.page.keyboard.press('Delete')
    await ben.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
    await expect(opened).toHaveCount(0)
    await expect(anna.composer).toBeFocused()
  }
})

test('what is chosen for a message goes away when the space is archived meanwhile', async ({
  house,
  person,
  space,
}) => {
  const anna = await person('Anna')
  await anna.say('Tea is at four')
  await anna.message('Tea').focus()
  await anna.page.keyboard.press('a')
  const choice = anna.page.getByRole('dialog', { name: 'Add a reaction' })
  await expect(choice).toBeVisible()
  await house.server.command('space', 'archive', space.space)
  await expect(choice).toHaveCount(0)
  await expect(anna.message('Tea')).toBeFocused()
  await house.server.command('space', 'restore', space.space)
  await expect(anna.composer).toBeVisible()
  await expect(choice).toHaveCount(0)
  await anna.saved()
})

test('reactions move nobody who reads further up, and nobody who is at the end', async ({
  person,
  program,
  space,
}) => {
  const source = await program()
  await source.synced()
  const ids: EntryId[] = []
  const word = { by: space.person, at: Date.now() }
  source.doc.transact(() => {
    for (let n = 0; n < 400; n++) ids.push(sendMessage(source.doc, { ...word, text: `number ${n}` }))
  })
  const anna = await person('Anna')
  await expect(anna.message('number 399')).toBeInViewport()
  const feel = (n: number) => {
    for (const emoji of ['🎉', '👀']) react(source.doc, { ...word, of: ids[n] as EntryId, emoji })
  }
  for (let n = 380; n < 400; n++) feel(n)
  await expect(chip(anna, 'number 399', '🎉')).toBeInViewport()
  await expect(anna.jump).toHaveCount(0)

  await anna.page.evaluate((path) => history.pushState(null, '', path), `/s/${space.space}#${ids[200]}`)
  await expect(anna.message('number 200')).toBeFocused()
  const top = async () => (await anna.message('number 200').boundingBox())?.y ?? 0
  const before = await top()
  for (let n = 160; n < 185; n++) feel(n)
  feel(210)
  await expect(chip(anna, 'number 210', '👀')).toBeVisible()
  // A list scrolls by whole pixels where its rows are measured in parts of one.
  expect(Math.abs((await top()) - before)).toBeLessThan(1)
})

test('the link of a message is copied, and followed in the page where it is read', async ({
  person,
  space,
}) => {
  const anna = await person('Anna')
  await anna.context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await anna.say('look here')
  await anna.choose('look here', 'Copy link')
  const id = await anna.message('look here').getAttribute('data-entry-id')
  const copied = await anna.page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toBe(anna.at(`/s/${space.space}#${id}`))
  await anna.page.goto('about:blank')
  await anna.page.goto(copied)
  await expect(anna.message('look here')).toBeFocused()

  // One that somebody pasted stays in this page.
  await anna.say(`see ${copied}`)
  await anna.message('see http').getByRole('link').click()
  await expect(anna.message(/look here$/)).toBeFocused()
  expect(anna.context.pages()).toHaveLength(1)
})

test('on a phone one replies, reacts, and goes to what is pinned', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna', { browser: PHONE }), person('Ben')])
  await ben.say('Who brings the ladder, and who the very long extension lead that stands in the cellar?')
  await ben.choose('ladder', 'Pin')
  for (let n = 0; n < 40; n++) await ben.say(`word ${n}`)
  await expect(anna.message('word 39')).toBeInViewport()
  await anna.page.getByTestId('pinned').tap()
  await anna.page
    .getByRole('dialog')
    .getByRole('button', { name: /ladder/ })
    .tap()
  await expect(said(anna, 'ladder')).toBeInViewport()
  await expect(anna.page.getByRole('dialog')).toHaveCount(0)
  await said(anna, 'ladder').getByTestId('message-text').tap()
  await said(anna, 'ladder').getByRole('button', { name: 'Add a reaction' }).tap()
  await anna.expectFits()
  await anna.page.getByRole('dialog').getByRole('button', { name: '👍' }).tap()
  await expect(chip(ben, 'ladder', '👍')).toHaveText('👍1')
  await said(anna, 'ladder').getByTestId('message-text').tap()
  await said(anna, 'ladder').getByRole('button', { name: 'Reply', exact: true }).tap()
  await anna.composer.fill('I bring both')
  await anna.expectFits()
  await anna.page.getByRole('button', { name: 'Send' }).tap()
  await expect(quote(ben, 'both')).toContainText('Who brings the ladder')
  await anna.expectFits()
})
