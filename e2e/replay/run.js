// Builds what is stale and replays a recorded session: `npm run replay -- TRACE.json.gz`.
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
execFileSync('npx', ['tsc', '-b'], { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
const built = new URL('../dist/replay/main.js', import.meta.url)
const { main } = await import(built.href)
process.exitCode = await main(process.argv.slice(2))
