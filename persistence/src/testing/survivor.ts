import { writeSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { openStore } from '../open.ts'

/**
 * A process whose disk is to fail: appends without end, and has the store again when it failed. A line for whatever happens:
 * `kept WORD`, `refused WORD`, `failed CODE` for each attempt that comes too early, `well`. Run with the folder's path.
 */
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Say which folder')
const store = await openStore(folder)
const tell = (line: string): number => writeSync(1, `${line}\n`)

for (let next = 1; ; next++) {
  // Two at once, so that a batch holds more than one.
  const words = [`${next}a`, `${next}b`]
  const results = await Promise.allSettled(words.map((word) => store.log.append('space', Buffer.from(word))))
  for (const [i, { status }] of results.entries())
    tell(`${status === 'fulfilled' ? 'kept' : 'refused'} ${words[i] ?? ''}`)
  while (store.failure !== null) {
    await store.reopen().then(
      () => tell('well'),
      (error: unknown) => tell(`failed ${error instanceof Error && 'code' in error ? error.code : ''}`),
    )
    // Milliseconds.
    await pause(20)
  }
}
