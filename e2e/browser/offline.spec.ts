import type { Page } from '@playwright/test'
import { expect, test } from './fixtures/test.ts'

test('G3 G4 both sides write without a network; it all merges', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('before')
  await expect(ben.message('before')).toBeVisible()
  await Promise.all([anna.lose(), ben.lose()])
  for (const one of [anna, ben]) {
    for (const n of [1, 2, 3]) await one.say(`${one.name} alone ${n}`)
    await one.expectStatus('offline', 'Offline · 3 kept here')
    await expect(one.message(`${one.name} alone 3`)).toContainText('kept here')
  }
  await expect(anna.message('Ben alone 1')).toHaveCount(0)
  await Promise.all([anna.find(), ben.find()])
  for (const one of [anna, ben]) {
    await expect(one.page.getByTestId('message')).toHaveCount(7)
    await one.saved()
    await expect(one.status).toHaveAccessibleName(/^Save status: Saved( \d\d?:\d\d(\s[AP]M)?)?$/)
  }
  expect(await anna.messages()).toEqual(await ben.messages())
})

test('G3 G11 a reload without a network keeps everything, and opens from this device', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await ben.say('what everybody has')
  await expect(anna.message('what everybody has')).toBeVisible()
  await anna.shellKept()
  await anna.lose()
  await anna.say('written in the tunnel')
  await anna.expectStatus('offline', 'Offline · 1 kept here')
  await anna.page.reload()
  await expect(anna.message('written in the tunnel')).toBeVisible()
  await expect(anna.message('what everybody has')).toContainText('Ben')
  await anna.expectStatus('offline', 'Offline · 1 kept here')
  await anna.say('and after the reload')
  await anna.expectStatus('offline', 'Offline · 2 kept here')

  // The browser is opened at Weft's own address, and finds its way.
  const { page } = await anna.another()
  await page.goto(anna.at('/'))
  await expect(page.getByTestId('message').filter({ hasText: 'and after the reload' })).toBeVisible()
  await anna.page.close()

  await anna.find()
  await expect(ben.message('written in the tunnel')).toBeVisible()
  await expect(ben.message('and after the reload')).toBeVisible()
  await expect(page.getByTestId('status')).toHaveAttribute('data-kind', 'saved')
})

test('G11 the app’s files are kept as soon as there is a network for it', async ({ person }) => {
  const anna = await person('Anna')
  // As it is where the network failed before all of them had come: the worker was never installed.
  await anna.shellKept()
  await anna.page.evaluate(async () => (await navigator.serviceWorker.ready).unregister())
  await anna.find()
  await expect
    .poll(() =>
      anna.page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state),
    )
    .toBe('activated')
  await anna.lose()
  await anna.page.reload()
  await expect(anna.composer).toBeVisible()
})

test('G3 what a tab without a network left is sent by another one of the same browser', async ({
  person,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const second = await anna.another()
  await second.saved()
  await anna.lose()
  await anna.say('left behind')
  await anna.expectStatus('offline', 'Offline · 1 kept here')
  await anna.page.close()
  await expect(second.message('left behind')).toBeVisible()
  await second.expectStatus('offline', 'Offline · 1 kept here')
  await anna.find()
  await expect(ben.message('left behind')).toBeVisible()
  await second.saved()
})

test('G3 what the last tab left is sent by the next visit', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const address = anna.page.url()
  await anna.lose()
  await anna.say('left for tomorrow')
  await anna.expectStatus('offline', 'Offline · 1 kept here')
  await anna.page.close()
  anna.net.heal()
  const next = await anna.context.newPage()
  await next.goto(address)
  await expect(ben.message('left for tomorrow')).toBeVisible()
  await expect(next.getByTestId('status')).toHaveAttribute('data-kind', 'saved')
})

test('the line comes back by itself, by a press, and at once when the browser knows', async ({ person }) => {
  const anna = await person('Anna')
  await anna.lose()
  anna.net.heal()
  await anna.saved()

  await anna.lose()
  const now = anna.page.getByRole('button', { name: 'Try now' })
  await expect(now).toBeVisible()
  await now.hover()
  anna.net.heal()
  await now.click()
  await anna.saved()

  await anna.context.setOffline(true)
  await anna.expectStatus('offline')
  await expect(anna.page.getByText('by itself when the network is back')).toBeVisible()
  await anna.say('on the plane')
  await anna.expectStatus('offline', 'Offline · 1 kept here')
  await anna.context.setOffline(false)
  await anna.saved()
})

test('G3 a device that can’t keep anything says so, and the server has it in the end', async ({
  person,
  watch,
}) => {
  watch.expect(/storage|QuotaExceeded|StoreFailure/i)
  const [anna, ben] = await Promise.all([person('Anna', { before: diskThatCanFill }), person('Ben')])
  await anna.shellKept()
  await anna.say('kept as usual')
  await anna.saved()
  await fill(anna.page, true)
  await anna.lose()
  await anna.say('nowhere but on this page')
  await anna.expectStatus('notKept', 'Not kept · 1')
  await anna.status.click()
  await expect(anna.page.getByRole('dialog', { name: 'Save status' })).toContainText(
    'This device can’t keep what you write: This device’s storage is full. Don’t close this page',
  )
  await anna.page.keyboard.press('Escape')
  await anna.find()
  await expect(ben.message('nowhere but on this page')).toBeVisible()
  await anna.saved()

  // There is room again: what comes now is kept again.
  await fill(anna.page, false)
  await anna.lose()
  await anna.say('kept once more')
  await anna.expectStatus('offline', 'Offline · 1 kept here')
  await anna.find()
  await expect(ben.message('kept once more')).toBeVisible()
})

test('G11 a browser that forbids storage shows the space all the same, and says what is true', async ({
  person,
  watch,
}) => {
  watch.expect(/storage|SecurityError|StoreFailure|keep anything/i)
  const [anna, ben] = await Promise.all([person('Anna', { before: noDisk }), person('Ben')])
  await anna.say('straight to the server')
  await expect(ben.message('straight to the server')).toBeVisible()
  await anna.saved()
  await anna.lose()
  await anna.say('only here')
  await anna.expectStatus('notKept', 'Not kept · 1')
  await anna.find()
  await expect(ben.message('only here')).toBeVisible()
  await anna.saved()
})

/** A disk that is full while `fill` says so. */
const diskThatCanFill = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    for (const method of ['put', 'add'] as const) {
      const original = IDBObjectStore.prototype[method]
      IDBObjectStore.prototype[method] = function (this: IDBObjectStore, ...args) {
        if (localStorage.getItem('disk') === 'full')
          throw new DOMException('the disk is full', 'QuotaExceededError')
        return original.apply(this, args)
      }
    }
  })
const fill = (page: Page, full: boolean): Promise<void> =>
  page.evaluate((how) => localStorage.setItem('disk', how), full ? 'full' : 'fine')

const noDisk = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('not in this window', 'SecurityError')
    }
  })
