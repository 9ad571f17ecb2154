import type { Command } from 'commander'
import { auditLine, sinceOf } from './audit-lines.ts'
import { type Common, dataOption, reach, wish } from './commands.ts'
import { print, printJson } from './print.ts'
import { systemRuntime } from './system-runtime.ts'

/** What becomes of a space as a whole, and who did what in it. */
export function addSpaceCommands(program: Command): void {
  const space = program.command('space').description('archive, restore or delete a space')
  for (const [name, archived, description] of [
    ['archive', true, 'let nobody write in a space any more; everybody may still read it'],
    ['restore', false, 'bring a space back from the archive'],
  ] as const)
    space
      .command(name)
      .description(description)
      .argument('<space>', 'its id, as `weft spaces` shows it')
      .addOption(dataOption())
      .action(async (id: string, o: Common) => {
        const request = wish('archiveSpace', { space: id, archived })
        await reach(o.data, (operator) => operator.archiveSpace(request))
      })
  space
    .command('delete')
    .description('delete a space and all that was written in it, for everybody and for good')
    .argument('<space>', 'its id, as `weft spaces` shows it')
    .requiredOption('--name <name>', 'its name, to be sure')
    .addOption(dataOption())
    .action(async (id: string, o: Common & { name: string }) => {
      const request = wish('deleteSpace', { space: id, name: o.name })
      await reach(o.data, (operator) => operator.deleteSpace(request))
    })

  program
    .command('audit')
    .description('show who did what: sign-ins, roles, links, tokens, deletions, refusals')
    .option('--space <id>', 'in this space only')
    .option('--since <when>', 'from then on: 2026-11-21, 2026-11-21T14:00Z, or 90m, 24h, 7d ago')
    .addOption(dataOption())
    .option('--json', 'print one JSON object')
    .action(async (o: Common & { space?: string; since?: string }) => {
      const since = o.since === undefined ? null : sinceOf(o.since, systemRuntime.now())
      const request = wish('audit', { space: o.space ?? null, since })
      const found = await reach(o.data, (operator) => operator.audit(request))
      if (o.json) printJson(found)
      else if (found.entries.length === 0) print('Nothing on record.')
      else {
        const names = new Map(found.names.map(({ id, name }) => [id, name]))
        for (const entry of found.entries) print(auditLine(entry, names, o.space === undefined))
      }
    })
}
