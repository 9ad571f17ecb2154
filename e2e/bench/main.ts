import type { Column, Figures } from './figures.ts'
import { described, leaveServerCore } from './machine.ts'
import { NAMES, type Name, versionOf } from './names.ts'
import { HELP, type Options, parseOptions } from './options.ts'
import { table } from './table.ts'
import type { Workload } from './workload.ts'
import { workloadsOf } from './workloads.ts'

/** Runs what was asked for, one server after another, and prints a table for each workload. @returns the exit code. */
export async function main(args: readonly string[]): Promise<number> {
  const options = understood(args)
  if (options === null) return args.includes('--help') ? 0 : 2
  const all = await workloadsOf(options)
  const unknown = options.workloads.find((name) => !all.some((one) => one.name === name))
  if (unknown !== undefined) {
    console.error(
      `There is no workload “${unknown}”, but ${[...new Set(all.map(({ name }) => name))].join(', ')}.`,
    )
    return 2
  }
  leaveServerCore()
  console.log(described())
  for (const name of options.names) console.log(`  ${name} ${versionOf(name)}`)
  for (const workload of all) {
    if (options.workloads.length > 0 && !options.workloads.includes(workload.name)) continue
    console.log(`\n## ${workload.name}: ${workload.title}\n`)
    if (workload.leftOut) console.log(workload.leftOut)
    else console.log(table(workload.columns, await runOn(workload, options.names)))
  }
  return 0
}

function understood(args: readonly string[]): Options | null {
  try {
    const options = parseOptions(args)
    if (options === null) console.log(HELP)
    return options
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${HELP}`)
    return null
  }
}

/** One server's failure is its own: its row says why, and the others have their turn. */
async function runOn(workload: Workload, names: readonly Name[]): Promise<Map<Name, Figures>> {
  const found = new Map<Name, Figures>()
  for (const name of NAMES) {
    if (!names.includes(name) || workload.without?.includes(name)) continue
    try {
      found.set(name, await workload.run(name))
    } catch (error) {
      found.set(name, noneOf(workload.columns, error instanceof Error ? error.message : String(error)))
    }
  }
  return found
}

const noneOf = (columns: readonly Column[], none: string): Figures =>
  Object.fromEntries(columns.map(({ name }) => [name, { none }]))
