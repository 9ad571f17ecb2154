import type { Configuration } from 'openid-client'
import type { ProviderOptions } from './options.ts'

/** The provider's word for who somebody is. */
export interface Identity {
  readonly issuer: string
  /** Never given to another account of the issuer. */
  readonly subject: string
  /** What the provider calls them; null when it doesn't say. */
  readonly name: string | null
}

/** `denied`: the person, or the provider, said no. `failed`: its answer doesn't hold, or none came. */
export class SignInError extends Error {
  readonly why: 'denied' | 'failed' | 'unreachable'
  /** For the log: codes of ours, of the library or of the machine, never what the provider or a browser wrote. */
  readonly code: string
  constructor(why: SignInError['why'], code: string, options?: ErrorOptions) {
    super(`sign-in ${why}: ${code}`, options)
    this.name = 'SignInError'
    this.why = why
    this.code = code
  }
}

interface Checks {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/** An OpenID Connect provider. Nothing is loaded or asked before somebody signs in: the server starts without it. */
export interface Provider {
  /** Where to send the browser. Throws SignInError. */
  begin(redirect: string): Promise<Checks & { readonly url: string }>
  /** `answer`: the address that the browser came back to. Throws SignInError. */
  finish(answer: URL, checks: Checks): Promise<Identity>
}

/** No more than needed: who it is, and what to call them. */
const SCOPE = 'openid profile'
/** How long the provider may take for one answer, in seconds. */
const PATIENCE = 10
/** After which its addresses and keys are looked up anew. Milliseconds. */
const STALE = 60 * 60_000

/** @param elapsed milliseconds, of a clock that only goes forward */
export function createProvider(options: ProviderOptions, elapsed: () => number): Provider {
  let known: { readonly at: number; readonly discovered: Promise<Discovered> } | null = null

  function discovered(): Promise<Discovered> {
    if (known !== null && elapsed() - known.at < STALE) return known.discovered
    const mine = { at: elapsed(), discovered: discover(options) }
    known = mine
    // A provider that was down is asked again by whoever comes next.
    mine.discovered.catch(() => {
      if (known === mine) known = null
    })
    return mine.discovered
  }

  return {
    async begin(redirect) {
      const { client, config } = await discovered()
      const checks = {
        state: client.randomState(),
        nonce: client.randomNonce(),
        verifier: client.randomPKCECodeVerifier(),
      }
      const url = client.buildAuthorizationUrl(config, {
        redirect_uri: redirect,
        scope: SCOPE,
        state: checks.state,
        nonce: checks.nonce,
        code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
        code_challenge_method: 'S256',
      })
      return { ...checks, url: url.href }
    },

    async finish(answer, { state, nonce, verifier }) {
      const { client, config } = await discovered()
      try {
        const tokens = await client.authorizationCodeGrant(config, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const claims = tokens.claims()
        if (claims === undefined) throw new SignInError('failed', 'no_id_token')
        const { iss: issuer, sub: subject } = claims
        const name = nameIn(claims) ?? (await askName(client, config, tokens.access_token, subject))
        return { issuer, subject, name }
      } catch (error) {
        throw asSignInError(error)
      }
    },
  }
}

interface Discovered {
  readonly client: typeof import('openid-client')
  readonly config: Configuration
}

async function discover({ issuer, clientId, clientSecret }: ProviderOptions): Promise<Discovered> {
  const client = await import('openid-client')
  const url = new URL(issuer)
  try {
    const basic = client.ClientSecretBasic(clientSecret)
    const post = client.ClientSecretPost(clientSecret)
    // What every provider must know, unless it says otherwise.
    const secret: typeof basic = (server, ...rest) =>
      (server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') === false
        ? post
        : basic)(server, ...rest)
    const config = await client.discovery(url, clientId, undefined, secret, {
      timeout: PATIENCE,
      // Only ever to this machine: the options refuse it for any other.
      execute: url.protocol === 'http:' ? [client.allowInsecureRequests] : [],
    })
    return { client, config }
  } catch (error) {
    throw new SignInError('unreachable', codeOf(error), { cause: error })
  }
}

/** Many providers tell names only when asked. Somebody without one can still come in, and say it here. */
async function askName(
  client: Discovered['client'],
  config: Configuration,
  token: string,
  subject: string,
): Promise<string | null> {
  if (config.serverMetadata().userinfo_endpoint === undefined) return null
  return nameIn(await client.fetchUserInfo(config, token, subject))
}

function nameIn(claims: Readonly<Record<string, unknown>>): string | null {
  for (const key of ['name', 'nickname', 'preferred_username', 'given_name']) {
    const value = claims[key]
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return null
}

function asSignInError(error: unknown): SignInError {
  if (error instanceof SignInError) return error
  const denied =
    error instanceof Error &&
    error.name === 'AuthorizationResponseError' &&
    'error' in error &&
    error.error === 'access_denied'
  return new SignInError(denied ? 'denied' : 'failed', codeOf(error), { cause: error })
}

/** The codes of an error and of what caused it, the outermost first: an operator needs `ECONNREFUSED`, not `TypeError`. */
function codeOf(error: unknown): string {
  const codes: string[] = []
  for (let at = error; at instanceof Error && codes.length < 4; at = at.cause) {
    const { code } = at as { code?: unknown }
    codes.push(typeof code === 'string' && /^[A-Z][A-Z0-9_]{1,60}$/.test(code) ? code : at.name)
  }
  return codes.length === 0 ? 'unknown' : codes.join(' ')
}
