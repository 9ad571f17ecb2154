import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from './open.ts'

let folder: string
let program: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-kill-'))
  // Node 20 runs no TypeScript; the native module stays where it is installed.
  const level = createRequire(import.meta.url).resolve('classic-level')
  await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { alias: { 'classic-level': level } },
    build: {
      ssr: fileURLToPath(new URL('./testing/appender.ts', import.meta.url)),
      outDir: join(folder, 'program'),
      rolldownOptions: { external: [level], output: { entryFileNames: 'appender.mjs' } },
    },
  })
  program = join(folder, 'program', 'appender.mjs')
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs the appender until it has kept `count` promises, kills it in the middle of its work, and gives them. */
async function killedAfter(count: number, data: string): Promise<string[]> {
  const child = spawn(process.execPath, [program, data], { stdio: ['ignore', 'pipe', 'inherit'] })
  const kept: string[] = []
  const ended = new Promise((resolve) => child.once('close', (_, signal) => resolve(signal)))
  for await (const line of createInterface(child.stdout)) {
    kept.push(line)
    if (kept.length === count) child.kill('SIGKILL')
  }
  expect(await ended).toBe('SIGKILL')
  return kept
}

describe('a killed process', () => {
  it('G1 G11 leaves everything that resolved, in order, and a store that opens', async () => {
    const data = join(folder, 'data')
    const appended = new Map<string, number>()
    const compacted = new Map<string, number>()
    for (const count of [1, 150, 777]) {
      for (const line of await killedAfter(count, data)) {
        const [space = '', what, seq] = line.split(' ')
        if (what === 'compacted') compacted.set(space, Number(seq))
        else appended.set(space, Number(what))
      }
      const store = await openStore(data)
      for (const [space, least] of appended) {
        const { snapshot, records, damaged, last } = await store.log.load(space)
        const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
        expect(damaged).toEqual([])
        expect(last).toBeGreaterThanOrEqual(least)
        expect(snapshot?.seq ?? 0).toBeGreaterThanOrEqual(compacted.get(space) ?? 0)
        if (snapshot) expect(text(snapshot.bytes)).toBe(`${space} through ${snapshot.seq}`)
        const base = snapshot?.seq ?? 0
        expect(records.map(({ bytes }) => text(bytes))).toEqual(
          Array.from({ length: last - base }, (_, i) => `${space} ${base + i + 1}`),
        )
      }
      await store.close()
    }
    expect(appended.size).toBe(4)
    expect(compacted.size).toBe(4)
  }, 60_000)
})
