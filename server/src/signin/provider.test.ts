import { signinStartedSchema } from '@weft/space/api'
import { afterEach, expect, it, vi } from 'vitest'
import { type Trial, trial } from '../operate/trial.ts'
import { startProvider, type TestProvider } from './testing.ts'

const loads = vi.hoisted(() => ({ count: 0 }))
vi.mock('openid-client', async (original) => {
  loads.count++
  return original()
})

const HOME = 'https://weft.example.org'
let t: Trial | null = null
let provider: TestProvider | null = null
afterEach(async () => {
  await t?.close()
  await provider?.close()
})

it('neither loads nor asks anything before somebody signs in', async () => {
  t = await trial()
  await t.ask('/api/signin')
  await t.close()
  provider = await startProvider([HOME])
  t = await trial({ signin: provider.options, origins: [HOME] })
  await t.ask('/api/signin')
  expect(loads.count).toBe(0)
  const begun = () => t?.ask('/api/signin/provider', { method: 'POST', body: {}, origin: HOME })
  const answers = await Promise.all([begun(), begun()])
  expect(loads.count).toBe(1)

  // What goes to the provider: a code with PKCE, and nothing twice.
  const urls = await Promise.all(answers.map(async (a) => signinStartedSchema.parse(await a?.json()).url))
  const asked = urls.map((url) => new URL(url).searchParams)
  for (const search of asked) {
    expect(Object.fromEntries(search)).toMatchObject({
      response_type: 'code',
      scope: 'openid profile',
      code_challenge_method: 'S256',
      redirect_uri: `${HOME}/api/signin/callback`,
    })
  }
  for (const once of ['state', 'nonce', 'code_challenge'])
    expect(new Set(asked.map((search) => search.get(once) ?? '')).size).toBe(2)
})
