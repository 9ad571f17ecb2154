import { parseArgs } from 'node:util'
import { campaign, type Tally } from './campaign.ts'

const HELP = `npm run crash -- [--cycles N] [--seed N]

Four people write into a space of a real server, which is killed with SIGKILL at random moments and started again on the same
folder. After each restart, a newcomer and the log itself must have every edit that was acknowledged, or that anybody else had
been shown; at the end, everybody must have every edit that was ever typed.

  --cycles N   kills (default 100)      --seed N   of what is typed, and when it is killed (default: by the clock)
`

/** @returns the exit code: 1 when something was lost. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      cycles: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const cycles = Number(values.cycles)
  console.log(`seed ${values.seed}\n${row('cycles', 'edits', 'acked', 'shown', 'lost')}`)
  const every = Math.max(1, Math.ceil(cycles / 20))
  const tally = await campaign({
    cycles,
    seed: Number(values.seed),
    progress: (cycle, now) => {
      if (cycle % every === 0 || cycle === cycles) console.log(line(cycle, now))
    },
  })
  for (const one of tally.lost.slice(0, 20)) console.log(`LOST ${one}`)
  console.log(
    `${cycles} cycles: ${tally.edits} edits typed, ${tally.acked} acknowledged and ${tally.shown} shown to others ` +
      `before a kill or at the end; ${tally.lost.length} lost.`,
  )
  return tally.lost.length === 0 ? 0 : 1
}

const line = (cycle: number, { edits, acked, shown, lost }: Tally): string =>
  row(cycle, edits, acked, shown, lost.length)
const row = (...cells: readonly (string | number)[]): string =>
  cells.map((cell) => String(cell).padStart(8)).join('')
