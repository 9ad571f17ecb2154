import { conversation, textOfNote } from './fixtures/agree.ts'
import type { Screen } from './fixtures/screen.ts'
import { expect, test } from './fixtures/test.ts'

/** Writes down, in the page, which messages stood on the screen whenever it said that everything is saved. */
const recordSaved = ({ page }: Screen): Promise<void> =>
  page.evaluate(() => {
    const status = document.querySelector('[data-testid=status]')
    if (status === null) throw new Error('no status on this page')
    const saved = new Set<string>()
    Object.assign(window, { saved })
    new MutationObserver(() => {
      if (status.getAttribute('data-kind') !== 'saved') return
      for (const row of document.querySelectorAll('[data-entry-id]'))
        saved.add(row.getAttribute('data-entry-id') ?? '')
    }).observe(status, { attributeFilter: ['data-kind'] })
  })
/** Writes down, in the page, the text of the note whenever it said that everything is saved. */
const recordText = ({ page }: Screen): Promise<void> =>
  page.evaluate(() => {
    const status = document.querySelector('[data-testid=status]')
    const editor = document.querySelector('[data-testid=note-editor]')
    if (status === null || editor === null) throw new Error('no status and editor on this page')
    const look = () => {
      if (status.getAttribute('data-kind') !== 'saved') return
      Object.assign(window, { text: [...editor.children].map((line) => line.textContent).join('\n') })
    }
    look()
    new MutationObserver(look).observe(status, { attributeFilter: ['data-kind'] })
  })
const savedText = ({ page }: Screen): Promise<string> =>
  page.evaluate(() => (window as unknown as { text: string }).text)
const savedOf = ({ page }: Screen): Promise<string[]> =>
  page.evaluate(() => [...(window as unknown as { saved: Set<string> }).saved])

test('G1 kill -9 in the middle of writing: what was shown as saved is there, and nothing typed is gone', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await Promise.all([recordSaved(anna), recordSaved(ben)])
  let killed = false
  const typed: string[] = []
  const write = async (one: Screen, name: string): Promise<void> => {
    for (let n = 1, after = 0; after < 3; n++) {
      if (killed) after++
      const text = `${name} writes ${n}`
      typed.push(text)
      await one.say(text)
    }
  }
  const enough = async () => {
    await expect.poll(async () => (await savedOf(anna)).length, { timeout: 40_000 }).toBeGreaterThan(12)
    await house.kill()
    killed = true
  }
  await Promise.all([write(anna, 'Anna'), write(ben, 'Ben'), enough()])
  for (const one of [anna, ben]) await one.expectStatus('offline')
  const saved = new Set([...(await savedOf(anna)), ...(await savedOf(ben))])

  // The server comes back alone, and is asked what it has: nobody can have told it anew.
  anna.net.cut()
  ben.net.cut()
  await house.start()
  const onlooker = house.program(space)
  await onlooker.synced()
  const recovered = new Set<string>(conversation(onlooker.doc).map(({ id }) => id))
  expect([...saved].filter((id) => !recovered.has(id))).toEqual([])
  expect(saved.size).toBeGreaterThan(12)
  onlooker.close()

  await Promise.all([anna.find(), ben.find()])
  await Promise.all([anna.saved(), ben.saved()])
  const reader = house.program(space)
  await expect
    .poll(() => {
      const there = new Set(conversation(reader.doc).map(({ text }) => text))
      return typed.filter((text) => !there.has(text))
    })
    .toEqual([])
  expect(conversation(reader.doc)).toHaveLength(typed.length)
  reader.close()
})

test('G1 G3 killed with the server: a page that was closed while it was away brings its words at the next visit', async ({
  house,
  person,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.shellKept()
  await house.kill()
  await anna.expectStatus('offline')
  await anna.say('to nobody yet')
  await anna.expectStatus('offline', 'Offline · 1 kept here')
  const address = anna.page.url()
  await anna.page.close()
  const next = await anna.context.newPage()
  await next.goto(address)
  await expect(next.getByTestId('message').filter({ hasText: 'to nobody yet' })).toBeVisible()
  await house.start()
  await anna.find()
  await ben.find()
  await expect(ben.message('to nobody yet')).toBeVisible()
})

test('a server that is told to end says goodbye; pages come back to it by themselves', async ({
  house,
  person,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.say('before')
  await anna.saved()
  await house.stop()
  await anna.expectStatus('offline')
  await house.start()
  await anna.saved()
  await anna.say('after')
  await expect(ben.message('after')).toBeVisible()
})

test('G1 kill -9 in the middle of typing in a note: no letter is lost on any screen', async ({
  house,
  person,
  space,
}) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  await anna.newNote('Live')
  await anna.page.keyboard.type('A:')
  await anna.page.keyboard.press('Enter')
  await anna.page.keyboard.type('B:')
  await ben.openNote('Live')
  await ben.expectLines(['A:', 'B:'])
  await anna.stand(0)
  await ben.stand(1)
  await Promise.all([recordText(anna), recordText(ben)])
  let dead = false
  const typed = { A: 'A:', B: 'B:' }
  const type = async (one: Screen, line: 'A' | 'B') => {
    for (let n = 1, after = 0; after < 3; n++) {
      if (dead) after++
      const word = ` ${line.toLowerCase()}${n}`
      typed[line] += word
      await one.page.keyboard.type(word)
      // As long as there is a server, a breath now and then: with a key every few ms it never has all.
      if (n % 4 === 0 && !dead) await expect(one.status).toHaveAttribute('data-kind', /saved|offline/)
    }
  }
  const kill = async () => {
    for (const one of [anna, ben])
      await expect.poll(async () => (await savedText(one)).length, { timeout: 40_000 }).toBeGreaterThan(40)
    await house.kill()
    dead = true
  }
  await Promise.all([type(anna, 'A'), type(ben, 'B'), kill()])
  for (const one of [anna, ben]) await one.expectStatus('offline')

  anna.net.cut()
  ben.net.cut()
  await house.start()
  const onlooker = house.program(space)
  await onlooker.synced()
  const [note] = [...(await anna.noteTexts()).keys()]
  if (note === undefined) throw new Error('no note is open')
  const [a = '', b = ''] = textOfNote(onlooker.doc, note).split('\n')
  onlooker.close()
  const [ownA = ''] = (await savedText(anna)).split('\n')
  const [, ownB = ''] = (await savedText(ben)).split('\n')
  expect(a.startsWith(ownA)).toBe(true)
  expect(b.startsWith(ownB)).toBe(true)
  expect(ownB.length).toBeGreaterThan(2)

  await Promise.all([anna.find(), ben.find()])
  for (const one of [anna, ben]) {
    await one.expectLines([typed.A, typed.B])
    await one.saved()
  }
})
