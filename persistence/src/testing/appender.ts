import { writeSync } from 'node:fs'
import { openStore } from '../open.ts'

/**
 * A process to be killed: appends to four spaces without end, and compacts now and then. Every promise
 * that was kept is a line: `space seq` after an append, `space compacted seq` after a compaction. Run with the folder's path.
 */
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Say which folder')
const store = await openStore(folder)
const tell = (line: string): number => writeSync(1, `${line}\n`)

async function write(space: string): Promise<void> {
  const { last } = await store.log.load(space)
  let next = last
  for (;;) {
    next++
    const seq = await store.log.append(space, new TextEncoder().encode(`${space} ${next}`))
    tell(`${space} ${seq}`)
    if (seq % 40 === 0) {
      await store.log.compact(space, seq, new TextEncoder().encode(`${space} through ${seq}`))
      tell(`${space} compacted ${seq}`)
    }
  }
}

await Promise.all(['a', 'b', 'c', 'd'].map(write))
