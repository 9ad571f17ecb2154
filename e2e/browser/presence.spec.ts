import { expect, test } from './fixtures/test.ts'

test('G10 who is here is shown once, viewers too, and goes when they leave', async ({ person }) => {
  const [anna, ben, vera] = await Promise.all([
    person('Anna'),
    person('Ben'),
    person('Vera', { role: 'viewer' }),
  ])
  await anna.expectHere(['Ben', 'Vera'])
  await ben.expectHere(['Anna', 'Vera'])
  await vera.expectHere(['Anna', 'Ben'])
  await anna.faces.click()
  const panel = anna.page.getByRole('dialog', { name: 'People in this space' })
  await expect(panel.getByRole('button', { name: /Vera.*in the conversation, reads/ })).toBeVisible()
  await expect(panel).toContainText('you')
  await anna.page.keyboard.press('Escape')

  await vera.context.close()
  await anna.expectHere(['Ben'], 10_000)
  await ben.page.goto('about:blank')
  await anna.expectHere([], 10_000)
})

test('G10 who loses the network is gone from every screen within 10 s, and back when it is back', async ({
  person,
}) => {
  const [anna, ben, cleo] = await Promise.all([person('Anna'), person('Ben'), person('Cleo')])
  await anna.expectHere(['Ben', 'Cleo'])
  await cleo.expectHere(['Anna', 'Ben'])
  ben.net.hole()
  // Ten seconds are counted by a clock of their own in heartbeat.test.ts; here a busy machine's screens may lag behind.
  await Promise.all([anna.expectHere(['Cleo'], 20_000), cleo.expectHere(['Anna'], 20_000)])
  await ben.expectStatus('offline')
  await expect(ben.faces).toHaveAccessibleName(/Nobody’s presence is known/)
  expect(await ben.here()).toEqual([])
  await ben.find()
  await anna.expectHere(['Ben', 'Cleo'])
  await ben.expectHere(['Anna', 'Cleo'])
})

test('G10 two tabs of one person are one face, until the last is closed', async ({ person }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const second = await anna.another()
  await second.saved()
  await second.expectHere(['Ben'])
  await ben.expectHere(['Anna'])
  await expect(ben.faces.locator('[data-person]')).toHaveCount(1)
  await second.say('from the second tab')
  await expect(anna.message('from the second tab')).toBeVisible()
  await anna.page.close()
  await second.say('and still here')
  await expect(ben.message('and still here')).toBeVisible()
  await ben.expectHere(['Anna'])
  await second.page.close()
  await ben.expectHere([], 10_000)
})

test('G10 who is typing is told by name, and no longer than they do', async ({ person }) => {
  const [anna, ben, cleo] = await Promise.all([person('Anna'), person('Ben'), person('Cleo')])
  await ben.composer.pressSequentially('I th')
  await expect(anna.typing).toHaveText('Ben is writing')
  await cleo.composer.pressSequentially('No')
  await expect(anna.typing).toHaveText('Ben and Cleo are writing')
  await expect(ben.typing).toHaveText('Cleo is writing')
  await ben.composer.press('Enter')
  await expect(anna.typing).toHaveText('Cleo is writing')
  await cleo.composer.fill('')
  await expect(anna.typing).toHaveText('')
  await ben.composer.pressSequentially('and then stops')
  await expect(anna.typing).toHaveText('Ben is writing')
  await expect(anna.typing).toHaveText('', { timeout: 10_000 })
})
