import { described, leaveServerCore, syncedWrite } from './machine.ts'
import { versionOf } from './names.ts'
import { HELP, type Options, parseOptions } from './options.ts'
import { table } from './table.ts'
import { inTurn } from './turns.ts'
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
  const disk = syncedWrite()
  const [half, most] = [disk.quantile(0.5), disk.quantile(0.99)].map((ms) => ms.toFixed(2))
  console.log(`A synced write of 256 bytes takes ${half} ms here, one in a hundred ${most} ms.`)
  for (const name of options.names) console.log(`  ${name} ${versionOf(name)}`)
  for (const workload of all) {
    if (options.workloads.length > 0 && !options.workloads.includes(workload.name)) continue
    console.log(`\n## ${workload.name}: ${workload.title}\n`)
    if (workload.leftOut) console.log(workload.leftOut)
    else console.log(table(workload.columns, await inTurn(workload, options.names)))
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
