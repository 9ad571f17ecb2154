import { parseArgs } from 'node:util'
import { isName, NAMES, type Name } from './names.ts'

export const HELP = `npm run bench -- [workload …] [--only name,name] [--connections N] [--messages N,N] [--stall SECONDS]
                  [--seconds N] [--trace FILE]

Every server in turn does the same; figures side by side, with how many times better Weft is than the better of its peers.

  --only         some of the servers: ${NAMES.join(', ')}
  --connections  of \`idle\`, four to a space (default 2000)
  --messages     of \`load\`, a table each (default 20000,100000)
  --stall        how long \`backpressure\`'s slow reader reads nothing (default 6; Weft gives up a silent one after 8)
  --seconds      how long each measures, where it measures for a time (default 8; \`durable\` 20)
  --trace        a recorded session for \`replay\`, in the format of josephg/editing-traces; without it that is left out
`

export interface Options {
  /** Names of workloads; empty for all. */
  readonly workloads: readonly string[]
  readonly names: readonly Name[]
  readonly connections: number
  readonly messages: readonly number[]
  readonly stall: number
  /** Null: as long as each workload thinks best. */
  readonly seconds: number | null
  readonly trace: string | null
}

/** Null: only help was asked for. @throws {Error} with a sentence about what can't be understood. */
export function parseOptions(args: readonly string[]): Options | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      only: { type: 'string', default: NAMES.join(',') },
      connections: { type: 'string', default: '2000' },
      messages: { type: 'string', default: '20000,100000' },
      stall: { type: 'string', default: '6' },
      seconds: { type: 'string' },
      trace: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return null
  const only = values.only.split(',')
  const unknown = only.find((name) => !isName(name))
  if (unknown !== undefined) throw new Error(`There is no server “${unknown}” here, but ${NAMES.join(', ')}.`)
  return {
    workloads: positionals,
    names: NAMES.filter((name) => only.includes(name)),
    connections: whole('connections', values.connections),
    messages: values.messages.split(',').map((text) => whole('messages', text)),
    stall: whole('stall', values.stall),
    seconds: values.seconds === undefined ? null : whole('seconds', values.seconds),
    trace: values.trace ?? null,
  }
}

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} wants a whole number, not “${text}”.`)
  return Number(text)
}
