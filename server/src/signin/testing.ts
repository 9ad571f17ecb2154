import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { ProviderOptions } from './options.ts'

/** A real OpenID Connect provider on loopback, for tests. Its page asks who comes, and lets everybody be who they say. */
export interface TestProvider {
  readonly options: ProviderOptions
  /** Every secret, code and token that it has given or been sent. */
  readonly secrets: ReadonlySet<string>
  close(): Promise<void>
}

/** Whom the page takes for nobody: the sign-in is denied. */
export const NOBODY = 'nobody'

const CLIENT = 'weft'
const SECRET = 'the-secret-of-this-weft-at-its-provider'

/** @param origins of the Weft that people come back to @param port 0 for a free one */
export async function startProvider(origins: readonly string[], port = 0): Promise<TestProvider> {
  const { default: Provider } = await quietly(() => import('oidc-provider'))
  const secrets = new Set([SECRET])
  let answer = (_: IncomingMessage, res: ServerResponse): void => void res.writeHead(503).end()
  const server = createServer((req, res) => {
    // What passes in addresses and answers: a test looks for it where it mustn't be.
    for (const [, secret = ''] of (req.url ?? '').matchAll(/[?&](?:code|state|nonce)=([^&]+)/g))
      secrets.add(secret)
    answer(req, res)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  const provider = await quietly(async () => new Provider(issuer, configuration(origins)))
  const callback = provider.callback()

  /** The page that asks, and what it does with the answer. Whoever is known agrees to everything. */
  async function ask(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (req.method !== 'POST') {
      res.setHeader('content-type', 'text/html; charset=utf-8')
      res.end(PAGE)
      return
    }
    const accountId = new URLSearchParams(await text(req)).get('who') ?? NOBODY
    if (accountId === NOBODY) {
      await provider.interactionFinished(req, res, { error: 'access_denied' })
      return
    }
    const { params } = await provider.interactionDetails(req, res)
    const grant = new provider.Grant({ accountId, clientId: params.client_id })
    grant.addOIDCScope('openid profile')
    const grantId = await grant.save()
    await provider.interactionFinished(req, res, { login: { accountId }, consent: { grantId } })
  }

  answer = (req, res) => {
    if (req.url?.startsWith('/who/') !== true) callback(req, res)
    else
      ask(req, res).catch((error: unknown) => {
        res.writeHead(500).end(String(error))
      })
  }
  return {
    options: { issuer, clientId: CLIENT, clientSecret: SECRET, name: 'Harbour accounts' },
    secrets,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

const configuration = (origins: readonly string[]) => ({
  clients: [
    {
      client_id: CLIENT,
      client_secret: SECRET,
      redirect_uris: origins.map((origin) => `${origin}/api/signin/callback`),
    },
  ],
  findAccount: (_: unknown, id: string) => ({
    accountId: id,
    claims: () => ({ sub: id, name: id.replaceAll('_', ' ') }),
  }),
  claims: { openid: ['sub'], profile: ['name'] },
  pkce: { required: () => true },
  features: { devInteractions: { enabled: false } },
  interactions: { url: (_: unknown, { uid }: { uid: string }) => `/who/${uid}` },
  cookies: { keys: ['the key of the test'] },
  ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 60, Interaction: 600, Session: 600 },
})

/** It warns of what a test wants: keys and memory of its own, gone with it. */
async function quietly<T>(make: () => Promise<T>): Promise<T> {
  const { warn } = console
  console.warn = () => undefined
  try {
    return await make()
  } finally {
    console.warn = warn
  }
}

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Harbour accounts</title><link rel="icon" href="data:,">
<form method="post"><label>Who are you? <input name="who" autofocus></label> <button>Continue</button></form></html>`
