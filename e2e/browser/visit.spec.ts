import { expect, test } from './fixtures/test.ts'

test('the owner’s link sets up a server: a name, a first space, people by a link', async ({
  house,
  stranger,
  watch,
}) => {
  watch.expect(/status of 410 .*\/look/)
  const olga = await stranger('Olga')
  const { page } = olga
  await page.goto(olga.through(house.server.ownerLink))
  await expect(page.getByRole('heading', { name: 'Set up this Weft' })).toBeVisible()
  await expect(page).toHaveURL(olga.at('/join'))
  const begin = page.getByRole('button', { name: 'Begin' })
  await expect(begin).toBeDisabled()
  await page.getByLabel('Your name').fill('   ')
  await expect(begin).toBeDisabled()
  await page.getByLabel('Your name').fill('Olga Ōkubo')
  await page.getByRole('radio', { name: 'indigo' }).check({ force: true })
  await begin.click()
  await expect(page.getByRole('heading', { name: 'Home', level: 1 })).toBeVisible()

  await page.getByRole('button', { name: 'New space' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Harbour café')
  await page.getByRole('button', { name: 'Create space' }).click()
  await expect(page.getByRole('heading', { name: 'Harbour café', level: 1 })).toBeVisible()
  await expect(page.getByText('This is the beginning of Harbour café')).toBeVisible()
  await olga.saved()
  await olga.say('We open in May')

  await page.getByRole('button', { name: 'Share', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 'Share Harbour café' })
  await dialog.getByRole('button', { name: 'Create link' }).click()
  const link = await dialog.getByTestId('invite-link').inputValue()
  await expect(dialog.getByText('Only browsers on this computer can open this link.')).toBeVisible()
  await page.keyboard.press('Escape')

  const paul = await stranger('Paul')
  await paul.page.goto(paul.through(link))
  await expect(paul.page.getByRole('heading', { name: 'Join Harbour café' })).toBeVisible()
  await expect(paul.page.getByText('Olga Ōkubo invited you.')).toBeVisible()
  await paul.page.getByLabel('Your name').fill('Paul')
  await paul.page.getByRole('button', { name: 'Join Harbour café' }).click()
  await expect(paul.message('We open in May')).toContainText('Olga Ōkubo')
  await olga.expectHere(['Paul'])

  // A one-time link is used up; who is in goes on being in.
  await paul.page.goto(paul.through(house.server.ownerLink))
  await expect(paul.page.getByText('This link has been used up')).toBeVisible()
  await paul.page.getByRole('button', { name: 'Go to Weft' }).click()
  await expect(paul.message('We open in May')).toBeVisible()
})

test('each link that leads nowhere says why, and what to do', async ({ house, space, stranger, watch }) => {
  watch.expect(/status of (400|404|410) .*\/look/)
  const link = await house.invite(space.space, 'member')
  const [secret = ''] = new URL(link).hash.slice(1).match(/.*/) ?? []
  const { page, ...eve } = await stranger('Eve')
  const at = (path: string) => new URL(path, eve.net.origin).href

  await page.goto(at('/'))
  await expect(page.getByRole('heading', { name: 'This browser isn’t signed in' })).toBeVisible()
  await expect(page.getByText('People come to Weft by an invitation link.')).toBeVisible()
  const field = page.getByLabel('Link', { exact: true })
  await field.fill('hello')
  await page.getByRole('button', { name: 'Open the link' }).click()
  await expect(page.getByText('This isn’t a link to come in by.')).toBeVisible()
  await field.fill('https://elsewhere.example/join#abc')
  await page.getByRole('button', { name: 'Open the link' }).click()
  await expect(page.getByText('This link is for elsewhere.example.')).toBeVisible()

  await page.goto(at('/join'))
  await expect(page.getByText('Open the invitation link again')).toBeVisible()
  await page.goto(at(`/join#${secret.slice(0, -4)}`))
  await expect(page.getByText('This link isn’t whole')).toBeVisible()
  await page.goto(at(`/s/${space.space}`))
  await expect(page.getByRole('heading', { name: 'This browser isn’t signed in' })).toBeVisible()

  // The whole link, pasted.
  await page.getByLabel('Link', { exact: true }).fill(at(`/join#${secret}`))
  await page.getByRole('button', { name: 'Open the link' }).click()
  await page.getByLabel('Your name').fill('Eve')
  await page.getByRole('button', { name: 'Join Harbour café' }).click()
  await expect(page.getByTestId('composer')).toBeVisible()
})

test('signing out ends this browser’s access, on open pages too', async ({ person, watch }) => {
  // The list of spaces may be asked for at that moment.
  watch.expect(/status of 401 .*\/api\/spaces/)
  const anna = await person('Anna')
  const ben = await person('Ben')
  await anna.say('good night')
  await anna.saved()
  await anna.page.getByRole('button', { name: 'You, Anna' }).click()
  await anna.page.getByRole('menuitem', { name: 'Sign out' }).click()
  await anna.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out' }).click()
  await expect(anna.page.getByRole('heading', { name: 'You are signed out' })).toBeVisible()
  await ben.expectHere([], 10_000)
  await anna.page.reload()
  await expect(anna.page.getByRole('heading', { name: 'This browser isn’t signed in' })).toBeVisible()
})

test('G6 a new name and colour are on every screen, without a reload', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('hello')
  await expect(ben.message('hello')).toContainText('Anna')
  await anna.page.getByRole('button', { name: 'You, Anna' }).click()
  await anna.page.getByRole('menuitem', { name: 'Name and colour' }).click()
  await anna.page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Anna Lind')
  await anna.page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(ben.message('hello')).toContainText('Anna Lind')
  await ben.expectHere(['Anna Lind'])
})

test('a picture is made small here, shown on every screen in place of the initials, and taken away again', async ({
  person,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('hello')
  const face = ben.message('hello').locator('img')
  await expect(ben.message('hello')).toBeVisible()
  await expect(face).toHaveCount(0)
  const edit = async () => {
    await anna.page.getByRole('button', { name: 'You, Anna' }).click()
    await anna.page.getByRole('menuitem', { name: 'Name and colour' }).click()
    return anna.page.getByRole('dialog')
  }
  const dialog = await edit()
  await dialog.getByLabel('Picture').setInputFiles({
    name: 'words.png',
    mimeType: 'image/png',
    buffer: Buffer.from('no picture'),
  })
  await expect(dialog.getByRole('alert')).toContainText('can’t read that file as a picture')
  const large = await anna.page.evaluate(async () => {
    const canvas = new OffscreenCanvas(900, 600)
    const pen = canvas.getContext('2d')
    for (let x = 0; pen && x < 900; x += 10) {
      pen.fillStyle = `hsl(${x} 80% 50%)`
      pen.fillRect(x, 0, 10, 600)
    }
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())]
  })
  await dialog.getByLabel('Picture').setInputFiles({
    name: 'me.png',
    mimeType: 'image/png',
    buffer: Buffer.from(large),
  })
  await expect(dialog.locator('img')).toHaveJSProperty('naturalWidth', 128)
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(face).toHaveJSProperty('naturalWidth', 128)
  await expect(anna.message('hello').locator('img')).toHaveJSProperty('naturalWidth', 128)

  const again = await edit()
  await again.getByRole('button', { name: 'Remove' }).click()
  await again.getByRole('button', { name: 'Save' }).click()
  await expect(face).toHaveCount(0)
})
