import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CDPSession, Locator, Page } from '@playwright/test'
import { keptBy } from './fixtures/kept.ts'
import { Line } from './fixtures/line.ts'
import type { Person } from './fixtures/person.ts'
import { Server } from './fixtures/server.ts'
import { expect, test } from './fixtures/test.ts'

/** Opens the dialog from the person's own menu. */
async function devices(page: Page, name: string): Promise<Locator> {
  await page.getByRole('button', { name: `You, ${name}` }).click()
  await page.getByRole('menuitem', { name: 'You and your devices' }).click()
  const dialog = page.getByRole('dialog', { name: 'You and your devices' })
  await expect(dialog.locator('[data-device=this]')).toBeVisible()
  return dialog
}
const link = (dialog: Locator): Promise<string> => dialog.getByTestId('device-link').inputValue()
const others = (dialog: Locator): Locator => dialog.locator('[data-device=other]')

/** Another browser of somebody who is here already, by a link, on the space that they are in. */
async function second(one: Person, stranger: (name: string) => Promise<Person>): Promise<Person> {
  const dialog = await devices(one.page, one.name)
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const other = await stranger(one.name)
  await other.page.goto(other.through(await link(dialog)))
  await other.page.getByRole('button', { name: `Sign in as ${one.name}` }).click()
  await expect(other.page.getByRole('button', { name: `You, ${one.name}` })).toBeVisible()
  await other.page.goto(other.at(new URL(one.page.url()).pathname))
  await expect(other.composer).toBeVisible()
  await other.saved()
  await one.page.keyboard.press('Escape')
  return other
}

test('G6 a second device signs in by a link, as the same person, once', async ({
  person,
  stranger,
  watch,
}) => {
  watch.expect(/status of 410 .*\/look/)
  const anna = await person('Anna')
  await anna.say('from the laptop')
  const dialog = await devices(anna.page, 'Anna')
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  await expect(dialog.getByTestId('qr').locator('path')).toHaveAttribute('d', /^M\d+ \d+h/)
  await expect(dialog.getByText(/Holds for (10:00|9:\d\d)/)).toBeVisible()
  const url = await link(dialog)

  const phone = await stranger('Phone')
  await phone.page.goto(phone.through(url))
  await expect(phone.page.getByRole('heading', { name: 'Sign in as Anna' })).toBeVisible()
  expect(phone.page.url()).not.toContain('#')
  await phone.page.getByRole('button', { name: 'Sign in as Anna' }).click()
  await expect(phone.page.getByTestId('message').filter({ hasText: 'from the laptop' })).toBeVisible()
  await expect(dialog.getByText('The link was opened: that device is signed in.')).toBeVisible()
  await expect(others(dialog)).toContainText(/Chrome on Linux.*open now/)

  // Both are Anna: what one writes is the other's own.
  await phone.say('from the phone')
  await expect(anna.message('from the phone')).toHaveAccessibleName(/^Anna,/)
  await anna.expectHere([])

  const late = await stranger('Late')
  await late.page.goto(late.through(url))
  await expect(late.page.getByText('This link has been used up')).toBeVisible()

  // One that was taken back says so.
  await dialog.getByRole('button', { name: 'Make another link' }).click()
  const taken = await link(dialog)
  await dialog.getByRole('button', { name: 'Take it back' }).click()
  await expect(dialog.getByRole('button', { name: 'Make a link' })).toBeVisible()
  await late.page.goto('about:blank')
  await late.page.goto(late.through(taken))
  await expect(late.page.getByText('This link was taken back')).toBeVisible()
})

test('G6 a link makes nobody who is signed in somebody else', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const dialog = await devices(anna.page, 'Anna')
  await dialog.getByRole('button', { name: 'Make a link' }).click()
  const url = await link(dialog)
  await ben.page.goto(ben.through(url))
  await expect(ben.page.getByText('This browser is signed in as Ben.')).toBeVisible()
  await expect(ben.page.getByRole('button', { name: /^Sign in as/ })).toHaveCount(0)
  await ben.page.getByRole('button', { name: 'Go to Weft' }).click()
  await expect(ben.page.getByRole('button', { name: 'You, Ben' })).toBeVisible()
})

test('G5 G7 a device that is signed out from another is shut out within 2 s; only what it hadn’t sent stays', async ({
  person,
  stranger,
  watch,
}) => {
  watch.expect(/status of 401 .*\/api\/(me|spaces)/)
  const anna = await person('Anna')
  await anna.say('what everybody has')
  await anna.saved()
  const lost = await second(anna, stranger)
  await expect(lost.message('what everybody has')).toBeVisible()
  const away = await second(anna, stranger)
  await away.lose()
  await away.say('never sent')
  await away.expectStatus('offline', 'Offline · 1 kept here')

  const dialog = await devices(anna.page, 'Anna')
  await expect(others(dialog)).toHaveCount(2)
  await dialog.getByRole('button', { name: 'Sign out all others' }).click()
  await anna.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(lost.page.getByRole('heading', { name: 'You are signed out' })).toBeVisible({ timeout: 2_000 })
  await expect(lost.page.getByText('your copies were taken off it')).toBeVisible()
  await expect(lost.page.getByText('Words that the server never got')).toHaveCount(0)
  await expect.poll(() => databases(lost.page)).toEqual([])
  await expect(others(dialog)).toHaveCount(0)

  // The one that was away is told when it comes back, and keeps its own words alone.
  await away.find()
  await expect(away.page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await expect(away.page.getByText('Words that the server never got are still here')).toBeVisible()
  const url = new URL(anna.page.url()).pathname
  await dialog
    .getByRole('button', { name: 'Make another link' })
    .or(dialog.getByRole('button', { name: 'Make a link' }))
    .click()
  await away.page.getByLabel('Link').fill(away.through(await link(dialog)))
  await away.page.getByRole('button', { name: 'Open the link' }).click()
  await away.page.getByRole('button', { name: 'Sign in as Anna' }).click()
  await expect(away.page.getByRole('button', { name: 'You, Anna' })).toBeVisible()
  await away.page.goto(away.at(url))
  await expect(away.message('what everybody has')).toBeVisible()
  await expect(away.message('never sent')).toHaveCount(0)
  await away.status.click()
  await expect(away.page.getByText('This device was signed out before the server had it.')).toBeVisible()
  await away.page.getByRole('button', { name: 'Try again' }).click()
  await expect(away.message('never sent')).toBeVisible()
  await away.page.keyboard.press('Escape')
  await away.saved()
  await anna.page.keyboard.press('Escape')
  await expect(anna.message('never sent')).toBeVisible()
})

test('G5 pictures of people are there without a network, and go with a sign-out', async ({
  person,
  watch,
}) => {
  watch.expect(/status of 401 .*\/api\/(me|spaces)/)
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await ben.page.getByRole('button', { name: 'You, Ben' }).click()
  await ben.page.getByRole('menuitem', { name: 'Name and colour' }).click()
  const square = await ben.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(64, 64)
    canvas.getContext('2d')?.fillRect(0, 0, 40, 40)
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())]
  })
  const dialog = ben.page.getByRole('dialog')
  await dialog
    .getByLabel('Picture')
    .setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: Buffer.from(square) })
  await dialog.getByRole('button', { name: 'Save' }).click()
  await ben.say('hello')
  const face = anna.message('hello').locator('img')
  await expect(face).toHaveJSProperty('naturalWidth', 128)
  await anna.saved()
  const src = (await face.getAttribute('src')) ?? ''

  const kept = () =>
    anna.page.evaluate(async () => {
      const cache = (await caches.has('weft-pictures')) ? await caches.open('weft-pictures') : null
      return ((await cache?.keys()) ?? []).map(({ url }) => new URL(url).pathname + new URL(url).search)
    })
  await expect.poll(kept).toContain(src)
  // What others say comes to the disk a little later than to the screen.
  await expect.poll(() => keptBy(anna)).toContain('hello')
  await anna.lose()
  await anna.page.reload()
  await expect(face).toHaveJSProperty('naturalWidth', 128)
  await anna.find()
  await anna.saved()

  await anna.page.getByRole('button', { name: 'You, Anna' }).click()
  await anna.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await anna.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(anna.page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await expect.poll(kept).toEqual([])
  // Nor is it in any cache of the browser's own.
  const found = await anna.page.evaluate(
    (path) =>
      fetch(path, { cache: 'only-if-cached', mode: 'same-origin' }).then(
        ({ status }) => status,
        () => 'nowhere',
      ),
    src,
  )
  expect([504, 'nowhere', 401]).toContain(found)
})

test('G3 signing out asks when something isn’t saved, and takes this device’s copies off', async ({
  person,
  watch,
}) => {
  watch.expect(/status of 401 .*\/api\/spaces/)
  const anna = await person('Anna')
  await anna.say('what everybody has')
  await anna.saved()
  const out = async (): Promise<Locator> => {
    await anna.page.getByRole('button', { name: 'You, Anna' }).click()
    await anna.page.getByRole('menuitem', { name: 'Sign out' }).click()
    return anna.page.getByRole('alertdialog')
  }
  await anna.shellKept()
  await anna.lose()
  await anna.say('never sent')
  await anna.expectStatus('offline', 'Offline · 1 kept here')
  const asked = await out()
  await expect(asked.getByRole('alert')).toContainText('One edit in Harbour café is on this device alone')
  await expect(asked.getByRole('button', { name: 'Delete it and sign out' })).toBeVisible()
  await asked.getByRole('button', { name: 'Cancel' }).click()
  await anna.find()
  await anna.saved()

  const again = await out()
  await expect(again).toContainText('nobody could sign in as you again')
  await expect(again.getByRole('alert')).toHaveCount(0)
  await again.getByRole('button', { name: 'Sign out' }).click()
  await expect(anna.page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await expect.poll(() => databases(anna.page)).toEqual([])
})

test('G6 a passkey, made on one device, signs another one in; removed, it doesn’t', async ({
  browser,
  watch,
}) => {
  watch.expect(/status of 404 .*\/passkeys\/signin/)
  const folder = await mkdtemp(join(tmpdir(), 'weft-passkey-'))
  const line = await Line.lay()
  // Passkeys are for a name, never for a number.
  const home = line.origin.replace('127.0.0.1', 'localhost')
  const server = new Server(folder, [home])
  try {
    await server.start()
    line.lead(server.port)
    const [laptop, phone] = await Promise.all([browser.newContext(), browser.newContext()])
    for (const [context, name] of [
      [laptop, 'laptop'],
      [phone, 'phone'],
    ] as const)
      watch.follow(context, name, () => false)
    const [first, other] = await Promise.all([laptop.newPage(), phone.newPage()])
    const [keys, copied] = await Promise.all([authenticator(first), authenticator(other)])

    await first.goto(server.ownerLink)
    await first.getByLabel('Your name').fill('Olga')
    await first.getByRole('button', { name: 'Begin' }).click()
    const dialog = await devices(first, 'Olga')
    await dialog.getByRole('button', { name: 'Make a passkey' }).click()
    await expect(dialog.locator('[data-passkey]')).toContainText('not used yet')
    await dialog.getByRole('button', { name: 'Make another passkey' }).click()
    await expect(dialog.getByRole('alert')).toHaveText('There is a passkey for you here already.')

    // As a password manager does it.
    const [credential] = (await keys.cdp.send('WebAuthn.getCredentials', keys.id)).credentials
    if (credential === undefined) throw new Error('no passkey was made')
    await copied.cdp.send('WebAuthn.addCredential', { ...copied.id, credential })

    await other.goto(home)
    await other.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await expect(other.getByRole('button', { name: 'You, Olga' })).toBeVisible()
    await expect(others(dialog)).toContainText('Chrome on Linux')
    await expect(dialog.locator('[data-passkey]')).toContainText('last used today')

    await dialog.locator('[data-passkey]').getByRole('button', { name: 'Remove' }).click()
    await first.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click()
    await expect(dialog.locator('[data-passkey]')).toHaveCount(0)
    await phone.clearCookies()
    await other.evaluate(() => localStorage.clear())
    await other.goto(home)
    await other.getByRole('button', { name: 'Sign in with a passkey' }).click()
    await expect(other.getByRole('alert')).toContainText('This passkey is not known here.')

    await Promise.all([laptop.close(), phone.close()])
    expect(watch.troubles).toEqual([])
  } finally {
    await server.kill()
    await line.close()
    await rm(folder, { recursive: true, force: true })
  }
})

/** A fingerprint reader that always says yes. */
async function authenticator(page: Page): Promise<{ cdp: CDPSession; id: { authenticatorId: string } }> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  const id = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return { cdp, id }
}

/** The spaces that this browser keeps copies of. */
const databases = (page: Page): Promise<readonly (string | undefined)[]> =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name))
