// @ts-check
/** `npm run simulate -- --seed N --histories N`: lives through other histories than CI does, and says what happened in them. */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

const root = resolve(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    histories: { type: 'string', default: '100' },
  },
})
for (const [name, value] of Object.entries(values)) {
  // What isn't a number would be no history at all, and none fails.
  if (/^\d{1,15}$/.test(value) && (name === 'seed' || Number(value) > 0)) continue
  process.stderr.write(`--${name} wants a whole number, not “${value}”.\n`)
  process.exit(2)
}
process.stdout.write(`histories from seed ${values.seed}\n`)
const vitest = resolve(root, 'node_modules/.bin/vitest')
const args = ['run', '--project', 'simulation', 'e2e/simulation/lots', '--disable-console-intercept']
const env = { ...process.env, WEFT_SEED: values.seed, WEFT_HISTORIES: values.histories }
process.exitCode = spawnSync(vitest, args, { cwd: root, env, stdio: 'inherit' }).status ?? 1
