import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ClassicLevel } from 'classic-level'
import { beforeAll, describe, expect, it } from 'vitest'
import { belongs, deletable } from '../belongs.ts'
import { frame } from '../frame.ts'
import { recordKey, spacePrefix } from '../keys.ts'
import { mendTable } from './mend-table.ts'
import { type Entry, readBlock, readEntries, readFooter, readHandle } from './table.ts'

const checks = { belongs, deletable }
const COUNT = 150
const SPACE = spacePrefix('s'.repeat(22))
const value = (seq: number): Uint8Array =>
  frame(recordKey(SPACE, seq), seq, new TextEncoder().encode(`words ${seq * seq}`))

/** A table as LevelDB itself writes it: puts, some of them overwritten, and deletions. */
async function realTable(): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'weft-table-'))
  const options = { keyEncoding: 'view', valueEncoding: 'view', compression: false } as const
  const level = new ClassicLevel<Uint8Array, Uint8Array>(folder, options)
  for (let seq = 1; seq <= COUNT; seq++) await level.put(recordKey(SPACE, seq), value(seq))
  for (let seq = 10; seq <= COUNT; seq += 10) await level.del(recordKey(SPACE, seq))
  await level.close()
  const again = new ClassicLevel<Uint8Array, Uint8Array>(folder, options)
  await again.open()
  await again.close()
  const tables = (await readdir(folder)).filter((name) => name.endsWith('.ldb'))
  expect(tables).toHaveLength(1)
  const file = await readFile(join(folder, tables[0] ?? ''))
  await rm(folder, { recursive: true })
  return new Uint8Array(file)
}

/** Goes through a table as LevelDB does, and fails where LevelDB would lose its way. */
function walk(file: Uint8Array): Entry[] {
  const footer = readFooter(file)
  const index = footer && readEntries(readBlock(file, footer.index).content)
  const metaindex = footer && readEntries(readBlock(file, footer.metaindex).content)
  if (!index || !metaindex) throw new Error('Neither index nor metaindex')
  for (const filter of metaindex) {
    const handle = readHandle(filter.value)
    if (!handle || !readBlock(file, handle).intact) throw new Error('A wrong filter')
  }
  const entries: Entry[] = []
  for (const { key: last, value: place } of index) {
    const handle = readHandle(place)
    const block = handle && readBlock(file, handle)
    const found = block && !block.compressed && readEntries(block.content)
    if (!found) throw new Error('A wrong block')
    entries.push(...found)
    if (order(entries.at(-1)?.key ?? last, last) > 0) throw new Error('A key after its block')
  }
  for (const [i, { key }] of entries.entries()) {
    if (key.length < 9 || (key.at(-8) ?? 2) > 1) throw new Error('Not a key')
    if (i > 0 && order(entries[i - 1]?.key ?? key, key) >= 0) throw new Error('Keys out of order')
  }
  return entries
}

/** LevelDB's order of keys: upwards, then by their 7 bytes of sequence number downwards. */
function order(a: Uint8Array, b: Uint8Array): number {
  const tail = (key: Uint8Array): Buffer => Buffer.from(key.slice(-8)).reverse()
  return Buffer.compare(a.slice(0, -8), b.slice(0, -8)) || Buffer.compare(tail(b), tail(a))
}

const good = (entries: readonly Entry[]): number =>
  entries.filter(({ key, value }) => value.length === 0 || belongs(key.slice(0, -8), value)).length

describe('G8 G11 mending a table', () => {
  let file: Uint8Array
  let all: number
  beforeAll(async () => {
    file = await realTable()
    all = good(walk(file))
    expect(all).toBe(COUNT + COUNT / 10)
  })

  it('leaves a good one alone, and what is no table', () => {
    expect(mendTable(file, checks)).toBeNull()
    expect(mendTable(new Uint8Array(), checks)).toBeNull()
    for (let length = 0; length < file.length; length += 11)
      expect(mendTable(file.slice(0, length), checks)).toBeNull()
  })

  it('lets LevelDB find its way again after a flip anywhere, and keeps nearly everything', () => {
    const tally = { left: 0, mended: 0, lost: 0, worst: 0 }
    for (let at = 0; at < file.length; at += 5) {
      const bad = file.with(at, (file[at] ?? 0) ^ (1 << (at % 8)))
      const result = mendTable(bad, checks)
      if (result === 'unmendable') throw new Error(`Unmendable after a flip at ${at}`)
      expect(result === null || result.length === file.length).toBe(true)
      const lost = all - good(walk(result ?? bad))
      if (result === null) tally.left++
      else tally.mended++
      tally.lost += lost
      tally.worst = Math.max(tally.worst, lost)
      if (result !== null) expect(mendTable(result, checks)).toBeNull()
    }
    expect(tally.left).toBeGreaterThan(800)
    expect(tally.mended).toBeGreaterThan(300)
    // The entries of one restart point at most: they share the beginning of its key.
    expect(tally.worst).toBeLessThanOrEqual(16)
    expect(tally.lost / (tally.left + tally.mended)).toBeLessThan(3)
  }, 30_000)

  it('keeps the other blocks when one is wiped out', () => {
    const bad = file.slice()
    bad.fill(0xff, 5_000, 5_600)
    const result = mendTable(bad, checks)
    if (!(result instanceof Uint8Array)) throw new Error('Not mended')
    expect(good(walk(result))).toBeGreaterThan(all - 80)
    expect(good(walk(result))).toBeLessThan(all)
  })
})
