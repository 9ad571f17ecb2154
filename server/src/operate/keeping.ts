import { resolve } from 'node:path'
import type { Command } from 'commander'
import { dataOption } from './commands.ts'
import type { Report } from './examine.ts'
import { print, printJson } from './print.ts'
import { Problem } from './problem.ts'
import { systemRuntime } from './system-runtime.ts'

interface Common {
  readonly data: string
  readonly json?: boolean
}

/** The commands that look after what is stored: checking it, and having it twice. */
export function addKeepingCommands(program: Command): void {
  program
    .command('verify')
    .description('read everything that is stored, and name what is damaged (then it ends with code 1)')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common) => {
      // Loaded when the options have passed: it takes most of a second.
      const { verify } = await import('./verify.ts')
      const report = await verify(resolve(o.data))
      await tell(report, o, (summary) => `Read ${summary}: ${verdict(report)}`)
      if (report.findings.length > 0) throw new Problem(`Something stored in ${resolve(o.data)} is damaged.`)
    })

  program
    .command('backup')
    .description('write everything that is stored to one file, also while the server runs')
    .argument('<file>', 'the new file')
    .option('--force', 'replace the file if it is there', false)
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (file: string, o: Common & { force: boolean }) => {
      const { backup } = await import('./verify.ts')
      const path = resolve(file)
      const { report, bytes } = await backup(resolve(o.data), path, { force: o.force })
      await tell({ ...report, file: path, bytes }, o, (summary) => `${path} holds ${summary}.`)
      if (report.findings.length > 0)
        throw new Problem(`${path} is whole, but lacks what was damaged; keep the backups before it.`)
    })

  program
    .command('restore')
    .description('make a new data folder from a backup')
    .argument('<file>', 'the backup')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (file: string, o: Common) => {
      const { restoreBackup } = await import('./restore.ts')
      const report = await restoreBackup(resolve(file), resolve(o.data), () => systemRuntime.now())
      await tell(report, o, (summary) => `${resolve(o.data)} holds ${summary}.`)
      if (report.findings.length > 0)
        throw new Problem(`${resolve(o.data)} is ready, but lacks what was damaged when the backup was made.`)
    })
}

const verdict = ({ findings }: Report): string =>
  findings.length === 0 ? 'all is well.' : `${findings.length} damaged.`

async function tell<T extends Report>(
  report: T,
  o: Common,
  sentence: (summary: string) => string,
): Promise<void> {
  if (o.json) return printJson(report)
  const { lineOf, summaryOf } = await import('./examine.ts')
  for (const finding of report.findings) print(lineOf(finding))
  print(sentence(summaryOf(report.totals)))
}
