import { execFileSync, spawn } from 'node:child_process'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openStore } from '../open.ts'

/** Limits a running process to files of so many bytes, or to none: to it, that is a disk that is full. */
const limit = (pid: number, bytes: number | 'unlimited'): void => {
  execFileSync('prlimit', [`--pid=${pid}`, `--fsize=${bytes}:unlimited`])
}
/** How often the disk is full in one life. Only Linux changes the limits of a process that runs: elsewhere it is just killed. */
const FULL = process.platform === 'linux' ? 3 : 0

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-full-'))
})
afterEach(() => rm(folder, { recursive: true }))

it('G1 a disk that was full, and has room again, is written on without a new start: kept is there, refused is not', async () => {
  const level = createRequire(import.meta.url).resolve('classic-level')
  await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { 'classic-level': level } },
    build: {
      ssr: fileURLToPath(new URL('../testing/survivor.ts', import.meta.url)),
      outDir: join(folder, 'program'),
      rolldownOptions: { external: [level], output: { entryFileNames: 'survivor.mjs' } },
    },
  })
  const data = join(folder, 'data')
  const child = spawn(process.execPath, [join(folder, 'program', 'survivor.mjs'), data], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pid = child.pid ?? 0
  const kept: string[] = []
  const refused: string[] = []
  let [failed, well, since] = [0, 0, 0]
  for await (const line of createInterface(child.stdout)) {
    const [what = '', word = ''] = line.split(' ')
    if (what === 'kept') {
      kept.push(word)
      since++
    } else if (what === 'refused') refused.push(word)
    else if (what === 'failed') {
      expect(word).toBe('FULL')
      failed++
    } else well++
    if (what === 'well') since = 0
    if (what === 'kept' && since === 40 && well < FULL) limit(pid, 1_000)
    if (what === 'failed' && failed % 3 === 0) limit(pid, 'unlimited')
    if (what === 'kept' && since === 40 && well === FULL) child.kill('SIGKILL')
  }
  expect(well).toBe(FULL)
  expect(refused.length).toBeGreaterThanOrEqual(FULL)
  const store = await openStore(data)
  const { records, damaged } = await store.log.load('space')
  await store.close()
  expect(damaged).toEqual([])
  const found = records.map(({ bytes }) => new TextDecoder().decode(bytes))
  // What was on its way when it was killed may be there.
  expect(found.slice(0, kept.length)).toEqual(kept)
  for (const word of refused) expect(found).not.toContain(word)
  expect(await readdir(data)).not.toContain('probe')
}, 60_000)
