import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Store } from '../contract.ts'
import { openStore } from '../open.ts'

const SPACES = ['a', 'b', 'c'] as const
const MOMENTS = 8
/** Cuts of each copy's log. */
const CUTS = 3
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const content = (space: string, seq: number): string => `${space} ${seq} ${'x'.repeat((seq * 37) % 3_000)}`

/** What had been promised at some moment: by space, the last seq that resolved. */
type Promised = ReadonlyMap<string, number>

let folder: string
let chance: () => number
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-moments-'))
  let seed = 7
  chance = () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return seed / 2 ** 32
  }
})
afterEach(() => rm(folder, { recursive: true }))

/** The folder as a power cut would leave it: copied within one turn, and again if LevelDB changed its files meanwhile. @returns the copy. */
function copied(from: string, name: string): string {
  const look = () =>
    JSON.stringify([
      readdirSync(from).sort(),
      readFileSync(join(from, 'CURRENT'), 'utf8'),
      readdirSync(from)
        .filter((name) => name.startsWith('MANIFEST'))
        .map((name) => statSync(join(from, name)).size),
    ])
  for (let tries = 0; tries < 100; tries++) {
    const to = `${name}-${tries}`
    try {
      const before = look()
      mkdirSync(to, { recursive: true })
      for (const name of readdirSync(from).filter((one) => one !== 'LOCK'))
        copyFileSync(join(from, name), join(to, name))
      if (look() === before) return to
    } catch (error) {
      // A file that went meanwhile: another moment, then.
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error
    }
  }
  throw new Error('LevelDB never stood still')
}

const newestLog = (path: string): string => {
  const logs = readdirSync(path).filter((name) => name.endsWith('.log'))
  return join(path, logs.sort().at(-1) ?? '')
}

async function check(path: string, promised: Promised): Promise<void> {
  const store = await openStore(path, { warn: () => undefined })
  try {
    for (const [space, least] of promised) {
      const { snapshot, records, damaged, last } = await store.log.load(space)
      expect(damaged).toEqual([])
      expect(last).toBeGreaterThanOrEqual(least)
      if (snapshot) expect(new TextDecoder().decode(snapshot.bytes)).toBe(`${space} through ${snapshot.seq}`)
      const base = snapshot?.seq ?? 0
      expect(records.map(({ bytes: found }) => new TextDecoder().decode(found))).toEqual(
        Array.from({ length: last - base }, (_, i) => content(space, base + i + 1)),
      )
    }
    await store.log.append('after', bytes('it goes on'))
  } finally {
    await store.close()
  }
}

/** Writes and compacts from `start` until the promise of `stop` resolves: then all that was written is synced. */
function load(store: Store, promised: Map<string, number>): { start(): void; stop(): Promise<void> } {
  let goesOn = false
  let all: Promise<unknown> = Promise.resolve()
  const write = async (space: string): Promise<void> => {
    for (let seq = (promised.get(space) ?? 0) + 1; goesOn; seq++) {
      await store.log.append(space, bytes(content(space, seq)))
      promised.set(space, seq)
      if (seq % 50 === 0) await store.log.compact(space, seq, bytes(`${space} through ${seq}`))
    }
  }
  return {
    start() {
      goesOn = true
      all = Promise.all(SPACES.map(write))
    },
    async stop() {
      goesOn = false
      await all
    },
  }
}

describe('G1 G11 LevelDB’s folder as it is at some moment', () => {
  it('has all that had resolved, whole or with its log cut after the last sync', async () => {
    const path = join(folder, 'data')
    const store = await openStore(path)
    const promised = new Map<string, number>(SPACES.map((space) => [space, 0]))
    const { start, stop } = load(store, promised)
    const more = async () => {
      const until = (promised.get('a') ?? 0) + 1 + Math.floor(chance() * 60)
      while ((promised.get('a') ?? 0) < until) await new Promise((resolve) => setImmediate(resolve))
    }
    const copies: { readonly path: string; readonly promised: Promised; readonly synced: number }[] = []
    for (let moment = 0; moment < MOMENTS; moment++) {
      start()
      await more()
      await stop()
      // All that is in the log now is synced, and nothing else was promised.
      const known = new Map(promised)
      const log = newestLog(path)
      const synced = statSync(log).size
      start()
      await more()
      const copy = copied(path, join(folder, `moment-${moment}`))
      await stop()
      const same = newestLog(copy).endsWith(log.slice(path.length))
      // A log that was begun since has nothing of that.
      copies.push({ path: copy, promised: known, synced: same ? synced : 0 })
    }
    await store.close()
    let lost = 0
    for (const { path: copy, promised: known, synced } of copies) {
      const log = newestLog(copy)
      const file = readFileSync(log)
      for (let cut = 0; cut < CUTS; cut++) {
        const again = copied(copy, `${copy}-cut-${cut}`)
        const at = cut === 0 ? synced : synced + Math.floor(chance() * (file.length - synced + 1))
        lost += file.length - at
        // A file system may have made the file longer before it wrote what belongs there.
        const zeros = cut === 0 ? 0 : Math.floor(chance() * 5_000)
        writeFileSync(
          join(again, log.slice(copy.length)),
          Buffer.concat([file.subarray(0, at), Buffer.alloc(zeros)]),
        )
        await check(again, known)
      }
      await check(copy, known)
    }
    expect(Math.min(...promised.values())).toBeGreaterThan(100)
    expect(lost).toBeGreaterThan(300_000)
  }, 60_000)

  it('has what had resolved, wherever in what came after the log is cut', async () => {
    const path = join(folder, 'data')
    const store = await openStore(path)
    await store.log.append('a', bytes(content('a', 1)))
    const from = statSync(newestLog(path)).size
    const more = Array.from({ length: 20 }, (_, i) => store.log.append('a', bytes(content('a', i + 2))))
    await Promise.all(more)
    await store.close()
    const log = newestLog(path)
    const file = readFileSync(log)
    for (let n = 0; n < 60; n++) {
      const again = copied(path, join(folder, `cut-${n}`))
      const at = n === 0 ? from : from + Math.floor(chance() * (file.length - from))
      writeFileSync(join(again, log.slice(path.length)), file.subarray(0, at))
      await check(again, new Map([['a', 1]]))
    }
  }, 60_000)
})
