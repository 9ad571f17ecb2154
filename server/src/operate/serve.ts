import { type Command, Option } from 'commander'
import { dataOption } from './commands.ts'
import { configure, DEFAULTS, type Told } from './config.ts'
import { ALL_LIMITS, limitVariable } from './limits.ts'
import { createLog, LEVELS } from './log.ts'
import { print } from './print.ts'
import { problemOf } from './problem.ts'
import type { Weft } from './weft.ts'

/** SIGTERM to gone, at most. */
const END_MS = 4_900

export function addServeCommand(program: Command): void {
  program
    .command('serve')
    .description('run the server')
    .addOption(new Option('--port <number>', '0 for a free one').env('WEFT_PORT').default(DEFAULTS.port))
    .addOption(
      new Option('--host <name>', 'the address to listen on').env('WEFT_HOST').default(DEFAULTS.host),
    )
    .addOption(dataOption())
    .addOption(
      new Option(
        '--origin <url...>',
        'the address people use, when a proxy stands in front; the first goes into links',
      )
        .env('WEFT_ORIGIN')
        .default([]),
    )
    // Their variables are read by `configure`: commander takes any value, also 0, for a yes.
    .option('--insecure-http', 'serve others without HTTPS (env: WEFT_INSECURE_HTTP=1)', false)
    .option(
      '--trust-proxy [address...]',
      'the proxies in front, whose X-Forwarded-For and -Proto count: addresses, networks, or loopback, which is meant without any (env: WEFT_TRUST_PROXY)',
      false,
    )
    .addOption(
      new Option('--log-level <level>', LEVELS.join(', ')).env('WEFT_LOG_LEVEL').default(DEFAULTS.logLevel),
    )
    .addOption(
      new Option('--oidc-issuer <url>', 'let people sign in with an OpenID Connect provider: its issuer').env(
        'WEFT_OIDC_ISSUER',
      ),
    )
    .addOption(new Option('--oidc-client-id <id>', 'what it calls this server').env('WEFT_OIDC_CLIENT_ID'))
    .addOption(
      // No option for the secret itself: everybody on a machine can read its processes' arguments.
      new Option(
        '--oidc-client-secret-file <path>',
        'a file with the secret it gave to this server (or env: WEFT_OIDC_CLIENT_SECRET)',
      ).env('WEFT_OIDC_CLIENT_SECRET_FILE'),
    )
    .addOption(
      new Option('--oidc-name <name>', 'what the button calls it; without, its host').env('WEFT_OIDC_NAME'),
    )
    .addOption(new Option('--limit <name=value...>', 'change a limit (below); 0 for none').default([]))
    .addHelpText('after', limitsHelp())
    .action(async (options: Told & { origin: string | readonly string[] }) => {
      const origin = typeof options.origin === 'string' ? [options.origin] : options.origin
      const config = configure({ ...options, origin }, process.env)
      const log = createLog(config.logLevel, process.stderr.isTTY)
      // What follows takes most of a second to load: not for --help, nor for an option that is refused.
      const { startWeft } = await import('./weft.ts')
      const weft = await startWeft({ ...config, log })
      endOnSignal(weft)
      // Before the line that scripts wait for.
      if (weft.ownerLink !== null) print(`open this once to become the owner: ${weft.ownerLink}`)
      print(`listening on ${weft.url}`)
      if (config.insecureHttp)
        log.warn('insecure_http', {
          meaning: 'whoever is on the way can read along; offline use needs HTTPS',
        })
    })
}

/** npm passes on the Ctrl+C that the terminal has sent us already; only a later one is a second wish. */
const IMPATIENT_MS = 1_000

/** The first signal ends cleanly, a second Ctrl+C at once. */
function endOnSignal(weft: Weft): void {
  let since: number | null = null
  const end = (signal: NodeJS.Signals) => {
    if (since !== null) {
      if (signal === 'SIGINT' && performance.now() - since > IMPATIENT_MS) process.exit(1)
      return
    }
    since = performance.now()
    const late = setTimeout(() => {
      process.stderr.write(`weft: could not end cleanly within ${END_MS / 1000} s after ${signal}.\n`)
      process.exit(1)
    }, END_MS)
    weft.close().then(
      () => {
        clearTimeout(late)
        process.exitCode = 0
      },
      (error: unknown) => {
        process.stderr.write(`weft: ${problemOf(error)?.message ?? String(error)}\n`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}

function limitsHelp(): string {
  const rows = Object.entries(ALL_LIMITS).map(
    ([name, value]) => `  ${name.padEnd(18)} ${limitVariable(name).padEnd(32)} ${value}`,
  )
  return `\nLimits, their variables and defaults (bytes may be told as 64K or 32M):\n${rows.join('\n')}`
}
