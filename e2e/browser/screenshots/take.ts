import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { PersonId } from '@weft/space'
import { expect, test } from '../fixtures/test.ts'
import { CAST, converse, Hand, type Name } from './cafe.ts'

const root = resolve(import.meta.dirname, '../../..')
/** Those two that the README shows; all others are for looking at. */
const SHOWN = resolve(root, 'docs/pictures')
const LOOKED_AT = resolve(root, 'test-results/screenshots')

const SIZES = [
  { name: 'wide', width: 1440, height: 900 },
  { name: 'middle', width: 1024, height: 768 },
  { name: 'phone', width: 390, height: 844 },
]

/** Somewhere on earth it is half past ten in the morning, more or less: the café's clocks stand there. */
function morning(): string {
  const ahead = 10 - new Date().getUTCHours()
  // Etc/GMT counts the other way round, and ends at 12 hours behind.
  const offset = ahead < -12 ? ahead + 24 : ahead
  return `Etc/GMT${offset > 0 ? '-' : '+'}${Math.abs(offset)}`
}

test('takes the pictures', async ({ house, person, space }) => {
  await Promise.all([SHOWN, LOOKED_AT].map((folder) => mkdir(folder, { recursive: true })))
  const names = Object.keys(CAST) as Name[]
  const people = new Map<Name, Awaited<ReturnType<typeof person>>>()
  for (const name of names)
    people.set(
      name,
      await person(name, {
        browser: { viewport: { width: 1440, height: 900 }, timezoneId: morning(), locale: 'en-GB' },
      }),
    )
  const ids = new Map<string, PersonId>((await house.people(space.space)).map(({ id, name }) => [name, id]))
  const hands = new Map<Name, Hand>()
  for (const [name, one] of people) {
    const by = ids.get(name)
    if (!by) throw new Error(`${name} has no role`)
    const { origin } = one.net
    await one.context.request.patch(`${origin}/api/me`, { data: { dye: CAST[name] }, headers: { origin } })
    hands.set(name, await Hand.of(one, space.space, by))
  }
  await converse(hands)
  for (const file of ['opening.md', 'menu.md', 'suppliers.md'])
    await house.importNote(space.space, resolve(import.meta.dirname, file))
  for (const hand of hands.values()) hand.close()

  const [mina, tomas, aiko, jonas] = names.map((name) => people.get(name))
  if (!mina || !tomas || !aiko || !jonas) throw new Error('somebody is missing')
  const { space: other } = await house.newSpace('Reading group')
  await mina.page.goto(mina.through(await house.invite(other, 'member')))
  await mina.page.getByRole('button', { name: /^Join/ }).click()
  await mina.page.getByRole('link', { name: 'Harbour café' }).click()
  for (const one of people.values()) await one.page.reload()
  for (const one of [mina, tomas, aiko]) await one.openNote('Opening week')
  await jonas.composer.pressSequentially('Happy, as long as somebody brings the')
  await tomas.stand(6)
  await aiko.stand(13)
  await aiko.page.keyboard.press('Control+End')
  await aiko.page.keyboard.type(' Card only after nine.')
  await mina.saved()
  await expect(mina.carets()).toHaveCount(2)

  for (const colorScheme of ['light', 'dark'] as const)
    for (const { name, ...viewport } of SIZES) {
      await mina.page.setViewportSize(viewport)
      await mina.page.emulateMedia({ colorScheme })
      await jonas.composer.pressSequentially(' ')
      // Carets tell their names while they move.
      await tomas.page.keyboard.press('ArrowLeft')
      await tomas.page.keyboard.press('End')
      const path =
        name === 'wide'
          ? resolve(SHOWN, `weft-${colorScheme}.png`)
          : resolve(LOOKED_AT, `${name}-${colorScheme}.png`)
      await mina.page.screenshot({ path, animations: 'disabled' })
      if (name !== 'phone') continue
      await mina.page.getByRole('button', { name: 'Conversation', exact: true }).click()
      await mina.page.screenshot({
        path: resolve(LOOKED_AT, `phone-conversation-${colorScheme}.png`),
        animations: 'disabled',
      })
      await mina.page.getByRole('button', { name: 'Opening week', exact: true }).click()
    }
})
