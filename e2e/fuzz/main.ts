import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { bulky } from './bulky.ts'
import { FuzzError, type FuzzTally, fuzz } from './fuzz.ts'

const HELP = `npm run fuzz -- [--inputs N] [--seed N]

Honest, damaged and made-up updates go through the scanner, and whole messages through the codec. Each must be refused in
its own words, or be good: an update that is taken is applied to a document that has its causes. What is refused goes to a
room, and must change nothing there. Ends with the time that large inputs take, of up to 64 KiB.

  --inputs N   how many (default 1000000)      --seed N   which ones (default: by the clock)
`

/** Ms that an input of up to 64 KiB may take, for the update to be scanned or the message to be read. */
const PATIENCE = 20
/** Bytes that the heap may have grown from the first look to the last. */
const GROWTH = 16 * 1024 * 1024

/** @returns the exit code: 1 when a promise was broken. */
export async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      inputs: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(HELP)
    return 0
  }
  const [inputs, seed] = [Number(values.inputs), Number(values.seed)]
  const collect = collector()
  const heaps: number[] = []
  const from = performance.now()
  console.log(
    `seed ${seed}\n${row('inputs', 'refused', 'misses', 'applied', 'read', 'unread', 'in rooms', 'heap MiB')}`,
  )
  const every = Math.max(1_000, Math.ceil(inputs / 20_000) * 1_000)
  const progress = (tally: FuzzTally): void => {
    if (tally.inputs % every !== 0 && tally.inputs !== inputs) return
    heaps.push(collect())
    console.log(line(tally, heaps.at(-1) ?? 0))
  }
  try {
    const tally = await fuzz({ inputs, seed, clock: () => performance.now(), progress })
    const seconds = (performance.now() - from) / 1000
    const large = bulky(seed, () => performance.now())
    const grown = (heaps.at(-1) ?? 0) - (heaps[0] ?? 0)
    console.log(
      `${tally.inputs} inputs in ${seconds.toFixed(0)} s, no promise broken. Slowest: ${tally.slowest.ms.toFixed(1)} ms with ` +
        `everything that is tried with it; ${large.inputs} of 16 to 64 KiB: ${large.ms.toFixed(1)} ms to scan or read. ` +
        `The heap grew by ${mebi(grown)} MiB.`,
    )
    if (large.ms > PATIENCE) console.log(`SLOW ${large.what}`)
    if (grown > GROWTH) console.log('GROWING')
    return large.ms > PATIENCE || grown > GROWTH ? 1 : 0
  } catch (error) {
    if (!(error instanceof FuzzError)) throw error
    console.log(error.message)
    return 1
  }
}

/** @returns what gives the bytes in use after a full collection. */
function collector(): () => number {
  setFlagsFromString('--expose-gc')
  const gc: () => void = runInNewContext('gc')
  return () => {
    gc()
    return process.memoryUsage().heapUsed
  }
}

const mebi = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)
const line = ({ inputs, updates, messages, rooms }: FuzzTally, heap: number): string =>
  row(
    inputs,
    updates.refused,
    updates.misses,
    updates.applied,
    messages.read,
    messages.refused,
    rooms,
    mebi(heap),
  )
const row = (...cells: readonly (string | number)[]): string =>
  cells.map((cell) => String(cell).padStart(10)).join('')
