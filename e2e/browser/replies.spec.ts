import { deleteMessage, type EntryId, sendMessage } from '@weft/space'
import { expect, test } from './fixtures/test.ts'

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 }
const MANY = 20_000

test('a link leads to a message far up, marks it, and leaves the address clean', async ({
  person,
  program,
  space,
}) => {
  const source = await program()
  await source.synced()
  const ids: EntryId[] = []
  source.doc.transact(() => {
    for (let n = 0; n < MANY; n++) {
      const text = n % 7 === 0 ? `number ${n}\nof\nseveral\nlines` : `number ${n}`
      ids.push(sendMessage(source.doc, { by: space.person, at: 1_700_000_000_000 + n * 30_000, text }))
    }
  })
  const gone = ids[9_000] as EntryId
  deleteMessage(source.doc, { by: space.person, at: Date.now(), of: gone })
  for (const coming of [{}, { browser: PHONE }]) {
    const anna = await person('Anna', coming)
    const { page } = anna
    const link = (id: EntryId | undefined) => `/s/${space.space}#${id}`
    await page.goto(anna.at(link(ids[4_321])))
    await expect(anna.message(/number 4321$/)).toBeInViewport()
    await expect(anna.message(/number 4321$/)).toBeFocused()
    await expect(page).toHaveURL(/left=timeline$/)
    await expect(anna.jump).toHaveText('Newest')
    const before = await anna.message(/number 4321$/).boundingBox()
    await page.waitForFunction(() => document.getAnimations().length === 0)
    expect(await anna.message(/number 4321$/).boundingBox()).toEqual(before)

    // While another pane has the screen, and in the page that is open already.
    if (coming.browser !== undefined) await page.getByRole('button', { name: 'Spaces and notes' }).tap()
    await page.evaluate((path) => history.pushState(null, '', path), link(ids[15_000]))
    await expect(anna.message(/number 15000$/)).toBeInViewport()
    await expect(anna.message(/number 15000$/)).toBeFocused()

    await page.evaluate((path) => history.pushState(null, '', path), link(gone))
    await expect(page.getByText('That message was deleted.')).toBeVisible()
    await page.evaluate((path) => history.pushState(null, '', path), link('77:1' as EntryId))
    await expect(page.getByText('There is no such message in this space.')).toBeVisible()
    await anna.jump.click()
    await expect(anna.message(`number ${MANY - 1}`)).toBeInViewport()
  }
})
