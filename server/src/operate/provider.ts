import { readFileSync } from 'node:fs'
import { nameSchema } from '@weft/space/api'
import type { ProviderOptions } from '../signin/options.ts'
import { isLocal } from './origins.ts'
import { Problem } from './problem.ts'

/** What was told of an OpenID Connect provider. Its secret comes by variable or file, never by an argument. */
export interface ToldProvider {
  readonly oidcIssuer?: string
  readonly oidcClientId?: string
  readonly oidcClientSecretFile?: string
  readonly oidcName?: string
}

/** The provider that people may sign in with; null when nothing was told. Throws Problem for half of one, or an unsafe one. */
export function providerOf(told: ToldProvider, environment: NodeJS.ProcessEnv): ProviderOptions | null {
  const { oidcIssuer: issuer = '', oidcClientId: clientId = '', oidcClientSecretFile: file = '' } = told
  const given = environment.WEFT_OIDC_CLIENT_SECRET ?? ''
  if ([issuer, clientId, file, given, told.oidcName ?? ''].every((text) => text === '')) return null
  if (given !== '' && file !== '')
    throw new Problem('WEFT_OIDC_CLIENT_SECRET contradicts --oidc-client-secret-file: leave one of them out.')
  const clientSecret = file === '' ? given : secretIn(file)
  if (issuer === '' || clientId === '' || clientSecret === '')
    throw new Problem(
      'Signing in with OpenID Connect needs --oidc-issuer, --oidc-client-id and a secret (WEFT_OIDC_CLIENT_SECRET, or --oidc-client-secret-file).',
    )
  const url = URL.canParse(issuer) ? new URL(issuer) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== '' || url.hash !== '')
    throw new Problem(`--oidc-issuer must be an address like https://accounts.example.org, not “${issuer}”.`)
  if (url.protocol === 'http:' && !isLocal(url.hostname.replace(/^\[|\]$/g, '')))
    throw new Problem(
      `--oidc-issuer ${issuer} would carry what signs people in without HTTPS: name its https:// address.`,
    )
  const name = nameSchema.safeParse(told.oidcName || url.hostname)
  if (!name.success) throw new Problem(`--oidc-name must be 1 to 80 characters to be seen.`)
  return { issuer, clientId, clientSecret, name: name.data }
}

function secretIn(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim()
  } catch (error) {
    const { code = 'unreadable' } = error as NodeJS.ErrnoException
    throw new Problem(`--oidc-client-secret-file ${file} can’t be read (${code}).`, { cause: error })
  }
}
