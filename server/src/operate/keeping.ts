import { resolve } from 'node:path'
import type { Command } from 'commander'
import { MOST_AMNESTY_HOURS } from '../people/amnesty.ts'
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
    .option(
      '--amnesty <hours>',
      'so long, devices bring back what was written since, whoever wrote it; 0 for not at all',
      String(MOST_AMNESTY_HOURS),
    )
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (file: string, o: Common & { amnesty: string }) => {
      const amnesty = o.amnesty.trim() === '' ? Number.NaN : Number(o.amnesty)
      if (!(amnesty >= 0 && amnesty <= MOST_AMNESTY_HOURS))
        throw new Problem(`The hours of --amnesty must be a number from 0 to ${MOST_AMNESTY_HOURS}.`)
      const { restoreBackup } = await import('./restore.ts')
      const now = () => systemRuntime.now()
      const report = await restoreBackup(resolve(file), resolve(o.data), { now, amnesty })
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
