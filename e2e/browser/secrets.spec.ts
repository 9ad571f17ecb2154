import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { startProvider, type TestProvider } from '@weft/server/testing'
import { WebSocket } from 'ws'
import { test as base, expect } from './fixtures/test.ts'

interface Secrets {
  /** All that must be nowhere but where it belongs, each with what it is. */
  readonly secrets: Map<string, string>
}

const test = base.extend<Secrets>({
  // biome-ignore lint/correctness/noEmptyPattern: reason: Playwright reads from the pattern what a fixture needs
  secrets: async ({}, use) => {
    await use(new Map())
  },
  serving: async ({ secrets }, use, info) => {
    let provider: TestProvider | null = null
    await use(async (origins) => {
      provider = await startProvider(origins)
      const { issuer, clientId, clientSecret } = provider.options
      secrets.set(clientSecret, 'the secret at the provider')
      const file = info.outputPath('secret')
      await writeFile(file, clientSecret, { mode: 0o600 })
      const told = { issuer, 'client-id': clientId, 'client-secret-file': file }
      return Object.entries(told).flatMap(([option, value]) => [`--oidc-${option}`, value])
    })
    const ended = provider as TestProvider | null
    await ended?.close()
  },
})

test('G8 no secret of a whole day is in a log, a metric, an address or on the disk', async ({
  house,
  space,
  stranger,
  secrets,
  watch,
}) => {
  watch.expect(/status of (400|401|404|410|429)/)
  const keep = (what: string, secret: string) => {
    expect(`${what}: ${secret}`).toMatch(/: .{16,}/)
    secrets.set(secret, what)
    return secret
  }
  const secretOf = (link: string) => new URL(link).hash.slice(1)
  const owner = keep('the owner’s link', secretOf(house.server.ownerLink))
  keep('a token', space.token)

  // What browsers ask for, and of whom.
  const addresses: string[] = []
  const come = async (name: string) => {
    const person = await stranger(name)
    person.context.on('request', (request) => addresses.push(request.url(), request.headers().referer ?? ''))
    return person
  }
  const cookiesOf = async (person: Awaited<ReturnType<typeof come>>) => {
    for (const { name, value } of await person.context.cookies())
      if (name.startsWith('weft_')) keep(`the cookie ${name} of ${person.name}`, value)
  }

  const olga = await come('Olga')
  await olga.page.goto(olga.through(house.server.ownerLink))
  await olga.page.getByLabel('Your name').fill('Olga')
  await olga.page.getByRole('button', { name: 'Begin' }).click()
  await expect(olga.page.getByRole('button', { name: 'You, Olga' })).toBeVisible()
  await cookiesOf(olga)

  const link = await house.invite(space.space, 'member')
  const invitation = keep('an invitation', secretOf(link))
  const ada = await come('Ada')
  await ada.page.goto(ada.through(link))
  await ada.page.getByRole('button', { name: /^Sign in with/ }).click()
  await expect
    .poll(async () => (await ada.context.cookies()).map(({ name }) => name))
    .toContain('weft_signin')
  await cookiesOf(ada)
  await ada.page.getByLabel('Who are you?').fill('Ada')
  await ada.page.getByRole('button', { name: 'Continue' }).click()
  await ada.page.getByRole('button', { name: 'Join Harbour café' }).click()
  await ada.say('a word that nobody should log')
  await ada.saved()
  await cookiesOf(ada)

  await ada.page.getByRole('button', { name: 'You, Ada' }).click()
  await ada.page.getByRole('menuitem', { name: 'You and your devices' }).click()
  await ada.page.getByRole('button', { name: 'Make a link' }).click()
  const device = await ada.page.getByTestId('device-link').inputValue()
  keep('a link to another device', secretOf(device))
  const phone = await come('Phone')
  await phone.page.goto(phone.through(device))
  await phone.page.getByRole('button', { name: 'Sign in as Ada' }).click()
  await expect(phone.page.getByRole('button', { name: 'You, Ada' })).toBeVisible()
  await cookiesOf(phone)

  // And everything wrong that can be done with them.
  const { origin } = house.server
  const guess = keep('a wrong token', 'weft_a-token-that-nobody-was-given')
  const asked: readonly (readonly [path: string, headers: Record<string, string>, body?: string])[] = [
    ['/api/me', { authorization: `Bearer ${space.token}` }],
    ['/api/me', { authorization: `Bearer ${guess}` }],
    ['/api/me', { cookie: `weft_device=${guess}` }],
    [`/api/me?token=${guess}`, {}],
    [`/${guess}`, {}],
    [`/sync/${guess}?token=${guess}`, {}],
    ['/api/invitations/look', { origin }, JSON.stringify({ secret: owner })],
    ['/api/invitations/look', { origin }, JSON.stringify({ secret: invitation })],
    ['/api/invitations/look', { origin }, JSON.stringify({ secret: secretOf(device) })],
    ['/api/invitations/accept', { origin }, `{"secret":"${invitation}"`],
    ['/api/invitations/accept', { origin }, JSON.stringify({ secret: invitation, name: '\u202e' })],
    ['/api/invitations/accept', { origin }, JSON.stringify({ secret: invitation.repeat(9) })],
    [`/api/signin/callback?code=${guess}&state=${guess}`, { cookie: `weft_signin=${guess}` }],
    ['/api/me', { 'content-length': '5', authorization: `Basic ${guess}` }],
  ]
  for (const [path, headers, body] of asked)
    await fetch(origin + path, {
      redirect: 'manual',
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { method: 'POST', body }),
    }).catch((error: unknown) => expect(String(error)).toContain('TypeError'))
  const beside = (token: string) => `weft.token.${Buffer.from(token).toString('base64url')}`
  keep('a token beside the subprotocol', beside(space.token))
  keep('a wrong one beside the subprotocol', beside(guess))
  for (const [path, protocols] of [
    [space.space, ['weft.1', beside(guess)]],
    [space.space, ['weft.1', beside(space.token), beside(guess)]],
    [`${space.space}?token=${space.token}`, ['weft.1']],
    [guess, ['weft.1', beside(space.token)]],
  ] as const) {
    const ws = new WebSocket(`${origin.replace('http', 'ws')}/sync/${path}`, [...protocols])
    await new Promise<void>((ended) => {
      ws.once('close', () => ended())
      ws.once('error', () => ended())
    })
  }

  // The one place on purpose: the first start tells its operator the owner's link, once.
  const said = house.server.output.split('\n')
  const told = said.filter((line) => line.includes(owner))
  expect(told).toEqual([`open this once to become the owner: ${house.server.ownerLink}`])
  const metrics = await (await fetch(`${origin}/metrics`)).text()
  const log = said.filter((line) => line !== told[0]).join('\n')
  // The log did see them come by.
  expect(log).toContain('socket_refused')
  expect(log).toContain('upgrade_refused')
  expect(metrics).toContain('weft_closes_total')
  for (const word of ['a word that nobody should log', 'Harbour', 'Olga', 'Ada'])
    expect(log + metrics).not.toContain(word)
  await house.stop()
  const stored = await Promise.all(
    (await readdir(house.server.folder, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(async (entry) => (await readFile(join(entry.parentPath, entry.name))).toString('latin1')),
  )
  expect(stored.join('').length).toBeGreaterThan(2_000)
  expect(secrets.size).toBeGreaterThanOrEqual(9)
  for (const [secret, what] of secrets) {
    expect(log.includes(secret) ? `the log has ${what}` : '').toBe('')
    expect(metrics.includes(secret) ? `the metrics have ${what}` : '').toBe('')
    expect(stored.some((file) => file.includes(secret)) ? `the disk has ${what}` : '').toBe('')
    expect(addresses.filter((address) => address.includes(secret)).map((at) => `${what} in ${at}`)).toEqual(
      [],
    )
  }
})
