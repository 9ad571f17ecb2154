import { join } from 'node:path'
import { sendMessage } from '@weft/space'
import { Close } from '@weft/space/wire'
import { conversation } from './fixtures/agree.ts'
import { bundle } from './fixtures/bundle.ts'
import { expect, test } from './fixtures/test.ts'
import type { Stock } from './page/stock.ts'

declare const stock: Stock

test('an unmodified y-websocket client in Node syncs both ways', async ({ person, program, space }) => {
  const anna = await person('Anna')
  const robot = await program()
  await robot.synced()
  await anna.say('who is there?')
  await expect.poll(() => conversation(robot.doc).map(({ text }) => text)).toEqual(['who is there?'])
  sendMessage(robot.doc, { by: space.person, at: Date.now(), text: 'a program' })
  await expect(anna.message('a program')).toContainText('Program')
  await anna.expectHere([])
  robot.awareness.setLocalState({ user: { name: 'Somebody else' } })
  await anna.expectHere(['Program'])
  robot.awareness.setLocalState(null)
  await anna.expectHere([])
})

test('an unmodified y-websocket client in a browser syncs both ways, by a token as subprotocol', async ({
  house,
  person,
  site,
  space,
  stranger,
}) => {
  const script = await bundle(join(import.meta.dirname, 'page/stock.ts'))
  const anna = await person('Anna')
  await anna.newNote('Shared')
  await anna.page.keyboard.type('a line of Anna')
  const { page, net } = await stranger('Elsewhere')
  await page.goto(await site(`<!doctype html><title>stock</title><script>${script}</script>`))
  const { token } = await house.token(space.space, 'member', 'Stock page')
  const by = (await house.people(space.space)).find(({ name }) => name === 'Stock page')?.id ?? ''
  await page.evaluate(
    ([origin = '', id = '', secret = '']) => stock.join(`${origin.replace('http', 'ws')}/sync`, id, secret),
    [net.origin, space.space, token],
  )
  await page.waitForFunction(() => stock.synced, undefined, { timeout: 15_000 })

  await page.evaluate((person) => stock.say(person, 'from another page'), by)
  await expect(anna.message('from another page')).toContainText('Stock page')
  await anna.say('and back')
  await expect.poll(() => page.evaluate(() => stock.messages)).toEqual(['from another page', 'and back'])
  await page.evaluate(() => stock.write('a line of the other page'))
  await anna.expectLines(['a line of Anna', 'a line of the other page'])
  await page.evaluate(() => stock.present(true))
  await anna.expectHere(['Stock page'])
  await expect.poll(() => page.evaluate(() => stock.others)).toEqual(['Anna'])

  // It comes back by itself, as it always did.
  await house.kill()
  await page.evaluate((person) => stock.say(person, 'said while nobody listened'), by)
  await house.start()
  await expect(anna.message('said while nobody listened')).toBeVisible()
})

test('G8 a page that sends rubbish is closed; everybody else goes on', async ({ person, space }) => {
  const [anna, ben] = await Promise.all([person('Anna'), person('Ben')])
  const closes = await ben.page.evaluate(async (id) => {
    const send = async (what: string | Uint8Array<ArrayBuffer>, path: string = id): Promise<number> => {
      const socket = new WebSocket(`ws://${location.host}/sync/${path}`, ['weft.1'])
      socket.addEventListener('open', () => socket.send(what))
      return (await new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))).code
    }
    return {
      text: await send('hello'),
      rubbish: await send(new Uint8Array([0, 2, 200, 200, 1, 3])),
      unknown: await send(new Uint8Array([77, 1, 2])),
      nowhere: await send(new Uint8Array([0]), 'AAAAAAAAAAAAAAAAAAAAAA'),
    }
  }, space.space)
  expect(closes).toEqual({ text: 4400, rubbish: 4400, unknown: 4400, nowhere: 4403 })
  await ben.say('all well')
  await expect(anna.message('all well')).toBeVisible()
  await anna.saved()
})

test('G5 a page of another site gets no connection, though the browser is signed in', async ({
  person,
  site,
  space,
}) => {
  const anna = await person('Anna')
  const page = await anna.context.newPage()
  await page.goto(await site('<!doctype html><title>elsewhere</title>'))
  const code = await page.evaluate(
    async ([origin, id]) => {
      const socket = new WebSocket(`${origin?.replace('http', 'ws')}/sync/${id}`, ['weft.1'])
      return (await new Promise<CloseEvent>((resolve) => socket.addEventListener('close', resolve))).code
    },
    [anna.net.origin, space.space],
  )
  expect(code).toBe(Close.foreignOrigin)
})
