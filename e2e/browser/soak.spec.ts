import { mulberry32 } from '@weft/space/testing'
import type { Person } from './fixtures/person.ts'
import { expect, test } from './fixtures/test.ts'

const WORDS = 'beans cups milk Saturday ladder proofs plum quiet corner refill'.split(' ')
const KINDS = ['0', '1', '2', '3', '0']

/** One thing that a person does in a note, chosen by chance. */
async function act(one: Person, random: () => number, mind: { cut: boolean }): Promise<void> {
  const { keyboard } = one.page
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T
  const times = async (most: number, key: string) => {
    for (let n = Math.floor(random() * most) + 1; n > 0; n--) await keyboard.press(key)
  }
  const chance = random()
  if (chance < 0.4) await keyboard.type(`${pick(WORDS)} `)
  else if (chance < 0.5) await keyboard.press('Enter')
  else if (chance < 0.58) await times(6, 'Backspace')
  else if (chance < 0.68)
    await times(4, pick(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End']))
  else if (chance < 0.74)
    await times(8, pick(['Shift+ArrowLeft', 'Shift+ArrowDown', 'Shift+ArrowUp', 'Shift+Home']))
  else if (chance < 0.79) await keyboard.press(pick(['Control+b', 'Control+i', 'Control+e']))
  else if (chance < 0.84) await keyboard.press(`Control+Alt+${pick(KINDS)}`)
  else if (chance < 0.87)
    await keyboard.press(pick(['Control+Shift+8', 'Control+Shift+9', 'Tab', 'Shift+Tab']))
  else if (chance < 0.92) await times(3, pick(['Control+z', 'Control+z', 'Control+Shift+z']))
  else if (chance < 0.96) {
    mind.cut = !mind.cut
    if (mind.cut) one.net.cut()
    else await one.find()
  } else {
    await keyboard.press('Control+c')
    await keyboard.press('End')
    await keyboard.press('Control+v')
  }
}

for (const seed of [1, 2, 3])
  test(`G4 three do this and that in one note, with cuts; in the end all see the same (seed ${seed})`, async ({
    person,
  }) => {
    const people = await Promise.all(['Anna', 'Ben', 'Cleo'].map((name) => person(name)))
    const [anna] = people
    if (anna === undefined) throw new Error('nobody came')
    await anna.newNote('Together')
    for (const line of ['first', 'second', 'third']) {
      await anna.page.keyboard.type(line)
      await anna.page.keyboard.press('Enter')
    }
    for (const one of people.slice(1)) await one.openNote('Together')
    const warnings: string[] = []
    for (const { page, name } of people)
      page.on('console', (message) => {
        if (message.type() === 'warning') warnings.push(`${name}: ${message.text()}`)
      })
    let done = 0
    await Promise.all(
      people.map(async (one, n) => {
        const random = mulberry32(seed * 100 + n)
        const mind = { cut: false }
        await one.stand(n)
        for (let step = 0; step < 60; step++) {
          if (step % 20 === 19) await one.line(0).click()
          await act(one, random, mind)
          done++
        }
        await one.find()
      }),
    )
    expect(done).toBe(180)
    for (const one of people) await one.saved()
    expect(warnings, 'editors that had to be mended').toEqual([])
  })
