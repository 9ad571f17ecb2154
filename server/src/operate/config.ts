import { resolve } from 'node:path'
import { z } from 'zod'
import { proxiesOf } from '../gateway/address.ts'
import type { ProviderOptions } from '../signin/options.ts'
import { ALL_LIMITS, type AllLimits, limitsWith, limitVariable } from './limits.ts'
import { LEVELS, type Level } from './log.ts'
import { isLocal } from './origins.ts'
import { Problem } from './problem.ts'
import { providerOf, type ToldProvider } from './provider.ts'

/** How a server runs; everything checked. */
export interface Config {
  readonly host: string
  /** 0 for a free one. */
  readonly port: number
  /** Absolute. */
  readonly data: string
  /** Addresses under which people reach it, when they aren't the ones it listens on (a proxy's). The first goes into links. */
  readonly origins: readonly string[]
  readonly insecureHttp: boolean
  /** Addresses, networks, or `loopback`. */
  readonly trustProxy: readonly string[]
  readonly signin: ProviderOptions | null
  readonly logLevel: Level
  readonly limits: AllLimits
}

/** As they were told: by option, else by variable, else the default. */
export interface Told extends ToldProvider {
  readonly port: string
  readonly host: string
  readonly data: string
  readonly origin: readonly string[]
  readonly insecureHttp: boolean
  /** True: told without saying whom. */
  readonly trustProxy: boolean | readonly string[]
  readonly logLevel: string
  readonly limit: readonly string[]
}

export const DEFAULTS = { port: '4000', host: 'localhost', data: './data', logLevel: 'info' } as const
export const VARIABLES = [
  'WEFT_PORT',
  'WEFT_HOST',
  'WEFT_DATA',
  'WEFT_ORIGIN',
  'WEFT_INSECURE_HTTP',
  'WEFT_TRUST_PROXY',
  'WEFT_LOG_LEVEL',
  'WEFT_OIDC_ISSUER',
  'WEFT_OIDC_CLIENT_ID',
  'WEFT_OIDC_CLIENT_SECRET',
  'WEFT_OIDC_CLIENT_SECRET_FILE',
  'WEFT_OIDC_NAME',
] as const

const portSchema = z
  .string()
  .regex(/^\d{1,5}$/)
  .transform(Number)
  .pipe(z.number().max(65535))
const hostSchema = z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/)

/** Throws Problem, with one sentence, for anything that is unknown, malformed, contradictory or unsafe. */
export function configure(told: Told, environment: NodeJS.ProcessEnv): Config {
  refuseUnknownVariables(environment)
  const port = portSchema.safeParse(told.port)
  if (!port.success) throw new Problem(`--port must be a number from 0 to 65535, not “${told.port}”.`)
  const host = hostSchema.safeParse(told.host)
  if (!host.success)
    throw new Problem(`--host must be a name or an address of this machine, not “${told.host}”.`)
  const logLevel = LEVELS.find((level) => level === told.logLevel)
  if (logLevel === undefined)
    throw new Problem(`--log-level must be one of ${LEVELS.join(', ')}, not “${told.logLevel}”.`)
  const config: Config = {
    host: host.data,
    port: port.data,
    data: resolve(told.data),
    origins: [...new Set(told.origin.flatMap((list) => list.split(',')).map(parseOrigin))],
    insecureHttp: told.insecureHttp || yes(environment, 'WEFT_INSECURE_HTTP'),
    trustProxy: trusted(told.trustProxy, environment),
    signin: providerOf(told, environment),
    logLevel,
    limits: limitsWith(toldLimits(told.limit, environment)),
  }
  refuseUnsafe(config)
  return config
}

function yes(environment: NodeJS.ProcessEnv, variable: (typeof VARIABLES)[number]): boolean {
  const text = environment[variable]?.trim().toLowerCase() ?? ''
  if (text === '' || text === '0' || text === 'false' || text === 'no') return false
  if (text === '1' || text === 'true' || text === 'yes') return true
  throw new Problem(`${variable} must be 1 or 0, not “${text}”.`)
}

/** Said without whom, it is a proxy on this machine. The option wins over the variable. */
function trusted(told: Told['trustProxy'], environment: NodeJS.ProcessEnv): readonly string[] {
  const variable = environment.WEFT_TRUST_PROXY?.trim() ?? ''
  const list = typeof told === 'boolean' ? (told ? ['loopback'] : listed(variable)) : told.flatMap(split)
  try {
    proxiesOf(list)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new Problem(
      `--trust-proxy takes addresses like 10.0.0.1, networks like 10.0.0.0/8, or loopback, not “${error.message}”.`,
    )
  }
  return list
}
function listed(variable: string): readonly string[] {
  if (/^(?:|0|false|no)$/i.test(variable)) return []
  return /^(?:1|true|yes)$/i.test(variable) ? ['loopback'] : split(variable)
}
const split = (list: string): readonly string[] => list.split(',').map((one) => one.trim())

/** An exact origin, as browsers spell it. */
function parseOrigin(text: string): string {
  const trimmed = text.trim()
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null
  if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== trimmed.replace(/\/$/, ''))
    throw new Problem(
      `--origin must be an address like https://weft.example.org, without a path, not “${trimmed}”.`,
    )
  return url.origin
}

function refuseUnsafe({ host, origins, insecureHttp }: Config): void {
  const plain = origins.filter(
    (o) => o.startsWith('http://') && !isLocal(new URL(o).hostname.replace(/^\[|\]$/g, '')),
  )
  const https = origins.filter((origin) => origin.startsWith('https://'))
  if (insecureHttp && https.length > 0)
    throw new Problem(`--insecure-http contradicts --origin ${https[0]}: leave one of them out.`)
  if (insecureHttp) return
  if (plain.length > 0)
    throw new Problem(
      `${plain[0]} would carry what signs people in without HTTPS: put a proxy with HTTPS in front and name it with --origin https://…, or say --insecure-http if you accept that.`,
    )
  if (!isLocal(host) && https.length === 0)
    throw new Problem(
      `On ${host} others can reach Weft, and without HTTPS they could read along and browsers keep nothing offline: name your HTTPS address with --origin https://…, or say --insecure-http if you accept that.`,
    )
}

function toldLimits(
  options: readonly string[],
  environment: NodeJS.ProcessEnv,
): ReadonlyMap<string, { text: string; shown: string }> {
  const told = new Map<string, { text: string; shown: string }>()
  for (const name of Object.keys(ALL_LIMITS)) {
    const variable = limitVariable(name)
    const text = environment[variable]
    if (text !== undefined && text !== '') told.set(name, { text, shown: variable })
  }
  for (const option of options) {
    const [name = '', text = ''] = option.split('=', 2)
    told.set(name, { text, shown: `--limit ${name}` })
  }
  return told
}

/** A variable with a typing error would silently leave a default standing. */
function refuseUnknownVariables(environment: NodeJS.ProcessEnv): void {
  const known = new Set<string>([...VARIABLES, ...Object.keys(ALL_LIMITS).map(limitVariable)])
  const unknown = Object.keys(environment).find((name) => name.startsWith('WEFT_') && !known.has(name))
  if (unknown === undefined) return
  throw new Problem(`${unknown} is not an option of Weft; \`weft serve --help\` names them all.`)
}
