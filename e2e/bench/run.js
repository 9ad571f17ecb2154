// Installs the servers to measure against in a folder of their own, builds Weft, and runs the bench.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const run = (command, args, cwd = root) =>
  execFileSync(command, args, { cwd, stdio: 'inherit', shell: process.platform === 'win32' })
const peers = resolve(import.meta.dirname, 'peers')
if (!existsSync(resolve(peers, 'node_modules/.package-lock.json')))
  run('npm', ['ci', '--no-audit', '--no-fund'], peers)
run('npx', ['tsc', '-b'])
const { main } = await import('../dist/bench/main.js')
process.exitCode = await main(process.argv.slice(2))
