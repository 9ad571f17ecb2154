import { Command, CommanderError } from 'commander'
import { addOperatorCommands } from './commands.ts'
import { addKeepingCommands } from './keeping.ts'
import { problemOf } from './problem.ts'
import { addServeCommand } from './serve.ts'
import { addSpaceCommands } from './space-commands.ts'
import { VERSION } from './version.ts'

/** The `weft` command. Resolves with its exit code; a running server resolves once it listens. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('weft')
    .description('Spaces that a team writes in together, with and without a network.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) =>
        write(
          `${text
            .replace(/^error: /, 'weft: ')
            .trim()
            .replace(/\s*\n/g, ' ')}\n`,
        ),
    })
    .showSuggestionAfterError()
  addServeCommand(program)
  addOperatorCommands(program)
  addSpaceCommands(program)
  addKeepingCommands(program)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return 0
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode
    const problem = problemOf(error)
    // Nobody foresaw the others: their trace is what whoever mends it needs.
    const unforeseen = error instanceof Error ? (error.stack ?? error.message) : String(error)
    process.stderr.write(`weft: ${problem?.message ?? unforeseen}\n`)
    return 1
  }
}
